package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.wire.Packet;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/** A window on one thread, in virtual time; outcomes are told at once. */
final class WindowRig {

    static final Duration TIMEOUT = Duration.ofSeconds(30);

    final ManualTimer timer = new ManualTimer();
    final ConnectionThreads threads = new ConnectionThreads(
            null,
            timer,
            Runnable::run,
            Runnable::run,
            timer::nanoTime,
            InstantSource.fixed(Instant.EPOCH),
            new Random(1));
    final PacketIds ids = new PacketIds(new Random(1));
    final Tally tally = new Tally();
    final PublishWindow window;
    private final int places;
    PublishGate gate = topic -> true;

    /** By topic: how it ended, null for well; each as often as it was told. */
    final Map<String, List<Exception>> outcomes = new LinkedHashMap<>();

    WindowRig(boolean cleanSession, int places, Duration timeout) {
        this.places = places;
        window = new PublishWindow(
                options(cleanSession, places, timeout), ids, threads, tally, topic -> gate.passes(topic));
        tick();
    }

    static WindowRig persistent() {
        return new WindowRig(false, 100, TIMEOUT);
    }

    static WindowRig clean() {
        return new WindowRig(true, 100, TIMEOUT);
    }

    static ConnectionOptions options(boolean cleanSession, int places, Duration timeout) {
        return ConnectionOptions.of(List.of("tcp://127.0.0.1:1"), "GID_test@@@1")
                .cleanSession(cleanSession)
                .maxInflight(places)
                .publishTimeout(timeout)
                .maxSubscriptions(30)
                .build();
    }

    private void tick() {
        threads.after(Duration.ofMillis(500), () -> {
            window.expire();
            tick();
        });
    }

    /** False, and nothing has happened, where it would have to wait for a place. */
    boolean publish(String topic, int qos) {
        return publish(topic, qos, false);
    }

    boolean publish(String topic, int qos, boolean failWhenDisconnected) {
        if (window.inFlight() >= places) {
            return false;
        }
        try {
            window.publish(
                    new OutboundMessage(topic, new byte[] {1, 2, 3}, qos, false),
                    failWhenDisconnected,
                    failure -> outcomes.computeIfAbsent(topic, any -> new ArrayList<>())
                            .add(failure));
            return true;
        } catch (MqttConnectionException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Publishes to {@code t<number>} at QoS 1, from the first number to the last. */
    void publishEach(int first, int last) {
        IntStream.rangeClosed(first, last).forEach(i -> publish("t" + i, 1));
    }

    FakeOutlet linkUp() {
        FakeOutlet outlet = new FakeOutlet();
        window.linkUp(outlet);
        return outlet;
    }

    /** The server closes the link. */
    boolean closedByServer(FakeOutlet outlet) {
        outlet.ended = true;
        return window.linkDown(outlet, true, false).explained();
    }

    /** The link is lost, for whatever reason. */
    boolean lost(FakeOutlet outlet) {
        outlet.ended = true;
        return window.linkDown(outlet, false, false).explained();
    }

    void answer(Packet packet) {
        ids.answered(id(packet), packet);
        window.settle();
    }

    private static int id(Packet packet) {
        if (packet instanceof Packet.Puback puback) {
            return puback.packetId();
        } else if (packet instanceof Packet.Pubrec pubrec) {
            return pubrec.packetId();
        } else if (packet instanceof Packet.Pubcomp pubcomp) {
            return pubcomp.packetId();
        } else if (packet instanceof Packet.Suback suback) {
            return suback.packetId();
        } else {
            return ((Packet.Unsuback) packet).packetId();
        }
    }

    void puback(FakeOutlet outlet, String topic) {
        answer(new Packet.Puback(outlet.id(topic)));
    }

    void advance(Duration time) {
        timer.advance(time);
    }

    /** "ok", "none" while there is no outcome, or the message of the failure; "twice" if there were two. */
    String outcome(String topic) {
        List<Exception> told = outcomes.getOrDefault(topic, List.of());
        if (told.size() > 1) {
            return "twice";
        }
        if (told.isEmpty()) {
            return "none";
        }
        return told.get(0) == null ? "ok" : told.get(0).getMessage();
    }
}
