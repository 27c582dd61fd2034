package io.github.camelaliyun.mqtt.simulation;

import io.github.camelaliyun.mqtt.credential.token.Token;
import io.github.camelaliyun.mqtt.credential.token.TokenException;
import io.github.camelaliyun.mqtt.credential.token.TokenRequest;
import io.github.camelaliyun.mqtt.credential.token.TokenSource;
import io.github.camelaliyun.mqtt.credential.token.TokenType;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Issues tokens to clients, fails when it is told to, and says to the model broker which are good. */
final class TokenOffice implements TokenSource {

    /** The first level of topics that only users have who are refused. */
    static final String STRAY = "stray";
    /** The same of users who have gone. */
    static final String GONE = "gone";
    /** The same of messages that there is no token for. */
    private static final String BAD = "bad";

    private static final Pattern VALUE = Pattern.compile("token-v[0-9]+");
    /** A second less a quarter. */
    private static final long SHORTEST_PAUSE_NANOS = Duration.ofMillis(750).toNanos();

    private static final int MOST_SPOKEN_OF = 4;
    private static final int SHORTEST_LIFE_SECONDS = 60;

    private final World world;
    private final Map<String, Instant> good = new HashMap<>();
    private int issued;
    private boolean settled;
    private int failures;
    private int errors;
    private int failuresInARow;
    private long notBeforeNanos;

    TokenOffice(World world) {
        this.world = world;
    }

    @Override
    public List<Token> fetch(TokenRequest request) throws TokenException {
        world.tell("tokens are asked for: " + request.resources());
        world.usersCode("the token source");
        if (world.now() < notBeforeNanos) {
            world.failures().add(new AssertionError("the token source is asked too soon after it has failed"));
        }
        if (asksFor(request, STRAY) || (settled && (asksFor(request, BAD) || asksFor(request, GONE)))) {
            world.failures().add(new AssertionError("tokens are asked for what nobody wants: " + request.resources()));
        }
        try {
            List<Token> tokens = issue(request);
            failuresInARow = 0;
            return tokens;
        } catch (TokenException | NoClassDefFoundError e) {
            notBeforeNanos = world.now() + SHORTEST_PAUSE_NANOS * Math.min(24, 1L << Math.min(failuresInARow++, 5));
            throw e;
        }
    }

    private static boolean asksFor(TokenRequest request, String parent) {
        return request.resources().stream().anyMatch(resource -> resource.startsWith(parent));
    }

    private List<Token> issue(TokenRequest request) throws TokenException {
        if (failures > 0) {
            failures--;
            throw new TokenException(
                    failures % 2 == 0 ? TokenException.Kind.UNAVAILABLE : TokenException.Kind.UNKNOWN,
                    "closed\n" + spokenOf());
        }
        if (errors > 0) {
            errors--;
            throw new NoClassDefFoundError("a source without its classes");
        }
        if (asksFor(request, BAD)) {
            throw new TokenException(TokenException.Kind.REFUSED, "no such topic");
        }
        Duration life =
                Duration.ofSeconds(SHORTEST_LIFE_SECONDS + world.random().nextInt(SHORTEST_LIFE_SECONDS));
        Token token =
                new Token(TokenType.RW, "token-v" + ++issued, world.instant().plus(life));
        good.put(token.value(), token.expiresAt());
        return List.of(token);
    }

    /** One of the latest tokens. */
    private String spokenOf() {
        int oldest = Math.max(1, issued - MOST_SPOKEN_OF);
        return issued == 0 ? "" : "for token-v" + (oldest + world.random().nextInt(issued - oldest + 1));
    }

    void fail(int times) {
        failures = times;
    }

    void throwErrors(int times) {
        errors = times;
    }

    /** From now on no token is good that was issued so far. */
    void revokeAll() {
        good.clear();
    }

    void heal() {
        failures = 0;
        errors = 0;
    }

    /** All has been well for so long that nobody asks any more for what was refused, or has gone. */
    void settle() {
        settled = true;
    }

    /** The token in a password or an upload; null if there is none. */
    static String tokenIn(String text) {
        Matcher matcher = VALUE.matcher(text);
        return matcher.find() ? matcher.group() : null;
    }

    boolean isGood(String token) {
        return token != null && good.containsKey(token) && world.instant().isBefore(good.get(token));
    }
}
