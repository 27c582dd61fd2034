package io.github.camelaliyun.mqtt.connection;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Messages that have failed, until their next attempt, the longest waiting first. Guarded by the lock of {@link Inbound}. */
final class PausingDeliveries {

    private final Set<Delivery> pausing = new LinkedHashSet<>();

    /** @param dueNanos when it is to be begun again */
    void add(Delivery delivery, long dueNanos) {
        delivery.dueNanos = dueNanos;
        pausing.add(delivery);
        delivery.message().pausing++;
    }

    /** False if it does not pause any more. */
    boolean end(Delivery delivery) {
        if (!pausing.remove(delivery)) {
            return false;
        }
        delivery.message().pausing--;
        return true;
    }

    /** Those that have paused long enough. */
    List<Delivery> due(long nowNanos) {
        return pausing.isEmpty()
                ? List.of()
                : pausing.stream()
                        .filter(delivery -> nowNanos - delivery.dueNanos >= 0)
                        .toList();
    }

    void clear() {
        pausing.forEach(delivery -> delivery.message().pausing--);
        pausing.clear();
    }

    /** The message that has paused longest, of those that satisfy a condition and nobody is at work with; null if none. */
    InboundMessage longest(Predicate<InboundMessage> condition) {
        for (Delivery delivery : pausing) {
            if (delivery.message().isPausing() && condition.test(delivery.message())) {
                return delivery.message();
            }
        }
        return null;
    }

    /** Takes out what pauses of a message; null if nothing does. */
    Delivery take(InboundMessage message) {
        for (Iterator<Delivery> i = pausing.iterator(); i.hasNext(); ) {
            Delivery delivery = i.next();
            if (delivery.message() == message) {
                i.remove();
                message.pausing--;
                return delivery;
            }
        }
        return null;
    }

    int size() {
        return pausing.size();
    }

    Stream<Delivery> all() {
        return pausing.stream();
    }
}
