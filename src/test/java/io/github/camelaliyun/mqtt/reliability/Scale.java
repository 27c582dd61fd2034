package io.github.camelaliyun.mqtt.reliability;

import java.time.Duration;
import java.util.Locale;

/** How much of an experiment is run: the system property {@code reliability.scale}, {@code short} if not set. */
public enum Scale {
    /** Some seconds, for every build. */
    SHORT,
    /** What the promise is about, up to some tens of minutes. */
    FULL;

    private static final String PROPERTY = "reliability.scale";

    /** @throws IllegalArgumentException if the property is neither short nor full */
    public static Scale current() {
        String value = System.getProperty(PROPERTY, "short");
        for (Scale scale : values()) {
            if (scale.toString().equals(value)) {
                return scale;
            }
        }
        throw new IllegalArgumentException(PROPERTY + " is '" + value + "': set it to short or full");
    }

    public int pick(int whenShort, int whenFull) {
        return this == SHORT ? whenShort : whenFull;
    }

    public Duration pick(Duration whenShort, Duration whenFull) {
        return this == SHORT ? whenShort : whenFull;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
