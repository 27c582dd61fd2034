package io.github.camelaliyun.mqtt.bench.peer;

import io.github.camelaliyun.mqtt.bench.worker.Plan;

import java.util.function.Consumer;

/** A peer that consumes, with acknowledgement after processing. */
public interface Receiver {

    /**
     * Connects with {@code cleanSession=false}, subscribes, and consumes until the process ends.
     *
     * @param processing gets each payload, before the message is acknowledged
     */
    void start(Plan plan, Consumer<byte[]> processing) throws Exception;
}
