package io.github.camelaliyun.mqtt.bench.peer;

import io.github.camelaliyun.mqtt.bench.worker.Completions;
import io.github.camelaliyun.mqtt.bench.worker.Plan;

/** A peer that publishes as fast as it can. */
public interface Publisher {

    /** Connects and starts to publish on threads of its own, until the process ends. */
    void start(Plan plan, Completions completions) throws Exception;
}
