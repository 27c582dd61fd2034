package io.github.camelaliyun.mqtt.connection;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The messages that a subscriber has not begun, in their order. Guarded by the lock of {@link Inbound}. */
final class WaitingDeliveries {

    private final Deque<Delivery> waiting = new ArrayDeque<>(1);
    private int qos0;

    void add(Delivery delivery) {
        waiting.add(delivery);
        if (delivery.message().qos() == 0) {
            qos0++;
        }
    }

    /** How many of them are of QoS 0. */
    int qos0() {
        return qos0;
    }

    /** The first one; null if there is none. */
    Delivery peek() {
        return waiting.peek();
    }

    /** Takes out the first one. */
    void remove() {
        count(waiting.remove());
    }

    /** Takes out what satisfies a condition. */
    List<Delivery> take(Predicate<Delivery> condition) {
        List<Delivery> taken = new ArrayList<>();
        for (Iterator<Delivery> i = waiting.iterator(); i.hasNext(); ) {
            Delivery delivery = i.next();
            if (condition.test(delivery)) {
                i.remove();
                taken.add(delivery);
                count(delivery);
            }
        }
        return taken;
    }

    private void count(Delivery gone) {
        if (gone.message().qos() == 0) {
            qos0--;
        }
    }

    void clear() {
        waiting.clear();
        qos0 = 0;
    }

    int size() {
        return waiting.size();
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    Stream<Delivery> all() {
        return waiting.stream();
    }
}
