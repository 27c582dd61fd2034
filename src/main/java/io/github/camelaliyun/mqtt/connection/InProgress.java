package io.github.camelaliyun.mqtt.connection;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What a subscriber has begun and not ended with. Guarded by the lock of {@link Inbound}. */
final class InProgress {

    private final List<Delivery> inTurn = new ArrayList<>(1);
    private final Set<Delivery> handedOver = new LinkedHashSet<>();

    void begin(Delivery delivery) {
        inTurn.add(delivery);
    }

    /** The turn of a delivery is over, and it goes on elsewhere. */
    void handOver(Delivery delivery) {
        inTurn.remove(delivery);
        handedOver.add(delivery);
    }

    boolean isInTurn(Delivery delivery) {
        return inTurn.contains(delivery);
    }

    void end(Delivery delivery) {
        if (!inTurn.remove(delivery)) {
            handedOver.remove(delivery);
        }
    }

    int size() {
        return inTurn.size() + handedOver.size();
    }

    Stream<Delivery> all() {
        return Stream.concat(inTurn.stream(), handedOver.stream());
    }

    /** How many began longer ago than that. */
    int overdue(long nowNanos, long limitNanos) {
        return (int) all().filter(delivery -> nowNanos - delivery.begunNanos > limitNanos)
                .count();
    }
}
