package io.github.camelaliyun.mqtt.bench.worker;

import java.util.Map;

/** One kind of measurement. */
interface Work {

    /**
     * Measures, and leaves everything open: mostly the process ends afterwards. May be called again, with another plan.
     *
     * @param ready to be called when the harness may start to send, where it sends
     * @return figures by name
     */
    Map<String, Double> run(Plan plan, Runnable ready) throws Exception;
}
