package io.github.camelaliyun.mqtt.connection;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;

/**
 * What has come in and has not ended, at one moment.
 *
 * @param unclaimed messages since the start that no subscriber took
 * @param held messages that wait for a subscriber to take them
 * @param unacknowledged messages that the broker waits for an acknowledgement of
 * @param bytes that all of these take
 * @param left messages that were left with the broker, to be fetched when there is room
 * @param oldestAge how long the oldest of the unacknowledged has been here; null if there is none
 * @param oldestTopic its topic; null like {@code oldestAge}
 * @param sinceAcknowledged how long ago a message was acknowledged, or the connection was made
 * @param stopped subscribers that are not started, with the number of messages of the session that wait for them
 * @param failing subscribers with the number of messages that failed and wait for their next attempt
 * @param overdue subscribers with the number of messages that they began longer ago than their completion timeout
 * @param dropped QoS 0 messages since the start for which there was no room
 * @param discarded messages since the start of subscribers that were stopped and whose messages are to be discarded
 * @param duplicates messages since the start that were equal to one that was in progress
 * @param refused topic filters that the broker does not deliver as they were asked for, or not yet, with the reason
 */
public record InboundStatus(
        long unclaimed,
        int held,
        int unacknowledged,
        long bytes,
        int left,
        Duration oldestAge,
        String oldestTopic,
        Duration sinceAcknowledged,
        Map<String, Integer> stopped,
        Map<String, Integer> failing,
        Map<String, Integer> overdue,
        long dropped,
        long discarded,
        long duplicates,
        Map<String, String> refused) {

    /** {@return what the broker's window is full of, in words; empty if of nothing} */
    public String holders() {
        StringBuilder words = new StringBuilder();
        add(words, stopped, "waiting for the stopped route ");
        add(words, failing, "failing in route ");
        add(words, overdue, "not completed by route ");
        if (held > 0) {
            words.append(words.isEmpty() ? "" : ", ").append(held).append(" without a route");
        }
        return words.toString();
    }

    /** The same of some subscribers and topic filters alone. */
    InboundStatus only(Predicate<String> subscriber, Predicate<String> filter) {
        return new InboundStatus(
                unclaimed,
                held,
                unacknowledged,
                bytes,
                left,
                oldestAge,
                oldestTopic,
                sinceAcknowledged,
                select(stopped, subscriber),
                select(failing, subscriber),
                select(overdue, subscriber),
                dropped,
                discarded,
                duplicates,
                select(refused, filter));
    }

    private static <T> Map<String, T> select(Map<String, T> all, Predicate<String> names) {
        Map<String, T> some = new LinkedHashMap<>(all);
        some.keySet().removeIf(names.negate());
        return some;
    }

    private static void add(StringBuilder words, Map<String, Integer> counts, String what) {
        counts.forEach((name, count) -> words.append(words.isEmpty() ? "" : ", ")
                .append(count)
                .append(' ')
                .append(what)
                .append(name));
    }
}
