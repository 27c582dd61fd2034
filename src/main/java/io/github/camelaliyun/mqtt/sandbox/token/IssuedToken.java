package io.github.camelaliyun.mqtt.sandbox.token;

import io.github.camelaliyun.mqtt.credential.token.Token;
import io.github.camelaliyun.mqtt.credential.token.TokenResources;
import io.github.camelaliyun.mqtt.credential.token.TokenType;
import io.github.camelaliyun.mqtt.service.TokenFault;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A token that this sandbox issued, and what became of it. Thread-safe; equal to itself alone. */
public final class IssuedToken {

    /** The service warns about five minutes before a token ends; for a short life that is shortened to a fifth of it. */
    private static final Duration WARNING = Duration.ofMinutes(5);

    private static final int WARNING_SHARE = 5;

    private final String value;
    private final TokenType type;
    private final List<String> resources;
    private final Instant issuedAt;
    private volatile Instant expiresAt;
    private volatile boolean revoked;

    IssuedToken(String value, TokenType type, List<String> resources, Instant issuedAt, Instant expiresAt) {
        this.value = value;
        this.type = type;
        this.resources = List.copyOf(resources);
        this.issuedAt = issuedAt;
        this.expiresAt = expiresAt;
    }

    /** {@return what it allows} */
    public TokenType type() {
        return type;
    }

    /** {@return when it ends, or has ended; may become earlier} */
    public Instant expiresAt() {
        return expiresAt;
    }

    /** When a client that holds it is to be warned of its end. */
    Instant warnAt() {
        Duration share = Duration.between(issuedAt, expiresAt).dividedBy(WARNING_SHARE);
        return expiresAt.minus(share.compareTo(WARNING) < 0 ? share : WARNING);
    }

    /** {@return what the client side holds} */
    public Token toToken() {
        return new Token(type, value, expiresAt);
    }

    boolean covers(String topicOrFilter) {
        return TokenResources.cover(resources, topicOrFilter);
    }

    /** What makes it invalid, whatever it is used for. */
    Optional<TokenFault> fault(Instant now) {
        if (revoked) {
            return Optional.of(TokenFault.REVOKED);
        }
        return now.isBefore(expiresAt) ? Optional.empty() : Optional.of(TokenFault.EXPIRED);
    }

    void revoke() {
        revoked = true;
    }

    /** It ends then, unless it ends before. */
    synchronized void expire(Instant at) {
        if (at.isBefore(expiresAt)) {
            expiresAt = at;
        }
    }

    @Override
    public String toString() {
        return "IssuedToken[" + type + ", ****, for " + resources + ", until " + expiresAt + "]";
    }
}
