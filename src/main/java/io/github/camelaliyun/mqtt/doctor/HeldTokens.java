package io.github.camelaliyun.mqtt.doctor;

import io.github.camelaliyun.mqtt.credential.Credentials;
import io.github.camelaliyun.mqtt.credential.token.TokenSet;

/**
 * Tokens that were fetched.
 *
 * @param set the tokens
 * @param login what they make for CONNECT
 */
record HeldTokens(TokenSet set, Credentials login) {

    boolean mayRead(String filter) {
        return set.covers(filter)
                && set.tokens().stream().anyMatch(token -> token.type().reads());
    }

    boolean mayWrite(String topic) {
        return set.covers(topic)
                && set.tokens().stream().anyMatch(token -> token.type().writes());
    }

    /** Without the login. */
    @Override
    public String toString() {
        return "HeldTokens[" + set.resources() + "]";
    }
}
