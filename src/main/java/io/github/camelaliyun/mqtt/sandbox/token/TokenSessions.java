package io.github.camelaliyun.mqtt.sandbox.token;

import io.github.camelaliyun.mqtt.credential.token.TokenType;
import io.github.camelaliyun.mqtt.service.TokenFault;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;

/** The connections in token mode, by clientId. Thread-safe. */
public final class TokenSessions {

    private final Map<String, TokenSession> sessions = new ConcurrentHashMap<>();
    private final TokenRegistry registry;
    private final ScheduledExecutorService executor;
    private final TokenSession.Listener listener;

    public TokenSessions(TokenRegistry registry, ScheduledExecutorService executor, TokenSession.Listener listener) {
        this.registry = registry;
        this.executor = executor;
        this.listener = listener;
        registry.onInvalidated(token -> sessions.values().forEach(session -> session.recheck(token)));
    }

    /**
     * Begins the session of a client that connects, in place of an earlier one.
     *
     * @param password {@code <type>|<token>} pairs
     * @throws TokenRejectedException if not all tokens are valid
     */
    public void open(String clientId, String password) throws TokenRejectedException {
        HeldTokens held = HeldTokens.ofPassword(registry, password);
        replace(clientId, new TokenSession(clientId, held, executor, listener));
    }

    /** Ends the session of a client that connects in another mode. */
    public void forget(String clientId) {
        replace(clientId, null);
    }

    private void replace(String clientId, TokenSession next) {
        TokenSession before = next == null ? sessions.remove(clientId) : sessions.put(clientId, next);
        if (before != null) {
            before.close();
        }
    }

    /** Ends a session whose connection is gone, unless another one has taken its place. */
    public void close(TokenSession session) {
        session.close();
        sessions.remove(session.clientId(), session);
    }

    /**
     * Makes all tokens that the client holds end at that time, if they would end later.
     *
     * @return false for a client that uses another mode or is not connected
     */
    public boolean expire(String clientId, Instant at) {
        TokenSession session = sessions.get(clientId);
        if (session == null || session.isOver()) {
            return false;
        }
        session.tokens().forEach(token -> registry.expire(token, at));
        return true;
    }

    /** Empty for a client that uses another mode or is not connected. */
    public Optional<TokenSession> of(String clientId) {
        return Optional.ofNullable(sessions.get(clientId));
    }

    /**
     * The token that a client uploads.
     *
     * @throws TokenRejectedException if it is not valid, or not of the type it is said to be of
     */
    public IssuedToken require(String type, String value) throws TokenRejectedException {
        Optional<TokenType> known = HeldTokens.type(type);
        if (known.isEmpty()) {
            throw new TokenRejectedException(TokenFault.FORGED, TokenType.RW);
        }
        return registry.require(known.get(), value);
    }
}
