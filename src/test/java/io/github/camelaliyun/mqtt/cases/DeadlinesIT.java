package io.github.camelaliyun.mqtt.cases;

import io.github.camelaliyun.mqtt.kit.Estate;
import io.github.camelaliyun.mqtt.kit.FaultProxy;
import io.github.camelaliyun.mqtt.kit.Mosquitto;
import io.github.camelaliyun.mqtt.kit.RequiresMosquitto;
import org.apache.camel.Exchange;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The deadline of a publish is that publish's: a server that answers keeps its connection. */
class DeadlinesIT {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final Duration PUBLISH_TIMEOUT = Duration.ofMillis(1_500);
    private static final Duration ANSWER_TIME = Duration.ofMillis(600);
    /** Whoever waits so long for a place has no time left for the answer. */
    private static final Duration LONG_ANSWER_TIME = Duration.ofMillis(1_500);

    private static final Duration LONGER_PUBLISH_TIMEOUT = Duration.ofMillis(2_300);
    private static final Duration OUTAGE = Duration.ofSeconds(2);
    private static final Duration BACK_WITHIN = Duration.ofSeconds(10);
    private static final int ENOUGH = 20;

    private final ScheduledExecutorService clock = Executors.newScheduledThreadPool(1);
    private final ExecutorService callers = Executors.newCachedThreadPool();

    @WaitingTest
    void c11AfterAnOutageLongerThanThePublishTimeoutASlowServerKeepsItsConnection() throws Exception {
        try (ScriptedBroker broker = slow(ANSWER_TIME);
                FaultProxy line = FaultProxy.inFrontOf(broker.port())) {
            assertPublishesAreAcknowledgedAfterAnOutage(line, () -> {});

            assertThat(broker.links()).as("connections, with the first").hasSize(2);
        } finally {
            clock.shutdownNow();
        }
    }

    @WaitingTest
    @RequiresMosquitto
    void c11AfterSuchAnOutageALongLineKeepsItsConnection() throws Exception {
        try (Mosquitto mosquitto = Mosquitto.start(Mosquitto.Options.anonymous());
                FaultProxy line = FaultProxy.inFrontOf(mosquitto.port())) {
            assertPublishesAreAcknowledgedAfterAnOutage(line, () -> line.delay(ANSWER_TIME.dividedBy(2)));

            assertThat(line.acceptedConnections())
                    .as("connections, with the first")
                    .isEqualTo(2);
        } finally {
            clock.shutdownNow();
        }
    }

    @WaitingTest
    void c11PublishesThatWaitedLongForAPlaceInTheWindowDoNotEndTheConnection() throws Exception {
        try (ScriptedBroker broker = slow(LONG_ANSWER_TIME);
                Estate application = PlainBroker.application(broker.uri(), "narrow", component -> {
                    component.setPublishTimeout(LONGER_PUBLISH_TIMEOUT.toMillis());
                    component.getConfiguration().setMaxInflight(5);
                })) {
            application.publish("paho:test/first", "connected");
            List<CompletableFuture<Exchange>> publishes = IntStream.range(0, 10)
                    .mapToObj(i -> CompletableFuture.supplyAsync(
                                    () -> application.publishAsync("paho:test/a", "message " + i), callers)
                            .thenCompose(publish -> publish))
                    .toList();
            await().atMost(LIMIT).until(() -> publishes.stream().allMatch(CompletableFuture::isDone));
            application.publish("paho:test/first", "on the same connection");

            assertThat(broker.links()).as("connections, with the first").hasSize(1);
            assertThat(acknowledged(publishes)).isGreaterThanOrEqualTo(5);
        } finally {
            clock.shutdownNow();
            callers.shutdownNow();
        }
    }

    /** Publishes 20 times a second, before, in and after the outage. */
    private void assertPublishesAreAcknowledgedAfterAnOutage(FaultProxy line, Runnable onceConnected) throws Exception {
        List<CompletableFuture<Exchange>> publishes = new CopyOnWriteArrayList<>();
        try (Estate application = PlainBroker.application(
                line.uri(), "steady", component -> component.setPublishTimeout(PUBLISH_TIMEOUT.toMillis()))) {
            application.publish("paho:test/first", "connected");
            onceConnected.run();
            clock.scheduleAtFixedRate(
                    () -> publishes.add(application.publishAsync("paho:test/a", "message " + publishes.size())),
                    0,
                    50,
                    TimeUnit.MILLISECONDS);
            line.cut();
            Instant end = Instant.now().plus(OUTAGE);
            await().atMost(LIMIT).until(() -> Instant.now().isAfter(end));
            int before = publishes.size();
            line.restore();

            await("acknowledged publishes after the outage")
                    .atMost(BACK_WITHIN)
                    .untilAsserted(() -> assertThat(acknowledged(publishes.subList(before, publishes.size())))
                            .isGreaterThanOrEqualTo(ENOUGH));
        }
    }

    private static long acknowledged(List<CompletableFuture<Exchange>> publishes) {
        return publishes.stream()
                .filter(publish -> publish.isDone() && publish.join().getException() == null)
                .count();
    }

    /** Acknowledges each publish but the first, some time later. */
    private ScriptedBroker slow(Duration answerTime) throws Exception {
        return new ScriptedBroker((link, packet) -> {
            if (packet.type() != ScriptedBroker.PUBLISH || packet.topic().equals("test/first")) {
                return false;
            }
            clock.schedule(() -> link.puback(packet), answerTime.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        });
    }
}
