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

    /**
     * Has no session yet.
     *
     * @param registry knows the tokens
     * @param executor for what is to be done when a token ends, or before; not ended by this
     * @param listener learns what happens to each of the sessions
     */
    public TokenSessions(TokenRegistry registry, ScheduledExecutorService executor, TokenSession.Listener listener) {
        this.registry = registry;
        this.executor = executor;
        this.listener = listener;
        registry.onInvalidated(token -> sessions.values().forEach(session -> session.recheck(token)));
    }

    /**
     * Begins the session of a client that connects, in place of an earlier one.
     *
     * @param clientId of the client
     * @param password {@code <type>|<token>} pairs
     * @throws TokenRejectedException if not all tokens are valid
     */
    public void open(String clientId, String password) throws TokenRejectedException {
        HeldTokens held = HeldTokens.ofPassword(registry, password);
        replace(clientId, new TokenSession(clientId, held, executor, listener));
    }

    /**
     * Ends the session of a client that connects in another mode.
     *
     * @param clientId of a client that has a session or not
     */
    public void forget(String clientId) {
        replace(clientId, null);
    }

    private void replace(String clientId, TokenSession next) {
        TokenSession before = next == null ? sessions.remove(clientId) : sessions.put(clientId, next);
        if (before != null) {
            before.close();
        }
    }

    /**
     * Ends a session whose connection is gone; one that has taken its place goes on.
     *
     * @param session of the connection that is gone
     */
    public void close(TokenSession session) {
        session.close();
        sessions.remove(session.clientId(), session);
    }

    /**
     * Makes all tokens that the client holds end at that time, if they would end later.
     *
     * @param clientId of the client
     * @param at when they end at the latest
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

    /**
     * {@return the session of a client; empty if the client uses another mode or is not connected}
     *
     * @param clientId of the client
     */
    public Optional<TokenSession> of(String clientId) {
        return Optional.ofNullable(sessions.get(clientId));
    }

    /**
     * {@return the token that a client uploads}
     *
     * @param type what the client says that it is: {@code R}, {@code W} or {@code RW}
     * @param value the token's value
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
