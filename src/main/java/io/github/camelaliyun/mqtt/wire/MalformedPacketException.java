package io.github.camelaliyun.mqtt.wire;

import java.io.IOException;

/** What the server sent is not MQTT 3.1.1. The connection is of no more use (4.8). */
public class MalformedPacketException extends IOException {

    private static final long serialVersionUID = 1L;

    /** @param received what was received, as a part of a sentence */
    MalformedPacketException(String received) {
        super(received);
    }
}
