package io.github.camelaliyun.mqtt.connection;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * A received PUBLISH, shared by the subscribers that it matches and acknowledged when the last of them is done. Any
 * thread may use it.
 */
public final class InboundMessage {

    /** What is to be done with a message that nobody has begun with. */
    public enum Standing {
        /** Process it. */
        GOOD,
        /**
         * Its link has ended, so it cannot be acknowledged; whether the broker delivers it again is known when the next
         * link is up. To begin with it now would make a duplicate of it.
         */
        UNDECIDED,
        /** The broker delivers it again on the present link: forget this copy. */
        SUPERSEDED
    }

    /** Where a message came from, and where its acknowledgement goes. */
    interface Origin {
        void acknowledge(int packetId, int qos);

        Standing standing();
    }

    private final String topic;
    private final byte[] payload;
    private final int qos;
    private final int packetId;
    private final boolean duplicate;
    private final Origin origin;
    private final AtomicInteger unfinished = new AtomicInteger();

    InboundMessage(String topic, byte[] payload, int qos, int packetId, boolean duplicate, Origin origin) {
        this.topic = topic;
        this.payload = payload;
        this.qos = qos;
        this.packetId = packetId;
        this.duplicate = duplicate;
        this.origin = origin;
    }

    public String topic() {
        return topic;
    }

    /** The application message; not copied, so not to be changed. */
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

    /** What is to be done with this copy, as long as nobody has begun with it. At QoS 0 there is no other. */
    public Standing standing() {
        return qos == 0 ? Standing.GOOD : origin.standing();
    }

    /** The first time, notes how many have to be done with it; a message that was given back keeps its count. */
    void expect(int subscribers) {
        unfinished.compareAndSet(0, subscribers);
    }

    /**
     * One subscriber is done with the message; when all are, it is acknowledged. To be called once by each subscriber,
     * and not at all by one that failed: unacknowledged, the message stays the broker's.
     */
    public void complete() {
        if (unfinished.decrementAndGet() == 0 && qos > 0) {
            origin.acknowledge(packetId, qos);
        }
    }

    @Override
    public String toString() {
        return "message on " + topic + " (QoS " + qos + ", packet " + packetId + ", " + payload.length + " bytes)";
    }
}
