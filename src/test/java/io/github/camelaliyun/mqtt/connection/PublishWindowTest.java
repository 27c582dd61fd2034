package io.github.camelaliyun.mqtt.connection;

import org.eclipse.paho.client.mqttv3.internal.wire.MqttPubAck;
import org.eclipse.paho.client.mqttv3.internal.wire.MqttPublish;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** With real links, to a server that answers when the test says so. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PublishWindowTest {

    private static final OutboundMessage MESSAGE = new OutboundMessage("test/a", new byte[0], 1, false);

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final ExecutorService workers = Executors.newCachedThreadPool();
    private final ConnectionThreads threads = new ConnectionThreads(timer, workers, workers);
    /** The outcomes, in order: a message's topic, and its failure or null. */
    private final List<String> outcomes = new CopyOnWriteArrayList<>();

    private PacketServer server;
    private PublishWindow window;

    @BeforeEach
    void startServer() throws IOException {
        server = new PacketServer();
    }

    @AfterEach
    void endThreads() throws Exception {
        server.close();
        timer.shutdownNow();
        workers.shutdownNow();
        assertThat(workers.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aCallerThatFindsNoPlaceIsToldSoInTime() throws Exception {
        window = window(1, Duration.ofMillis(200));
        window.publish(MESSAGE, failure -> {});

        assertThatThrownBy(() -> window.publish(MESSAGE, failure -> {}))
                .hasMessageContaining("found no place in the window of 1");
        assertThat(window.inFlight()).isEqualTo(1);
    }

    @Test
    void whoeverWaitsTakesAPlaceSoonThoughOnlyOneIsFree() throws Exception {
        window = window(80, Duration.ofSeconds(30));
        window.linkUp(connect());
        publish(1, 80, 1);
        CompletableFuture<Void> late = publishLate(81);
        awaitPackets(80);
        assertThat(late).isNotDone();

        server.send(PahoWire.bytes(new MqttPubAck(1)));

        assertThat(late).succeedsWithin(Duration.ofSeconds(1));
        assertThat(((MqttPublish) server.next()).getTopicName()).isEqualTo("test/81");
        assertThat(window.inFlight()).isEqualTo(80);
    }

    @Test
    void thoseWhoWaitAllTakeAPlaceWhenThereIsRoomForAll() throws Exception {
        window = window(16, Duration.ofSeconds(30));
        window.linkUp(connect());
        publish(1, 16, 1);
        awaitPackets(16);
        List<CompletableFuture<Void>> late =
                IntStream.rangeClosed(17, 32).mapToObj(this::publishLate).toList();
        for (int id = 1; id <= 16; id++) {
            server.send(PahoWire.bytes(new MqttPubAck(id)));
        }

        assertThat(CompletableFuture.allOf(late.toArray(CompletableFuture[]::new)))
                .succeedsWithin(Duration.ofSeconds(5));
        awaitPackets(16);
    }

    @Test
    void whatWaitsForALinkIsSentInOrderBeforeAnythingNew() throws Exception {
        window = window(100, Duration.ofSeconds(30));
        publish(1, 50, 1);
        Link first = connect();
        window.linkUp(first);
        publish(51, 60, 1);
        assertThat(awaitPackets(60)).isEqualTo(topics(1, 60));

        window.linkDown(first);
        first.abandon();
        first.ended().get(10, TimeUnit.SECONDS);
        publish(61, 70, 1);
        window.linkUp(connect());
        publish(71, 80, 1);

        assertThat(awaitPackets(80)).isEqualTo(topics(1, 80));
        assertThat(outcomes).isEmpty();
    }

    @Test
    void whatWasAcknowledgedIsNotSentOnTheNextLink() throws Exception {
        window = window(10, Duration.ofSeconds(30));
        Link first = connect();
        window.linkUp(first);
        publish(1, 3, 1);
        awaitPackets(3);
        server.send(PahoWire.bytes(new MqttPubAck(2)));
        await().until(() -> outcomes.equals(List.of("test/2 null")));

        window.linkDown(first);
        first.abandon();
        first.ended().get(10, TimeUnit.SECONDS);
        window.linkUp(connect());

        assertThat(awaitPackets(2)).containsExactly("test/1", "test/3");
    }

    @Test
    void aQos2PublishThatHasLeftFailsWithItsLinkAndTheOthersWait() throws Exception {
        window = window(10, Duration.ofSeconds(30));
        Link link = connect();
        window.linkUp(link);
        publish(1, 1, 2);
        publish(2, 2, 1);
        publish(3, 3, 0);
        awaitPackets(3);
        await().until(() -> outcomes.equals(List.of("test/3 null")));
        window.linkDown(link);
        publish(4, 4, 2);

        await().until(() -> outcomes.size() == 2);
        assertThat(outcomes.get(1)).startsWith("test/1 ").contains("it is not known whether the QoS 2 message arrived");
        assertThat(window.inFlight()).isEqualTo(2);
        link.abandon();
        link.ended().get(10, TimeUnit.SECONDS);
        window.linkUp(connect());
        assertThat(awaitPackets(2)).containsExactly("test/2", "test/4");
    }

    @Test
    void aSecondAcknowledgementOfTheSamePublishIsIgnored() throws Exception {
        window = window(10, Duration.ofSeconds(30));
        window.linkUp(connect());
        publish(1, 2, 1);
        awaitPackets(2);
        for (int id : new int[] {1, 1, 77, 1, 2, 2}) {
            server.send(PahoWire.bytes(new MqttPubAck(id)));
        }

        await().until(() -> window.inFlight() == 0);
        await().until(() -> outcomes.size() >= 2);
        publish(3, 3, 1);
        int id = server.next().getMessageId();
        server.send(PahoWire.bytes(new MqttPubAck(id)));
        await().until(() -> outcomes.size() >= 3);
        assertThat(outcomes).containsExactly("test/1 null", "test/2 null", "test/3 null");
    }

    @Test
    void anAcknowledgementAfterTheDeadlineChangesNothing() throws Exception {
        window = window(10, Duration.ofSeconds(30));
        window.linkUp(connect());
        publish(1, 1, 1);
        int late = server.next().getMessageId();
        assertThat(window.expire(System.nanoTime() + TimeUnit.SECONDS.toNanos(30)))
                .isTrue();
        server.send(PahoWire.bytes(new MqttPubAck(late)));
        publish(2, 2, 1);
        server.send(PahoWire.bytes(new MqttPubAck(server.next().getMessageId())));

        await().until(() -> outcomes.contains("test/2 null"));
        assertThat(outcomes).hasSize(2);
        assertThat(outcomes.get(0)).startsWith("test/1").contains("was not acknowledged within 30 s");
    }

    @Test
    void nothingFailsBeforeItsDeadlineAndAllThatIsLeftAfterIt() throws Exception {
        window = window(10, Duration.ofSeconds(30));
        long start = System.nanoTime();
        publish(1, 2, 1);

        assertThat(window.expire(start + TimeUnit.SECONDS.toNanos(29))).isFalse();
        assertThat(outcomes).isEmpty();
        // Not answered by a link that there was none of.
        assertThat(window.expire(System.nanoTime() + TimeUnit.SECONDS.toNanos(30)))
                .isFalse();
        await().until(() -> outcomes.size() == 2);
        assertThat(outcomes).allMatch(outcome -> outcome.contains("was not sent within 30 s"));
        assertThat(window.inFlight()).isZero();
    }

    @Test
    void closingFailsWhatIsLeftAndSendsThoseAwayWhoWait() throws Exception {
        window = window(2, Duration.ofSeconds(30));
        publish(1, 2, 1);
        CompletableFuture<Void> late = publishLate(3);

        window.close();

        assertThat(late).failsWithin(Duration.ofSeconds(1)).withThrowableThat().withMessageContaining("is closed");
        await().until(() -> outcomes.size() == 2);
        assertThat(outcomes).allMatch(outcome -> outcome.contains("is closed"));
        assertThatThrownBy(() -> window.publish(MESSAGE, failure -> {})).hasMessageContaining("is closed");
        assertThat(window.inFlight()).isZero();
    }

    private PublishWindow window(int places, Duration timeout) {
        return new PublishWindow(TestLinks.options(places, timeout), new Handoff(timer, workers, 1), new Tally());
    }

    /** Publishes to {@code test/<number>}. */
    private void publish(int first, int last, int qos) throws Exception {
        for (int i = first; i <= last; i++) {
            String topic = "test/" + i;
            window.publish(
                    new OutboundMessage(topic, new byte[0], qos, false),
                    failure -> outcomes.add(topic + " " + (failure == null ? null : failure.getMessage())));
        }
    }

    private CompletableFuture<Void> publishLate(int number) {
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        publish(number, number, 1);
                    } catch (Exception e) {
                        throw new IllegalStateException(e.getMessage(), e);
                    }
                },
                workers);
    }

    private Link connect() throws Exception {
        CompletableFuture<Link> connected = new CompletableFuture<>();
        Link link = new Link(TestLinks.to(server.uri()), threads, new LinkOwner(connected, () -> window.settle()));
        workers.execute(() -> link.run(null));
        return connected.get(10, TimeUnit.SECONDS);
    }

    private List<String> awaitPackets(int count) throws InterruptedException {
        List<String> topics = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            topics.add(((MqttPublish) server.next()).getTopicName());
        }
        return topics;
    }

    private static List<String> topics(int first, int last) {
        return IntStream.rangeClosed(first, last).mapToObj(i -> "test/" + i).toList();
    }
}
