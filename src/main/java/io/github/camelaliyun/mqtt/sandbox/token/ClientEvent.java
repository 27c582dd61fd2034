package io.github.camelaliyun.mqtt.sandbox.token;

import java.time.Instant;

/**
 * Something that a client did, or that was answered to it, for tests that look at the order.
 *
 * @param kind what it did, or what was answered
 * @param what the topic of a PUBLISH or the filter of a SUBSCRIBE; of an upload and its PUBACK, the token
 * @param at when the sandbox saw it, or was about to send it
 */
public record ClientEvent(Kind kind, String what, Instant at) {

    /** What there is to see. */
    public enum Kind {
        /** A PUBLISH to {@code $SYS/uploadToken} has come in. */
        TOKEN_UPLOADED,
        /** Its PUBACK goes out, and the token takes the place of the former one. */
        UPLOAD_ACKNOWLEDGED,
        /** Any other PUBLISH has come in. */
        PUBLISHED,
        /** A SUBSCRIBE has come in; one event for each of its filters. */
        SUBSCRIBED
    }

    /** Without the token. */
    @Override
    public String toString() {
        boolean secret = kind == Kind.TOKEN_UPLOADED || kind == Kind.UPLOAD_ACKNOWLEDGED;
        return kind + (secret ? "" : " " + what) + " at " + at;
    }
}
