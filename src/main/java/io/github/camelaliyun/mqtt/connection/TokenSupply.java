package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.credential.token.Token;
import io.github.camelaliyun.mqtt.credential.token.TokenAuthentication;
import io.github.camelaliyun.mqtt.credential.token.TokenException;
import io.github.camelaliyun.mqtt.credential.token.TokenException.Kind;
import io.github.camelaliyun.mqtt.credential.token.TokenSet;

import java.time.Duration;
import java.util.SortedSet;
import java.util.function.Consumer;

/**
 * Asks the token source for one client: one call at a time, and after one that failed not before a pause, 1 s doubling to
 * 30 s, whoever wants the tokens. Guarded by its keeper's lock, except {@link #call}, which blocks as long as the source
 * does.
 */
final class TokenSupply {

    /** A source that has not answered for so long is trouble. */
    static final Duration SLOW = Duration.ofSeconds(30);

    private final TokenAuthentication authentication;
    private final String clientId;
    private final ConnectionThreads threads;
    private Backoff backoff;
    private boolean busy;
    private boolean paused;
    private long since;
    private long pauseUntil;

    TokenSupply(TokenAuthentication authentication, String clientId, ConnectionThreads threads) {
        this.authentication = authentication;
        this.clientId = clientId;
        this.threads = threads;
        this.backoff = new Backoff(threads.random());
    }

    /** A wait without the part by which chance made it longer than the longest. */
    static Duration limited(Duration wait) {
        return wait.compareTo(Backoff.LONGEST) > 0 ? Backoff.LONGEST : wait;
    }

    boolean isBusy() {
        return busy;
    }

    /** How long the source may not be asked yet. */
    Duration pauseLeft() {
        return Duration.ofNanos(paused ? Math.max(0, pauseUntil - threads.now()) : 0);
    }

    /** A call begins; to be followed by {@link #succeeded}, {@link #failed} or {@link #withdrawn}. */
    void begun() {
        busy = true;
        since = threads.now();
    }

    /**
     * Asks the source.
     *
     * @param issued is told of each token as it comes, though the call fails for others
     * @throws TokenException whatever the source throws, and for whatever it gives that cannot be used
     */
    TokenSet call(SortedSet<String> parents, Consumer<Token> issued) throws TokenException {
        try {
            return authentication.fetch(clientId, parents, issued, threads.clock(), threads.random());
        } catch (TokenException e) {
            throw e;
        } catch (Throwable e) {
            throw new TokenException(
                    Kind.UNKNOWN,
                    "the token source failed (" + e.getClass().getName()
                            + "): correct its code, or let it throw a TokenException with the reason");
        }
    }

    void succeeded() {
        busy = false;
        paused = false;
        backoff = new Backoff(threads.random());
    }

    void failed() {
        busy = false;
        paused = true;
        pauseUntil = threads.now() + limited(backoff.next()).toNanos();
    }

    /** The call did not take place. */
    void withdrawn() {
        busy = false;
    }

    /** What a source that does not answer is said to do; null if none is being asked, or not for long. */
    String slowness() {
        Duration waited = Duration.ofNanos(threads.now() - since);
        return busy && waited.compareTo(SLOW) >= 0
                ? "the token source has not answered for " + waited.toSeconds()
                        + " s: look what it waits for, and give it a timeout"
                : null;
    }
}
