package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.wire.Packet;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A connection in virtual time, to a server that is there at once, and closes it for some publishes. */
final class PoisonRig {

    static final String GOOD = "test/good";

    private static final Duration STEP = Duration.ofMillis(20);

    /** A publish, and what became of it. */
    static final class Sent {
        final boolean poison;
        final long at;
        long ended = -1;
        Exception failure;

        Sent(boolean poison, long at) {
            this.poison = poison;
            this.at = at;
        }

        Duration took() {
            return Duration.ofNanos(ended - at);
        }
    }

    final ManualTimer timer = new ManualTimer();
    private final ScriptedWire wire = new ScriptedWire();
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    final List<ConnectionEvent> events = new ArrayList<>();
    final List<Sent> all = new ArrayList<>();
    /** What the server closes for. */
    Predicate<Packet.Publish> closesFor = publish -> !publish.topic().equals(GOOD);

    /** Of which topic filters the SUBSCRIBE is answered by a close. */
    Predicate<String> closesAt = filter -> filter.startsWith("nosuch/");
    /** How long SUBACK takes; a close comes first. */
    Duration subackTakes = Duration.ZERO;

    ScriptedLine line;
    private int seen;
    int closes;
    final MqttConnection connection;

    PoisonRig() {
        this(100);
    }

    /** @param places of the window */
    PoisonRig(int places) {
        connection = connection(places);
        TestConnections.open(connection);
        advance(Duration.ofSeconds(1));
    }

    private MqttConnection connection(int places) {
        return TestConnections.of(
                ConnectionOptions.of(List.of("tcp://127.0.0.1:1"), "GID_test@@@1")
                        .maxInflight(places)
                        .maxSubscriptions(30)
                        .cleanSession(false)
                        .build(),
                null,
                new ConnectionThreads(
                        wire,
                        timer,
                        tasks::add,
                        tasks::add,
                        timer::nanoTime,
                        () -> Instant.EPOCH.plusNanos(timer.nanoTime()),
                        new Random(1)),
                (ignored, event) -> events.add(event));
    }

    Sent publish(String topic, int qos, boolean poison) {
        Sent sent = new Sent(poison, timer.nanoTime());
        all.add(sent);
        try {
            connection.publish(new OutboundMessage(topic, new byte[1], qos, false), false, failure -> {
                sent.ended = timer.nanoTime();
                sent.failure = failure;
            });
        } catch (MqttConnectionException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
        run();
        return sent;
    }

    void advance(Duration time) {
        long until = timer.nanoTime() + time.toNanos();
        while (timer.nanoTime() < until) {
            timer.advance(STEP);
            run();
        }
    }

    private void run() {
        do {
            for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                task.run();
            }
            serve();
        } while (!tasks.isEmpty());
    }

    private void serve() {
        if (wire.lines.isEmpty()) {
            return;
        }
        if (line != wire.latest()) {
            line = wire.latest();
            seen = 0;
            line.open();
            line.deliver(new Packet.Connack(true, 0));
        }
        while (seen < line.sent.size()) {
            Packet packet = line.sent.get(seen++);
            if (packet instanceof Packet.Publish publish && closesFor.test(publish)) {
                closes++;
                seen = Integer.MAX_VALUE;
                line.closeByServer();
            } else if (packet instanceof Packet.Publish publish && publish.qos() == 1) {
                line.deliver(new Packet.Puback(publish.packetId()));
            } else if (packet instanceof Packet.Subscribe subscribe) {
                serve(subscribe);
            } else if (packet instanceof Packet.Unsubscribe unsubscribe) {
                line.deliver(new Packet.Unsuback(unsubscribe.packetId()));
            } else if (packet == Packet.PINGREQ) {
                line.deliver(Packet.PINGRESP);
            }
        }
    }

    private void serve(Packet.Subscribe subscribe) {
        if (subscribe.requests().stream().map(Packet.Request::filter).anyMatch(closesAt)) {
            closes++;
            seen = Integer.MAX_VALUE;
            line.closeByServer();
            return;
        }
        ScriptedLine asked = line;
        byte[] granted = new byte[subscribe.requests().size()];
        timer.schedule(
                () -> asked.deliver(new Packet.Suback(subscribe.packetId(), granted)),
                subackTakes.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    /** How many connects there were. */
    int connects() {
        return wire.lines.size();
    }

    /** The filters that have been asked for on the present line. */
    List<String> asked() {
        return line.sent(Packet.Subscribe.class).stream()
                .flatMap(subscribe -> subscribe.requests().stream())
                .map(Packet.Request::filter)
                .toList();
    }

    TestSubscriber start(String... filters) {
        TestSubscriber subscriber = TestSubscriber.of(filters).succeeding();
        connection.declare(subscriber);
        connection.start(subscriber);
        run();
        return subscriber;
    }

    void remove(TestSubscriber subscriber) {
        connection.remove(subscriber);
        run();
    }
}
