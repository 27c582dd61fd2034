package io.github.camelaliyun.mqtt.credential.token;

import java.time.Instant;
import java.util.Objects;

/**
 * A temporary credential of the service. It lets whoever holds it in, so it never appears in {@link #toString()}.
 *
 * @param type what it allows
 * @param value the token itself; has no {@code |}, which separates tokens in a password
 * @param expiresAt when the service stops accepting it
 */
public record Token(TokenType type, String value, Instant expiresAt) {

    /**
     * Checks the form of the value.
     *
     * @param type not null
     * @param value neither blank nor with a {@code |} in it
     * @param expiresAt not null
     * @throws IllegalArgumentException if the value cannot be a token; the message does not repeat it
     */
    public Token {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(expiresAt, "expiresAt");
        if (value == null || value.isBlank() || value.indexOf('|') >= 0) {
            throw new IllegalArgumentException("a token of type " + type + " that is empty or has a '|' in it is none"
                    + " of the service's: look at what issues the tokens");
        }
    }

    @Override
    public String toString() {
        return "Token[" + type + ", ****, until " + expiresAt + "]";
    }
}
