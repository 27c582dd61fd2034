package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.connection.ConnectionEvent.TokenSourceFailing;
import io.github.camelaliyun.mqtt.connection.ConnectionEvent.TokenSourceWorking;
import io.github.camelaliyun.mqtt.credential.token.TokenAuthentication;
import io.github.camelaliyun.mqtt.credential.token.TokenException;
import io.github.camelaliyun.mqtt.credential.token.TokenSet;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Fetches the tokens of one client, and tells the operator once when that begins to fail and once when it works again.
 * Any thread may call; {@link #fetch} blocks as long as the token source does.
 */
final class TokenSupply {

    private final TokenAuthentication authentication;
    private final String clientId;
    private final Consumer<ConnectionEvent> operator;

    /** Guards all that follows. */
    private final ReentrantLock lock = new ReentrantLock();

    private Backoff backoff = new Backoff();
    private String trouble;

    TokenSupply(TokenAuthentication authentication, String clientId, Consumer<ConnectionEvent> operator) {
        this.authentication = authentication;
        this.clientId = clientId;
        this.operator = operator;
    }

    /**
     * @param parents the parent topics that the tokens are to be for
     * @param left how long the present tokens live on, for the operator
     */
    TokenSet fetch(Set<String> parents, Duration left) throws TokenException {
        try {
            TokenSet fresh = authentication.fetch(clientId, parents);
            if (changeTo(null)) {
                operator.accept(new TokenSourceWorking(fresh.expiresAt()));
            }
            return fresh;
        } catch (TokenException e) {
            if (changeTo(e.getMessage())) {
                operator.accept(new TokenSourceFailing(e.getMessage(), left));
            }
            throw e;
        }
    }

    private boolean changeTo(String newTrouble) {
        lock.lock();
        try {
            boolean changed = (trouble == null) != (newTrouble == null);
            trouble = newTrouble;
            if (newTrouble == null) {
                backoff = new Backoff();
            }
            return changed;
        } finally {
            lock.unlock();
        }
    }

    /** How long to wait before the next attempt, after one that failed. */
    Duration pause() {
        lock.lock();
        try {
            return backoff.next();
        } finally {
            lock.unlock();
        }
    }

    /** Why the latest fetch failed; null if it did not. */
    String trouble() {
        lock.lock();
        try {
            return trouble;
        } finally {
            lock.unlock();
        }
    }
}
