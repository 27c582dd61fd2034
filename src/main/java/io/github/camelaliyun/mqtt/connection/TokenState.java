package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.credential.token.Token;
import io.github.camelaliyun.mqtt.credential.token.TokenSet;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which tokens a connection has, and which of them the service knows of on the present link. It remembers and answers; it
 * fetches and sends nothing. Guarded by its keeper's lock.
 */
final class TokenState {

    private static final int MOST_VALUES = 20;

    private final InstantSource clock;
    /** The latest; null if they are of no use any more. */
    private TokenSet held;
    /** What the attempt to make a link has been given. */
    private TokenSet presented;
    /** What the service checks packets against on the present link; null while there is none. */
    private TokenSet active;

    /** Its topics and topic filters, to find most topics quickly. */
    private Set<String> resources = Set.of();

    /** Of tokens issued last, which whoever gave them may still speak of. */
    private final Set<String> latestValues = new LinkedHashSet<>();

    private boolean up;
    private boolean renewalDemanded;

    TokenState(InstantSource clock) {
        this.clock = clock;
    }

    void hold(TokenSet fresh) {
        held = fresh;
        renewalDemanded = false;
    }

    /** The service wants others, fresh or not. */
    void demandRenewal() {
        renewalDemanded = true;
    }

    /** Until the next are held. */
    boolean isRenewalDemanded() {
        return renewalDemanded;
    }

    /** The tokens of the present link are of no use any more: the next connect needs others. */
    void discardActive() {
        if (held == active) {
            held = null;
        }
    }

    /** What was presented was refused: the next connect needs others. */
    void discardPresented() {
        if (held == presented) {
            held = null;
        }
    }

    /** The latest tokens, if they live; else null. */
    TokenSet alive() {
        return isAlive(held) ? held : null;
    }

    /** The latest tokens, if they are not due for renewal; else null. */
    TokenSet fresh() {
        return isFresh(held) ? held : null;
    }

    boolean isAlive(TokenSet set) {
        return set != null && clock.instant().isBefore(set.expiresAt());
    }

    boolean isFresh(TokenSet set) {
        return isAlive(set) && clock.instant().isBefore(set.renewAt());
    }

    void present(TokenSet set) {
        presented = set;
    }

    /** The link is up, with what was presented. */
    void linkUp() {
        up = true;
        activate(presented);
    }

    void linkDown() {
        up = false;
        activate(null);
    }

    boolean isUp() {
        return up;
    }

    TokenSet active() {
        return active;
    }

    /** Whether the tokens of the present link are for this. */
    boolean covers(String topicOrFilter) {
        return active != null
                && (resources.contains(ParentTopic.of(topicOrFilter) + "/#") || active.covers(topicOrFilter));
    }

    /** These are in force on the present link now; null for none. */
    void activate(TokenSet uploaded) {
        active = uploaded;
        resources = uploaded == null ? Set.of() : new HashSet<>(uploaded.resources());
    }

    /** What is to be given to the service on the present link; null if it has the latest. */
    TokenSet toUpload() {
        return up && held != active ? alive() : null;
    }

    /** How long until those in force are due for renewal; zero if there are none. */
    Duration untilRenewal() {
        return active == null ? Duration.ZERO : notNegative(Duration.between(clock.instant(), active.renewAt()));
    }

    /** How long the tokens live on; zero if there are none. */
    Duration left() {
        TokenSet present = active == null ? held : active;
        return present == null ? Duration.ZERO : notNegative(present.left(clock.instant()));
    }

    Instant now() {
        return clock.instant();
    }

    /** This one has been issued, whether it is used or not. */
    void issued(Token fresh) {
        latestValues.remove(fresh.value());
        latestValues.add(fresh.value());
        if (latestValues.size() > MOST_VALUES) {
            latestValues.remove(latestValues.iterator().next());
        }
    }

    /** Replaces values of the tokens that are in use, and of those issued last, in a text that came from outside. */
    String masked(String text) {
        Stream<String> inUse = Stream.of(held, presented, active)
                .filter(Objects::nonNull)
                .flatMap(set -> set.tokens().stream())
                .map(Token::value);
        // One may begin with another.
        String values = Stream.concat(inUse, latestValues.stream())
                .distinct()
                .sorted(Comparator.comparingInt(String::length).reversed())
                .map(Pattern::quote)
                .collect(Collectors.joining("|"));
        return values.isEmpty() ? text : Pattern.compile(values).matcher(text).replaceAll("****");
    }

    private static Duration notNegative(Duration duration) {
        return duration.isNegative() ? Duration.ZERO : duration;
    }
}
