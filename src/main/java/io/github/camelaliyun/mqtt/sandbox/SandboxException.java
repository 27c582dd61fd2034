package io.github.camelaliyun.mqtt.sandbox;

/** The sandbox cannot start or cannot answer; the message says what to do. */
public final class SandboxException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    SandboxException(String message) {
        super(message);
    }

    SandboxException(String message, Throwable cause) {
        super(message, cause);
    }
}
