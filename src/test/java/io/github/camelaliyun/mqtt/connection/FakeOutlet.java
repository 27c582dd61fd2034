package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.wire.Packet;
import io.github.camelaliyun.mqtt.wire.Transmission;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A link that notes what is sent, and leaves the rest to the test. */
final class FakeOutlet implements Outlet {

    final List<Packet> sent = new ArrayList<>();
    final List<Transmission> transmissions = new ArrayList<>();
    final List<Runnable> pings = new ArrayList<>();
    boolean ended;
    /** Whether what is sent waits, and may be taken back. */
    boolean stalls;

    final List<Packet> withdrawn = new ArrayList<>();
    /** Whether a SUBACK is to come. */
    boolean expectsAnswer;

    private final List<Packet> taken = new ArrayList<>();

    @Override
    public boolean send(Packet packet, Transmission transmission) {
        if (ended) {
            return false;
        }
        if (stalls && transmission != null) {
            transmission.onWaiting(() -> withdrawn.add(packet));
        }
        sent.add(packet);
        transmissions.add(transmission);
        return true;
    }

    @Override
    public void ping(Runnable answered) {
        pings.add(answered);
    }

    @Override
    public boolean expectsAnswer() {
        return expectsAnswer;
    }

    void pong() {
        pings.remove(0).run();
    }

    Packet.Publish publish(int index) {
        return (Packet.Publish) sent.get(index);
    }

    /** The topics of the publishes that were sent since the last call, in order. */
    String topics() {
        String topics = sent.stream()
                .filter(Packet.Publish.class::isInstance)
                .map(packet -> ((Packet.Publish) packet).topic())
                .collect(Collectors.joining(" "));
        taken.addAll(sent);
        sent.clear();
        transmissions.clear();
        return topics;
    }

    /** The identifier that a topic was sent with, whether {@link #topics} has been called since or not. */
    int id(String topic) {
        List<Packet> all = new ArrayList<>(taken);
        all.addAll(sent);
        return all.stream()
                .filter(packet -> packet instanceof Packet.Publish publish
                        && publish.topic().equals(topic))
                .mapToInt(packet -> ((Packet.Publish) packet).packetId())
                .reduce((first, last) -> last)
                .orElseThrow();
    }
}
