package io.github.camelaliyun.mqtt.simulation;

import java.util.Comparator;

/** What topic filters match (MQTT 3.1.1, 4.7), written by itself: what it checks has another one. */
final class Filters {

    /** By the first level in which two differ: a name before +, and that before #. */
    static final Comparator<String> NARROWEST_FIRST = Filters::compare;

    private Filters() {}

    private static int compare(String one, String other) {
        String[] levels = one.split("/", -1);
        String[] others = other.split("/", -1);
        for (int i = 0; i < Math.min(levels.length, others.length); i++) {
            int difference = width(levels[i]) - width(others[i]);
            if (difference != 0) {
                return difference;
            }
        }
        return 0;
    }

    private static int width(String level) {
        return level.equals("#") ? 2 : level.equals("+") ? 1 : 0;
    }

    static boolean matches(String filter, String topic) {
        String[] wanted = filter.split("/", -1);
        String[] levels = topic.split("/", -1);
        for (int i = 0; i < wanted.length; i++) {
            if (wanted[i].equals("#")) {
                return i > 0 || !topic.startsWith("$");
            }
            if (i >= levels.length || !(wanted[i].equals(levels[i]) || wanted[i].equals("+"))) {
                return false;
            }
        }
        return wanted.length == levels.length;
    }
}
