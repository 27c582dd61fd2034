package io.github.camelaliyun.mqtt.connection;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * A received PUBLISH, shared by the subscribers that it matches and acknowledged when the last of them is done. Any
 * thread may use it.
 */
public final class InboundMessage {

    /** Where a message came from, and where its acknowledgement goes. */
    interface Origin {
        void acknowledge(int packetId, int qos);

        /** Whether the broker delivers again, on a newer link, what was not acknowledged here. */
        boolean superseded();
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

    /**
     * Whether the broker delivers this message again on a newer connection: then there is no use in beginning with this
     * copy, whose acknowledgement has no way back.
     */
    public boolean superseded() {
        return qos > 0 && origin.superseded();
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
