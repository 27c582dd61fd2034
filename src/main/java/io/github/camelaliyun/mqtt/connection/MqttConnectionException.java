package io.github.camelaliyun.mqtt.connection;

/** A publish could not be completed, or a connection could not be used; the message says which and what to do. */
public class MqttConnectionException extends Exception {

    private static final long serialVersionUID = 1L;

    public MqttConnectionException(String message) {
        super(message);
    }
}
