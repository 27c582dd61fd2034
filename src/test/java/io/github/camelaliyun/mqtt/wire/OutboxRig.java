package io.github.camelaliyun.mqtt.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** An outbox, and what it has told of its packets. */
abstract class OutboxRig {

    final Outbox outbox = new Outbox();
    final List<Integer> unsent = new ArrayList<>();
    final List<Throwable> complaints = new CopyOnWriteArrayList<>();

    /** An outbox looks at no packet: a number may be any. */
    Outbox.Taken add(int id, int size) {
        return outbox.add(new Outbox.Entry(new Packet.Puback(id), size, new Transmission() {
            @Override
            public void onLeft() {
                throw new AssertionError("not an outbox's to tell");
            }

            @Override
            public void onUnsent() {
                unsent.add(id);
            }
        }));
    }

    static List<Integer> ids(List<Outbox.Entry> batch) {
        return batch.stream()
                .map(entry -> ((Packet.Puback) entry.packet()).packetId())
                .toList();
    }
}
