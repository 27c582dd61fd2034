package io.github.camelaliyun.mqtt.bench.peer;

import io.github.camelaliyun.mqtt.bench.worker.Plan;

import java.util.function.IntConsumer;

/** A peer with many clientIds in one JVM, each on a connection of its own and subscribed to a topic of its own. */
public interface Fleet extends AutoCloseable {

    /** Connects that a peer which has to be held back has under way at once: what a broker's backlog of sockets takes. */
    int CONNECTS_AT_ONCE = 64;

    /** Makes what is there without any connection, a Camel context for instance. */
    void prepare(Plan plan) throws Exception;

    /**
     * Connects them all; returns when the last one has its CONNACK.
     *
     * @param arrived gets the number of the identity that a message has reached
     */
    void connect(Plan plan, IntConsumer arrived) throws Exception;

    /** Ends all connections, and waits until they have ended. */
    @Override
    void close() throws Exception;

    static String topic(int identity) {
        return "bench/d/" + identity;
    }

    static String clientId(int identity) {
        return "GID_bench@@@d" + identity;
    }
}
