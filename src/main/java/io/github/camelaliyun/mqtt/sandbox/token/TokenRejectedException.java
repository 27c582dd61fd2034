package io.github.camelaliyun.mqtt.sandbox.token;

import io.github.camelaliyun.mqtt.credential.token.TokenType;
import io.github.camelaliyun.mqtt.service.TokenFault;

/** A token does not do. The message never holds the token. */
public final class TokenRejectedException extends Exception {

    private static final long serialVersionUID = 1L;

    /** What is wrong. */
    private final TokenFault fault;
    /** Of the token. */
    private final TokenType type;

    /** @param type of the token that was presented, or of the one that is missing */
    TokenRejectedException(TokenFault fault, TokenType type) {
        super("the token of type " + type + " " + fault.words());
        this.fault = fault;
        this.type = type;
    }

    /** {@return what is wrong with the token} */
    public TokenFault fault() {
        return fault;
    }

    /** {@return the type of the token that was presented, or of the one that is missing} */
    public TokenType type() {
        return type;
    }
}
