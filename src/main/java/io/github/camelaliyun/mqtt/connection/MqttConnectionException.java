package io.github.camelaliyun.mqtt.connection;

import org.eclipse.paho.client.mqttv3.MqttException;

/**
 * A publish could not be completed, or a connection could not be used; the message says which and what to do. It is an
 * {@code MqttException} because that is what routes written for camel-paho catch.
 */
public class MqttConnectionException extends MqttException {

    private static final long serialVersionUID = 1L;

    /** The message. */
    private final String text;

    /**
     * A failure without one of {@code MqttException}'s own reasons.
     *
     * @param message what happened and what to do
     */
    public MqttConnectionException(String message) {
        this(REASON_CODE_CLIENT_EXCEPTION, message);
    }

    /** @param reasonCode one of {@code MqttException}'s */
    MqttConnectionException(int reasonCode, String message) {
        super(reasonCode);
        this.text = message;
    }

    MqttConnectionException(int reasonCode, String message, Throwable cause) {
        super(reasonCode, cause);
        this.text = message;
    }

    @Override
    public String getMessage() {
        return text;
    }

    @Override
    public String toString() {
        return getClass().getName() + ": " + text;
    }
}
