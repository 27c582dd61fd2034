package io.github.camelaliyun.mqtt.credential.token;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The tokens that a client presents together, which stand and fall together: one that is not valid makes all illegal.
 *
 * @param tokens at most one of each type
 * @param resources the topics and topic filters that they are for
 * @param renewAt when to fetch the next ones: at 80 % of their life, up to a tenth of it earlier so that clients that
 *     started together do not ask together, and 60 s before they expire at the latest, but for lives under two minutes not before half of it
 */
public record TokenSet(List<Token> tokens, List<String> resources, Instant renewAt) {

    private static final double RENEW_AT = 0.8;
    private static final double SPREAD = 0.1;
    private static final Duration LATEST = Duration.ofSeconds(60);

    /**
     * Copies the lists.
     *
     * @param tokens at most one of each type; copied
     * @param resources the topics and topic filters that they are for; copied
     * @param renewAt when to fetch the next ones
     */
    public TokenSet {
        tokens = List.copyOf(tokens);
        resources = List.copyOf(resources);
    }

    /**
     * Makes a set of tokens that were just fetched.
     *
     * @param tokens at least one, at most one of each type
     * @param resources the topics and topic filters that they are for
     * @param now when they were asked for
     * @param random how much earlier than others to renew them
     * @return the set, with the time to renew it
     */
    public static TokenSet fetched(List<Token> tokens, List<String> resources, Instant now, RandomGenerator random) {
        Duration life = Duration.between(now, expiry(tokens));
        Duration early = times(life, RENEW_AT - SPREAD * random.nextDouble());
        return new TokenSet(
                tokens, resources, now.plus(life.compareTo(LATEST) <= 0 ? early : min(early, latest(life))));
    }

    private static Duration latest(Duration life) {
        Duration halfway = life.dividedBy(2);
        Duration minuteBefore = life.minus(LATEST);
        return minuteBefore.compareTo(halfway) < 0 ? halfway : minuteBefore;
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /** {@return when the first of them expires} */
    public Instant expiresAt() {
        return expiry(tokens);
    }

    /**
     * Tells what is left of their life.
     *
     * @param now the present time
     * @return the time until the first of them expires; negative afterwards
     */
    public Duration left(Instant now) {
        return Duration.between(now, expiresAt());
    }

    /**
     * Tells whether a client may use a topic or topic filter with these tokens.
     *
     * @param topicOrFilter what a client is about to use
     * @return whether the resources cover the whole of it
     */
    public boolean covers(String topicOrFilter) {
        return TokenResources.cover(resources, topicOrFilter);
    }

    private static Instant expiry(List<Token> tokens) {
        return tokens.stream()
                .map(Token::expiresAt)
                .min(Comparator.naturalOrder())
                .orElseThrow(() -> new IllegalArgumentException("there are no tokens in the set"));
    }

    private static Duration times(Duration duration, double factor) {
        return Duration.ofMillis((long) (duration.toMillis() * factor));
    }
}
