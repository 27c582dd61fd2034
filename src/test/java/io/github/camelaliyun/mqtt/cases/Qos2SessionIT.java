package io.github.camelaliyun.mqtt.cases;

import io.github.camelaliyun.mqtt.kit.BrokerCrash;
import io.github.camelaliyun.mqtt.kit.Estate;
import io.github.camelaliyun.mqtt.kit.FaultProxy;
import io.github.camelaliyun.mqtt.kit.Mosquitto;
import io.github.camelaliyun.mqtt.kit.RequiresMosquitto;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** QoS 2 in a persistent session: what the broker has handed over is processed, whatever happens to the line. */
@RequiresMosquitto
class Qos2SessionIT {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final Duration ARRIVES_WITHIN = Duration.ofSeconds(12);
    /** Fewer than the broker sends before the first acknowledgement. */
    private static final List<String> MESSAGES =
            IntStream.rangeClosed(1, 15).mapToObj(i -> "message " + i).toList();

    private final Mosquitto mosquitto = Mosquitto.start(Mosquitto.Options.anonymous());
    private final FaultProxy line = FaultProxy.inFrontOf(mosquitto.port());
    private final List<String> processed = new CopyOnWriteArrayList<>();
    private final CountDownLatch busy = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);
    private Estate application;

    @BeforeEach
    void keepTheRouteBusyWithTheFirst() throws Exception {
        application = application();
        application.consume("in", "paho:test/once=2", exchange -> {
            busy.countDown();
            release.await(30, TimeUnit.SECONDS);
            processed.add(exchange.getIn().getBody(String.class));
        });
        // Behind the SUBSCRIBE, on the same connection.
        application.publish("paho:test/other", "connected");
        try (PahoSender sender = new PahoSender(mosquitto.uri())) {
            for (String message : MESSAGES) {
                sender.publish("test/once", message, 2);
            }
            sender.awaitAcknowledged();
        }
        assertThat(busy.await(20, TimeUnit.SECONDS)).isTrue();
        // All others have been sent to the application before the answer to this.
        application.publish("paho:test/other", "all are under way");
    }

    @AfterEach
    void end() {
        release.countDown();
        application.close();
        line.close();
        mosquitto.close();
    }

    @WaitingTest
    void c10AllQos2MessagesAreProcessedAfterAResetWhileTheRouteIsBusy() {
        line.reset();
        awaitConnections(2);
        release.countDown();

        assertAllProcessed();
    }

    @WaitingTest
    void c10AllQos2MessagesAreProcessedAfterTwoResets() {
        line.reset();
        awaitConnections(2);
        line.reset();
        awaitConnections(3);
        release.countDown();

        assertAllProcessed();
    }

    @WaitingTest
    void c10AllQos2MessagesAreProcessedAfterTheBrokerWasKilled() {
        BrokerCrash.happen(mosquitto, line);
        awaitConnections(2);
        release.countDown();

        assertAllProcessed();
    }

    @WaitingTest
    void c10AllQos2MessagesAreProcessedAfterTheApplicationWasStartedAgain() throws Exception {
        application.context().getShutdownStrategy().setTimeout(1);
        application.close();
        int before = processed.size();
        release.countDown();
        application = application();
        application.consume(
                "in",
                "paho:test/once=2",
                exchange -> processed.add(exchange.getIn().getBody(String.class)));

        assertThat(before).isZero();
        assertAllProcessed();
    }

    private Estate application() throws Exception {
        return PlainBroker.application(
                line.uri(),
                "exactly-once",
                component -> component.getConfiguration().setCleanSession(false));
    }

    private void awaitConnections(int count) {
        await().atMost(LIMIT).until(() -> line.acceptedConnections() >= count);
        // It is up again, and the broker has sent what it sends by itself.
        application.publish("paho:test/other", "connection " + count);
    }

    /** Each once; only the one that was in process when the line broke may have been begun a second time. */
    private void assertAllProcessed() {
        await("the messages that are processed")
                .atMost(ARRIVES_WITHIN)
                .untilAsserted(
                        () -> assertThat(new HashSet<>(processed)).containsExactlyInAnyOrderElementsOf(MESSAGES));
        assertThat(MESSAGES.subList(1, MESSAGES.size())).allMatch(each -> Collections.frequency(processed, each) == 1);
    }
}
