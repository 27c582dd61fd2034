package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.service.Printable;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * The topic filters that the broker has been asked for on the present link, and what it has answered. Guarded by the lock of
 * {@link Inbound}.
 */
final class AskedFilters {

    private final Map<String, AskedFilter> asked = new LinkedHashMap<>(Subscriptions.FEW);

    /** Null if it has not been asked for. */
    AskedFilter get(String filter) {
        return asked.get(filter);
    }

    void ask(Subscription subscription) {
        AskedFilter state = asked.computeIfAbsent(subscription.filter(), filter -> new AskedFilter());
        state.qos = subscription.qos();
        state.pending++;
    }

    void remove(String filter) {
        asked.remove(filter);
    }

    void clear() {
        asked.clear();
    }

    boolean isAnswerPending() {
        for (AskedFilter each : asked.values()) {
            if (each.pending > 0) {
                return true;
            }
        }
        return false;
    }

    /** Those with an answer to come, the latest first. */
    List<String> unanswered() {
        List<String> filters = new ArrayList<>(0);
        asked.forEach((filter, state) -> {
            if (state.pending > 0) {
                filters.add(filter);
            }
        });
        Collections.reverse(filters);
        return filters;
    }

    boolean isGranted(String filter) {
        AskedFilter state = asked.get(filter);
        return state != null && state.granted != null;
    }

    /** Whether it has not been asked for with this QoS, and was not refused either. */
    boolean isMissing(String filter, int qos) {
        AskedFilter state = asked.get(filter);
        return state == null || (state.refused == null && state.qos < qos);
    }

    /** Whether nothing that the broker has answered says that it does not deliver the filter with this QoS. */
    boolean mayBring(String filter, int qos) {
        AskedFilter state = asked.get(filter);
        return state == null || (state.refused == null && (state.granted == null || state.granted >= qos));
    }

    /**
     * The filters that are wanted and that the broker refuses, grants less of or has not granted yet, with the reason.
     *
     * @param unaskable why the broker may not be asked for a filter, or would not deliver it unasked; null if it may
     * @param linkUp whether the broker can have granted anything
     */
    Map<String, String> refused(WantedFilters wanted, UnaryOperator<String> unaskable, boolean linkUp) {
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
            } else if (linkUp && !refused.containsKey(filter) && isAwaited(filter, qos)) {
                reason = "the server has not granted the topic filter '" + Printable.of(filter) + "' yet";
            }
            if (reason != null) {
                refused.put(filter, reason);
            }
        });
        return refused;
    }

    /** Whether neither it nor one that stands for it has been granted. */
    private boolean isAwaited(String filter, int qos) {
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
