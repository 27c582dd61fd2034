package io.github.camelaliyun.mqtt.generated;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * A setting as it is declared.
 *
 * @param name as a bean property
 * @param text says what it is
 * @param javaType of the bean property
 * @param defaultValue null for none
 * @param secret whether its value is not to be shown
 * @param unit what a number stands for
 * @param choices what it may be; empty for anything
 */
record Setting(
        String name,
        String text,
        String javaType,
        Object defaultValue,
        boolean secret,
        Unit unit,
        List<String> choices) {

    enum Unit {
        NONE,
        MILLIS,
        SECONDS,
        BYTES
    }

    boolean isEnum() {
        int dot = javaType.lastIndexOf('.');
        return Stream.of(javaType, javaType.substring(0, Math.max(0, dot)) + '$' + javaType.substring(dot + 1))
                .anyMatch(Setting::isEnum);
    }

    private static boolean isEnum(String name) {
        try {
            return Class.forName(name).isEnum();
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    /** A bean, which is named. */
    boolean isObject() {
        return !isEnum() && javaType.contains(".") && !javaType.equals("java.lang.String");
    }

    String capitalized() {
        return Character.toUpperCase(name.charAt(0)) + name.substring(1);
    }

    /** As properties files have it. */
    String dashed() {
        return dashed(name);
    }

    static String dashed(String name) {
        return name.replaceAll("(?<=[a-z])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
    }
}
