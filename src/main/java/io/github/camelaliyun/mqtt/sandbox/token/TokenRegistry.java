package io.github.camelaliyun.mqtt.sandbox.token;

import io.github.camelaliyun.mqtt.credential.token.TokenType;
import io.github.camelaliyun.mqtt.service.TokenFault;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** All tokens of a sandbox. Thread-safe. */
public final class TokenRegistry {

    /** How long an expired token is remembered; after that it is still known to be expired, only less is kept. */
    private static final Duration MEMORY = Duration.ofHours(1);

    private final TokenMint mint = new TokenMint();
    private final Map<String, IssuedToken> issued = new ConcurrentHashMap<>();
    private final List<Consumer<IssuedToken>> listeners = new CopyOnWriteArrayList<>();

    /** Has no token yet. */
    public TokenRegistry() {}

    /** Has the listener told of each token that is revoked or gets less time, on the thread that does that. */
    void onInvalidated(Consumer<IssuedToken> listener) {
        listeners.add(listener);
    }

    /**
     * Issues a token; of any life, the limits are those of the API in front.
     *
     * @param type what it allows
     * @param resources topics and topic filters that it is for, none or more
     * @param expiresAt when it ends
     * @return the new token
     */
    public IssuedToken issue(TokenType type, Collection<String> resources, Instant expiresAt) {
        Instant now = Instant.now();
        issued.values().removeIf(token -> token.expiresAt().plus(MEMORY).isBefore(now));
        String value = mint.make();
        IssuedToken token = new IssuedToken(value, type, List.copyOf(resources), now, expiresAt);
        issued.put(value, token);
        return token;
    }

    /**
     * Revokes a token.
     *
     * @param value the token's value
     * @return false if there is no such token
     */
    public boolean revoke(String value) {
        return invalidate(value, IssuedToken::revoke);
    }

    /**
     * Makes a token expire now instead of later.
     *
     * @param value the token's value
     * @return false if there is no such token
     */
    public boolean expire(String value) {
        return invalidate(value, token -> token.expire(Instant.now()));
    }

    /** Makes a token expire at that time, if it would later. */
    void expire(IssuedToken token, Instant at) {
        token.expire(at);
        tell(token);
    }

    private boolean invalidate(String value, Consumer<IssuedToken> how) {
        IssuedToken token = issued.get(value);
        if (token == null) {
            return false;
        }
        how.accept(token);
        tell(token);
        return true;
    }

    private void tell(IssuedToken token) {
        listeners.forEach(listener -> listener.accept(token));
    }

    /**
     * {@return whether the service would take a token now}
     *
     * @param value the token's value
     */
    public boolean isValid(String value) {
        IssuedToken token = issued.get(value);
        return token != null && token.fault(Instant.now()).isEmpty();
    }

    /**
     * The token that a client presents as one of type {@code type}.
     *
     * @throws TokenRejectedException if it is forged, expired, revoked, or of another type
     */
    IssuedToken require(TokenType type, String value) throws TokenRejectedException {
        Optional<TokenFault> foreign = mint.check(value);
        if (foreign.isPresent()) {
            throw new TokenRejectedException(foreign.get(), type);
        }
        IssuedToken token = issued.get(value);
        if (token == null) {
            throw new TokenRejectedException(TokenFault.EXPIRED, type);
        }
        Optional<TokenFault> fault = token.fault(Instant.now());
        if (fault.isPresent()) {
            throw new TokenRejectedException(fault.get(), type);
        }
        if (token.type() != type) {
            throw new TokenRejectedException(TokenFault.WRONG_ACTION, type);
        }
        return token;
    }
}
