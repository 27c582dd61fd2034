package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.connection.InboundMessage.Standing;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Received messages of a link that only remembers what was acknowledged on it. Any thread may use it. */
public final class TestMessages {

    private final List<Integer> acknowledged = new CopyOnWriteArrayList<>();
    private final AtomicInteger packetIds = new AtomicInteger();
    private volatile Standing standing = Standing.GOOD;

    /** A message for one subscriber, with the next packet identifier. */
    public InboundMessage withQos(int qos) {
        return to("test/a", qos, 1);
    }

    InboundMessage to(String topic, int qos, int subscribers) {
        int packetId = qos == 0 ? 0 : packetIds.incrementAndGet();
        InboundMessage message =
                new InboundMessage(topic, new byte[0], qos, packetId, false, new InboundMessage.Origin() {
                    @Override
                    public void acknowledge(int id, int ofQos) {
                        acknowledged.add(id);
                    }

                    @Override
                    public Standing standing() {
                        return standing;
                    }
                });
        if (subscribers > 0) {
            message.expect(subscribers);
        }
        return message;
    }

    /** The packet identifiers that were acknowledged, in order. */
    public List<Integer> acknowledged() {
        return acknowledged;
    }

    /** The broker delivers all of them again on a newer link. */
    public void supersede() {
        standing = Standing.SUPERSEDED;
    }

    /** Nobody knows yet whether the broker delivers them again. */
    public void leaveUndecided() {
        standing = Standing.UNDECIDED;
    }

    /** The broker has forgotten them. */
    public void entrust() {
        standing = Standing.GOOD;
    }
}
