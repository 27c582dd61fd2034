package io.github.camelaliyun.mqtt.bench.worker;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** What the figures of a process are called that has been at work for long: each has another name than the first ones. */
public final class Warm {

    private Warm() {}

    /** {@code messagesPerSecond} becomes {@code warmMessagesPerSecond}. */
    public static String name(String cold) {
        return "warm" + cold.substring(0, 1).toUpperCase(Locale.ROOT) + cold.substring(1);
    }

    /** The first figures and the later ones, by their names. */
    public static Map<String, Double> joined(Map<String, Double> cold, Map<String, Double> warm) {
        Map<String, Double> all = new HashMap<>(cold);
        warm.forEach((name, value) -> all.put(name(name), value));
        return all;
    }
}
