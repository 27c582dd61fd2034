package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.service.Printable;
import io.github.camelaliyun.mqtt.wire.Packet;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A received PUBLISH, shared by the subscribers that it matches and acknowledged when the last of them has ended with it.
 * What the public methods return does not change as long as somebody has begun with it; any thread may call them.
 */
public final class InboundMessage {

    /** Of an object with its references, roughly: what a message takes beside its topic and payload. */
    private static final int OVERHEAD_BYTES = 128;

    private static final byte[] NO_PAYLOAD = {};
    /** Twice what the service takes. */
    private static final int SHOWN_TOPIC = 128;

    private Packet.Publish publish;
    private final long arrivedNanos;

    /** The link whose acknowledgement ends it; guarded by the lock of {@link Inbound}, as all that follows. */
    Link link;
    /** Its place among the messages of the connection: by its arrival on the latest link that brought it. */
    private long sequence;
    /** Subscribers that have not ended with it, and parts that wait for one. */
    int open;
    /** Of these, the ones that wait for their next attempt. */
    int pausing;
    /** Those for whom the broker sends it again: they have no copy to begin with. */
    private List<Left> leftFor = List.of();
    /** Names of the subscribers that have, or have had, a part of it. */
    private List<String> holders = List.of();
    /** Whether an exchange of it has succeeded. */
    boolean succeeded;
    /** Whether a subscriber has begun with it. */
    boolean begun;

    /** Of the payload that was let go; null as long as that is here. */
    private Fingerprint letGo;
    /** Whether nobody is to begin with this copy. */
    boolean forgotten;
    /** Whether it takes no memory any more. */
    boolean released;

    /** @param sequence of the messages of its connection, in the order of arrival */
    InboundMessage(Packet.Publish publish, long sequence, long arrivedNanos) {
        this.publish = publish;
        this.sequence = sequence;
        this.arrivedNanos = arrivedNanos;
    }

    /** {@return the topic name} */
    public String topic() {
        return publish.topic();
    }

    /** {@return the application message; not copied, so not to be changed} */
    public byte[] payload() {
        return publish.payload();
    }

    /** {@return the QoS at which it was delivered, 0 to 2} */
    public int qos() {
        return publish.qos();
    }

    /** {@return the packet identifier, 1 to 65,535; zero at QoS 0} */
    public int packetId() {
        return publish.packetId();
    }

    /** {@return the DUP flag: whether the broker has sent this message before} */
    public boolean duplicate() {
        return publish.duplicate();
    }

    /** {@return the RETAIN flag: whether the broker had kept this message for later subscribers} */
    public boolean retained() {
        return publish.retain();
    }

    /**
     * For whom the broker sends it again.
     *
     * @param delivery with what to begin then
     */
    record Left(Mailbox mailbox, Delivery delivery) {}

    /** One who is not at work with it gets it when the broker sends it again. */
    void leaveFor(Mailbox mailbox, Delivery delivery) {
        if (leftFor.isEmpty()) {
            leftFor = new ArrayList<>(1);
        }
        leftFor.add(new Left(mailbox, delivery));
    }

    /** A subscriber gets a part of it. */
    void heldBy(String name) {
        if (holders.isEmpty()) {
            holders = List.of(name);
        } else {
            List<String> more = new ArrayList<>(holders);
            more.add(name);
            holders = more;
        }
    }

    /** A subscriber goes without its part. */
    void notHeldBy(String name) {
        List<String> rest = new ArrayList<>(holders);
        rest.remove(name);
        holders = rest;
    }

    boolean isHeldBy(String name) {
        return holders.contains(name);
    }

    /** Whether all who have not ended with it wait for their next attempt, so that it need not be here. */
    boolean isPausing() {
        return qos() > 0 && pausing > 0 && pausing + leftFor.size() == open;
    }

    /** Whether nobody is left but those for whom the broker sends it again. */
    boolean isLeft() {
        return open > 0 && open == leftFor.size();
    }

    /** Those for whom it was left, now that the broker has sent it again. */
    List<Left> takeLeft() {
        List<Left> taken = leftFor;
        leftFor = List.of();
        return taken;
    }

    /** Bytes that it takes while it is held. */
    long size() {
        return sizeOf(publish);
    }

    static long sizeOf(Packet.Publish publish) {
        return OVERHEAD_BYTES + 2L * publish.topic().length() + publish.payload().length;
    }

    long sequence() {
        return sequence;
    }

    /** It has come once more, on another link. */
    void comesAgain(long newSequence) {
        sequence = newSequence;
    }

    long arrivedNanos() {
        return arrivedNanos;
    }

    /** Whether the broker must mean this message when it sends that one again. */
    boolean isSameAs(Packet.Publish again) {
        if (again.qos() != qos()) {
            return false;
        }
        return letGo == null
                ? again.topic().equals(topic()) && Arrays.equals(again.payload(), payload())
                : again.topic().startsWith(topic()) && letGo.equals(Fingerprint.of(again));
    }

    Fingerprint fingerprint() {
        return letGo == null ? Fingerprint.of(publish) : letGo;
    }

    /**
     * Nobody here needs the payload until the broker sends it again; enough of it is kept to know it by. Of the topic no more
     * than is worth to show: what is left with the broker is not counted as held, and may be 65,535 messages.
     */
    void letPayloadGo() {
        if (letGo == null) {
            letGo = Fingerprint.of(publish);
            String topic = topic().length() > SHOWN_TOPIC ? topic().substring(0, SHOWN_TOPIC) : topic();
            publish = new Packet.Publish(topic, NO_PAYLOAD, qos(), retained(), duplicate(), packetId());
        }
    }

    /** The broker has sent it again. */
    void takePayload(Packet.Publish again) {
        letGo = null;
        publish = again;
    }

    @Override
    public String toString() {
        return "message on " + Printable.of(topic()) + " (QoS " + qos() + ", packet " + packetId() + ", "
                + payload().length + " bytes)";
    }
}
