package io.github.camelaliyun.mqtt.cases;

import io.github.camelaliyun.mqtt.kit.Estate;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import static java.util.concurrent.Executors.newSingleThreadScheduledExecutor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A packet that takes longer than the keep alive: bytes that arrive are a sign of life. */
class SlowLineIT {

    private static final Duration INTERVAL = Duration.ofMillis(100);
    /** Of the client, in seconds. */
    private static final int KEEP_ALIVE = 1;

    private static final Duration PATIENCE = Duration.ofSeconds(8);

    private final List<Integer> received = new CopyOnWriteArrayList<>();
    /** What the broker has to answer while its packet is under way: it can only do so behind it. */
    private final Queue<Runnable> answers = new ConcurrentLinkedQueue<>();

    private final AtomicBoolean underWay = new AtomicBoolean();

    @WaitingTest
    void c16AMessageThatTakesThreeTimesTheKeepAliveIsReceived() throws Exception {
        assertReceived(1, 1_500_000, 50_000, application -> {});
    }

    @WaitingTest
    void c16AMessageOfQos0ThatTakesLongIsReceived() throws Exception {
        assertReceived(0, 2_000_000, 60_000, application -> {});
    }

    @WaitingTest
    void c16AMessageThatTakesLongIsReceivedWhileTheApplicationPublishes() throws Exception {
        assertReceived(1, 1_500_000, 50_000, application -> application.publishAsync("paho:test/other", "meanwhile"));
    }

    @WaitingTest
    void c16ASmallMessageThatComesByteByByteIsReceived() throws Exception {
        assertReceived(1, 10, 1, application -> {});
    }

    /** Has one message sent in pieces and waits for it, on the first connection. */
    private void assertReceived(int qos, int size, int piece, Consumer<Estate> meanwhile) throws Exception {
        ScheduledExecutorService clock = newSingleThreadScheduledExecutor();
        try (ScriptedBroker broker = new ScriptedBroker(this::answerLater);
                Estate application = PlainBroker.application(
                        broker.uri(),
                        "slow-line",
                        component -> component.getConfiguration().setKeepAliveInterval(KEEP_ALIVE))) {
            application.consume(
                    "in",
                    "paho:test/slow",
                    exchange -> received.add(exchange.getIn().getBody(byte[].class).length));
            application.publish("paho:test/other", "connected");
            underWay.set(true);
            ScriptedBroker.Link link = broker.lastLink();
            byte[] packet = ClientPacket.publish("test/slow", new byte[size], qos, 7);
            AtomicInteger sent = new AtomicInteger();
            clock.scheduleAtFixedRate(
                    () -> {
                        int from = sent.getAndAdd(piece);
                        if (from < packet.length) {
                            link.send(Arrays.copyOfRange(packet, from, Math.min(from + piece, packet.length)));
                            meanwhile.accept(application);
                        } else {
                            answerNow();
                        }
                    },
                    0,
                    INTERVAL.toMillis(),
                    TimeUnit.MILLISECONDS);
            await("the message").atMost(PATIENCE).until(() -> received.contains(size) || !link.isOpen());
            assertThat(broker.links()).as("connections, with the first").hasSize(1);
            assertThat(received).containsExactly(size);
        } finally {
            clock.shutdownNow();
        }
    }

    private boolean answerLater(ScriptedBroker.Link link, ClientPacket packet) {
        boolean waits =
                underWay.get() && (packet.type() == ScriptedBroker.PINGREQ || packet.type() == ScriptedBroker.PUBLISH);
        if (waits) {
            answers.add(() -> link.answer(packet));
        }
        return waits;
    }

    private void answerNow() {
        for (Runnable answer = answers.poll(); answer != null; answer = answers.poll()) {
            answer.run();
        }
    }
}
