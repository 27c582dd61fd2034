package io.github.camelaliyun.mqtt.bench.peer;

import io.github.camelaliyun.mqtt.bench.worker.Plan;

import java.util.function.Consumer;

/** A peer that publishes to a topic which it has subscribed to. */
public interface RoundTrip {

    /** Connects and subscribes to the plan's first topic; {@code arrived} gets each payload. */
    void start(Plan plan, Consumer<byte[]> arrived) throws Exception;

    /** Publishes one message; called by one thread. May wait for its acknowledgement if that is how the peer works. */
    void send(byte[] payload) throws Exception;
}
