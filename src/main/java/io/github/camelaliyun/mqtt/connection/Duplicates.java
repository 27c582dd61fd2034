package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.wire.Packet;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Counts messages that look like copies of unfinished ones under another identifier. They cannot be told but by comparing, and
 * only those are compared that are old enough to have been sent again. Guarded by the lock of {@link Inbound}.
 */
final class Duplicates {

    private static final long OLD_NANOS = Duration.ofSeconds(2).toNanos();

    /** Unfinished and old, by topic. */
    private final Map<String, InboundMessage> old = new HashMap<>();

    private long count;

    void countIfOne(Packet.Publish publish) {
        if (!old.isEmpty() && publish.qos() > 0) {
            InboundMessage alike = old.get(publish.topic());
            if (alike != null && alike.open > 0 && alike.isSameAs(publish)) {
                count++;
            }
        }
    }

    long count() {
        return count;
    }

    /** Looks which messages are old by now: what was there at the last look is forgotten. */
    void look(ReceivedLedger ledger, long now) {
        old.clear();
        addOld(ledger.unacknowledged(), now);
        addOld(ledger.carried(), now);
    }

    /** @param messages in the order of arrival */
    private void addOld(Iterable<InboundMessage> messages, long now) {
        for (InboundMessage message : messages) {
            if (now - message.arrivedNanos() < OLD_NANOS) {
                return;
            }
            if (message.open > 0) {
                old.put(message.topic(), message);
            }
        }
    }
}
