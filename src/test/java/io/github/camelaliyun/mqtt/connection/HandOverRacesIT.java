package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.connection.ConnectionEvent.CredentialsLate;
import io.github.camelaliyun.mqtt.stress.HeldTimer;
import io.github.camelaliyun.mqtt.stress.Rounds;
import io.github.camelaliyun.mqtt.wire.Packet;
import io.github.camelaliyun.mqtt.wire.Transmission;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import static org.assertj.core.api.Assertions.assertThat;

/** Races of single parts that the whole connection has too seldom: see the package {@code stress}. */
class HandOverRacesIT {

    private static final int EACH = 6;

    private static ConnectionThreads threads(Rounds rounds, HeldTimer timer) {
        return new ConnectionThreads(
                null,
                timer,
                rounds.threads(),
                rounds.threads(),
                timer::nanoTime,
                InstantSource.system(),
                new Random(1));
    }

    /** A link on which nothing may be sent while it is held; answers on a thread of its own. */
    private static final class GuardedOutlet implements Outlet {
        private final Rounds rounds;
        private final PacketIds ids;
        private final Queue<String> sent = new ConcurrentLinkedQueue<>();
        private final AtomicInteger heldSends = new AtomicInteger();
        private PublishWindow window;
        private volatile boolean held;

        GuardedOutlet(Rounds rounds, PacketIds ids) {
            this.rounds = rounds;
            this.ids = ids;
        }

        @Override
        public boolean expectsAnswer() {
            return false;
        }

        @Override
        public boolean send(Packet packet, Transmission transmission) {
            if (held) {
                heldSends.incrementAndGet();
            }
            if (packet instanceof Packet.Publish publish) {
                sent.add(publish.topic());
                if (publish.qos() == 1) {
                    rounds.threads().execute(() -> {
                        ids.answered(publish.packetId(), new Packet.Puback(publish.packetId()));
                        window.settle();
                    });
                } else if (transmission != null) {
                    transmission.onLeft();
                }
            } else {
                sent.add("between");
            }
            return true;
        }

        @Override
        public void ping(Runnable answered) {
            throw new IllegalStateException("nothing is suspected");
        }
    }

    @Test
    void nothingLeavesBetweenHoldAndReleaseAndEverythingAfterIt() throws Exception {
        try (Rounds rounds = new Rounds()) {
            rounds.play(random -> hold(rounds, random));
        }
    }

    private static void hold(Rounds rounds, Random random) {
        HeldTimer timer = new HeldTimer();
        PacketIds ids = new PacketIds(random);
        PublishWindow window = new PublishWindow(
                WindowRig.options(false, 1 + random.nextInt(4), Duration.ofHours(1)),
                ids,
                threads(rounds, timer),
                new Tally(),
                topic -> true);
        GuardedOutlet link = new GuardedOutlet(rounds, ids);
        link.window = window;
        window.linkUp(link);
        AtomicInteger told = new AtomicInteger();
        AtomicInteger between = new AtomicInteger();
        rounds.race(random, publisher(window, told, "a/"), publisher(window, told, "b/"), own -> {
            for (int i = 0; i < 3; i++) {
                assertThat(window.hold(link)).isTrue();
                link.held = true;
                Rounds.spin(own);
                if (window.sendBetween(() -> link.send(Packet.PINGREQ, null))) {
                    between.incrementAndGet();
                }
                link.held = false;
                window.release();
                Rounds.spin(own);
            }
        });

        Rounds.await(() -> told.get() >= 2 * EACH, () -> "an outcome is not told: " + told + " " + link.sent);
        assertThat(told.get()).isEqualTo(2 * EACH);
        assertThat(link.heldSends.get())
                .as("packets that left while the window was held")
                .isZero();
        assertThat(between.get()).isZero();
        for (String topic : List.of("a/", "b/")) {
            assertThat(link.sent.stream().filter(sent -> sent.startsWith(topic)).toList())
                    .hasSize(EACH)
                    .isSorted();
        }
        assertThat(window.inFlight()).isZero();
        assertThat(ids.inUse()).isZero();
    }

    private static Rounds.Round publisher(PublishWindow window, AtomicInteger told, String topic) {
        return own -> {
            for (int i = 0; i < EACH; i++) {
                window.publish(
                        new OutboundMessage(topic + i, new byte[0], own.nextInt(2), false),
                        false,
                        failure -> told.incrementAndGet());
                Rounds.spin(own);
            }
        };
    }

    @Test
    void everyEventIsToldOnceInOrderByOneThread() throws Exception {
        try (Rounds rounds = new Rounds()) {
            rounds.play(random -> tell(rounds, random));
        }
    }

    private static void tell(Rounds rounds, Random random) throws Exception {
        Queue<Long> heard = new ConcurrentLinkedQueue<>();
        AtomicInteger atOnce = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Events events = new Events(
                WindowRig.options(false, 1, Duration.ofHours(1)),
                threads(rounds, new HeldTimer()),
                (connection, event) -> {
                    most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
                    heard.add(((CredentialsLate) event).waited().toNanos());
                    atOnce.decrementAndGet();
                });
        rounds.race(random, teller(events, 0), teller(events, EACH), teller(events, 2 * EACH));

        CountDownLatch told = new CountDownLatch(1);
        events.told().thenRun(told::countDown);
        Rounds.await(() -> told.getCount() == 0, () -> "the events are not told: " + heard);
        List<Long> all = List.copyOf(heard);
        assertThat(all).hasSize(3 * EACH).doesNotHaveDuplicates();
        for (int first = 0; first < 3 * EACH; first += EACH) {
            int from = first;
            assertThat(all.stream().filter(i -> i >= from && i < from + EACH).toList())
                    .isSorted();
        }
        assertThat(most.get()).as("threads at once").isEqualTo(1);
    }

    private static Rounds.Round teller(Events events, int from) {
        return own -> {
            for (int i = from; i < from + EACH; i++) {
                events.tell(new CredentialsLate(Duration.ofNanos(i)));
                Rounds.spin(own);
            }
        };
    }

    @Test
    void noIdentifierIsGivenTwice() throws Exception {
        try (Rounds rounds = new Rounds()) {
            rounds.play(random -> identify(rounds, random));
        }
    }

    private static void identify(Rounds rounds, Random random) {
        PacketIds ids = new PacketIds(random);
        Queue<Integer> taken = new ConcurrentLinkedQueue<>();
        Rounds.Round taker = own -> {
            for (int i = 0; i < EACH * EACH; i++) {
                taken.add(ids.take(packet -> {}));
            }
        };
        rounds.race(random, taker, taker);
        assertThat(taken).doesNotHaveDuplicates();
        taken.forEach(ids::free);
        assertThat(ids.inUse()).isZero();
    }
}
