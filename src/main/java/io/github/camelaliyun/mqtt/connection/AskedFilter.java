package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.service.Printable;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/** What the broker has been asked for of one topic filter on the present link, and has answered. */
final class AskedFilter {

    int qos;
    /** SUBACKs that are to come. */
    int pending;
    /** The QoS that it grants; null while it has not said so. */
    Integer granted;
    /** Why it does not, or less of it; null if it does, or has not answered. */
    String refused;

    /**
     * The filters that are wanted and that the broker refuses, grants less of or has not granted yet, with the reason.
     *
     * @param asked by filter
     * @param unaskable why the broker may not be asked for a filter, or would not deliver it unasked; null if it may
     * @param linkUp whether the broker can have granted anything
     */
    static Map<String, String> refused(
            WantedFilters wanted, Map<String, AskedFilter> asked, UnaryOperator<String> unaskable, boolean linkUp) {
        Map<String, String> refused = new LinkedHashMap<>();
        for (String filter : wanted.declared()) {
            String reason = unaskable.apply(filter);
            if (reason != null) {
                refused.put(filter, reason);
            }
        }
        wanted.now().forEach((filter, qos) -> {
            AskedFilter state = asked.get(filter);
            String reason = null;
            if (state != null && state.refused != null) {
                reason = state.refused;
            } else if (state != null && state.granted != null && state.granted < qos) {
                reason = less(filter, qos, state.granted);
            } else if (linkUp && !refused.containsKey(filter) && isAwaited(asked, filter, qos)) {
                reason = "the server has not granted the topic filter '" + Printable.of(filter) + "' yet";
            }
            if (reason != null) {
                refused.put(filter, reason);
            }
        });
        return refused;
    }

    /** Whether neither it nor one that stands for it has been granted. */
    private static boolean isAwaited(Map<String, AskedFilter> asked, String filter, int qos) {
        for (Map.Entry<String, AskedFilter> each : asked.entrySet()) {
            Integer granted = each.getValue().granted;
            if (granted != null && granted >= qos && Topics.contains(each.getKey(), filter)) {
                return false;
            }
        }
        return true;
    }

    /** What to say of a filter that was granted with less than its QoS. */
    static String less(String filter, int qos, int granted) {
        return "the server grants QoS " + granted + " for the topic filter '" + Printable.of(filter) + "', not " + qos
                + ": check what this client may subscribe to, or ask for that QoS";
    }
}
