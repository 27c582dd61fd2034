package io.github.camelaliyun.mqtt.connection;

import java.io.IOException;

/** The server sent a packet that it must not send there (MQTT 3.1.1, 4.8). The link is of no more use. */
final class ProtocolViolationException extends IOException {

    private static final long serialVersionUID = 1L;

    /** @param received what was received, as a part of a sentence */
    ProtocolViolationException(String received) {
        super(received);
    }
}
