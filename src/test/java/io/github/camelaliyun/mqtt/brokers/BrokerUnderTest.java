package io.github.camelaliyun.mqtt.brokers;

import io.github.camelaliyun.mqtt.kit.FaultProxy;

import java.net.URI;

/** A broker that runs, on 127.0.0.1 and for one user ({@link Site}). For one thread, that of the test. */
interface BrokerUnderTest extends AutoCloseable {

    /** Without its version. */
    String name();

    String version();

    Site site();

    /** {@code tcp://127.0.0.1:<port>}. */
    default URI tcp() {
        return URI.create("tcp://127.0.0.1:" + site().tcpPort());
    }

    default URI ssl() {
        return URI.create("ssl://127.0.0.1:" + site().tlsPort());
    }

    default URI ws() {
        return URI.create("ws://127.0.0.1:" + site().wsPort() + webSocketPath());
    }

    /** Where it takes WebSocket connections. */
    String webSocketPath();

    /** Ends it as a power cut of this process alone would (SIGKILL). */
    void kill();

    /** Starts it again with what it has kept, on the same ports, and returns when it accepts connections. */
    void restart();

    /** Kills it and starts it again; all that speak to it are connected through the line. */
    default void crash(FaultProxy line) {
        kill();
        line.reset();
        restart();
    }

    @Override
    void close();
}
