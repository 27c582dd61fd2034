package io.github.camelaliyun.mqtt.credential;

/** The one check that every credential shares: a value that is needed is there. */
public final class Required {

    private Required() {}

    /** Answers {@code value}, or refuses an empty one with the name of its setting. */
    public static String text(String setting, String value) {
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException(
                    setting + " is empty: take it from the instance's page in the MQTT console, or from the RAM console"
                            + " for an AccessKey, and set aliyun.mqtt." + setting + " (or the bean property)");
        }
        return value;
    }
}
