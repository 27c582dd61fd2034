package io.github.camelaliyun.mqtt.connection;

import java.io.IOException;

/** This side has ended a link; the message says why, in words for an operator. */
final class LinkDroppedException extends IOException {

    private static final long serialVersionUID = 1L;

    LinkDroppedException(String reason) {
        super(reason);
    }
}
