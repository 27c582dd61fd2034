package io.github.camelaliyun.mqtt.sandbox.token;

import io.github.camelaliyun.mqtt.credential.token.TokenType;
import io.github.camelaliyun.mqtt.service.TokenFault;

/** A token does not do. The message never holds the token. */
public final class TokenRejectedException extends Exception {

    private static final long serialVersionUID = 1L;

    private final TokenFault fault;
    private final TokenType type;

    /** @param type of the token that was presented, or of the one that is missing */
    public TokenRejectedException(TokenFault fault, TokenType type) {
        super("the token of type " + type + " " + fault.words());
        this.fault = fault;
        this.type = type;
    }

    public TokenFault fault() {
        return fault;
    }

    public TokenType type() {
        return type;
    }
}
