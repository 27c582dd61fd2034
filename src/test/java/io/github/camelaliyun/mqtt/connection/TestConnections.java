package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.credential.CredentialProcessor;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Connections without {@link Connections}: each has its own ticks, and is opened, used and closed by whoever has it, for nobody
 * counts its users.
 */
public final class TestConnections {

    /** Longer than the parts of a connection may take. */
    private static final int LONGEST_CLOSE_SECONDS = 8;

    private TestConnections() {}

    public static MqttConnection of(
            ConnectionOptions options,
            CredentialProcessor credentials,
            ConnectionThreads threads,
            ConnectionListener listener) {
        return new MqttConnection(options, credentials, threads, new Ticks(threads), listener);
    }

    /**
     * Whether a publish to this topic returns at once now: there is a place in the window, and a token that covers it or never
     * will be one. For whoever publishes on one thread in virtual time.
     */
    public static boolean hasRoom(MqttConnection connection, String topic) {
        if (connection.parts.window.inFlight() >= connection.options().maxInflight()) {
            return false;
        }
        try {
            return connection.parts.mayPublish(topic);
        } catch (MqttConnectionException e) {
            return true;
        }
    }

    /** Whether a publish that is to fail without a connection would wait for the end of the first attempt. */
    public static boolean isOpening(MqttConnection connection) {
        return connection.state() != ConnectionState.CONNECTED
                && connection.state() != ConnectionState.CLOSED
                && connection.status().lastError() == null;
    }

    public static void open(MqttConnection connection) {
        connection.open();
    }

    public static void rest(MqttConnection connection) {
        connection.rest();
    }

    public static void declare(MqttConnection connection, Subscriber subscriber) {
        connection.declare(subscriber);
    }

    public static void remove(MqttConnection connection, Subscriber subscriber) {
        connection.remove(subscriber);
    }

    /** As {@link Connections#close} does with each of its own; what has not ended by then ends by itself. */
    public static void close(MqttConnection connection) {
        try {
            connection.closing().thenCompose(ended -> connection.told()).get(LONGEST_CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new AssertionError(e);
        } catch (TimeoutException e) {
            return;
        }
    }
}
