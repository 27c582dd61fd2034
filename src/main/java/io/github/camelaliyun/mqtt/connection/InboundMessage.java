package io.github.camelaliyun.mqtt.connection;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** A received PUBLISH, shared by the subscribers that it matches and acknowledged when the last of them is done. */
public final class InboundMessage {

    private final String topic;
    private final byte[] payload;
    private final int qos;
    private final int packetId;
    private final boolean duplicate;
    private final Link link;
    private final AtomicInteger unfinished = new AtomicInteger();
    private final AtomicBoolean failed = new AtomicBoolean();

    InboundMessage(String topic, byte[] payload, int qos, int packetId, boolean duplicate, Link link) {
        this.topic = topic;
        this.payload = payload;
        this.qos = qos;
        this.packetId = packetId;
        this.duplicate = duplicate;
        this.link = link;
    }

    public String topic() {
        return topic;
    }

    public byte[] payload() {
        return payload;
    }

    public int qos() {
        return qos;
    }

    /** The packet identifier; zero at QoS 0. */
    public int packetId() {
        return packetId;
    }

    /** The DUP flag: the broker has sent this message before. */
    public boolean duplicate() {
        return duplicate;
    }

    /** The first time, notes how many have to be done with it; a message that was given back keeps its count. */
    void expect(int subscribers) {
        unfinished.compareAndSet(0, subscribers);
    }

    /**
     * One subscriber is done with the message. When all are, it is acknowledged, unless one of them failed: then it stays
     * unacknowledged, for the broker to deliver it again.
     */
    public void complete(boolean success) {
        if (!success) {
            failed.set(true);
        }
        if (unfinished.decrementAndGet() == 0 && qos > 0) {
            if (failed.get()) {
                link.release(packetId);
            } else {
                link.acknowledge(packetId, qos);
            }
        }
    }

    @Override
    public String toString() {
        return "message on " + topic + " (QoS " + qos + ", packet " + packetId + ", " + payload.length + " bytes)";
    }
}
