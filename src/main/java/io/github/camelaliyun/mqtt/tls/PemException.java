package io.github.camelaliyun.mqtt.tls;

import java.io.IOException;

/** A PEM file does not serve; the message is all there is to say, and is told at the start and at every connect. */
final class PemException extends IOException {

    private static final long serialVersionUID = 1L;

    PemException(String message) {
        super(message);
    }
}
