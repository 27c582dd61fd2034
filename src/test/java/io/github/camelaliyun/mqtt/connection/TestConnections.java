package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.credential.CredentialProcessor;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Connections without {@link Connections}: each has its own ticks, and is closed by whoever has it. */
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
