package io.github.camelaliyun.mqtt.cases;

import io.github.camelaliyun.mqtt.kit.Estate;
import io.github.camelaliyun.mqtt.kit.FaultProxy;
import io.github.camelaliyun.mqtt.kit.Mosquitto;
import io.github.camelaliyun.mqtt.kit.RequiresMosquitto;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckHelper;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A topic filter that is not granted is its consumer's trouble, and nobody else's. */
class SubackIT {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    /** Much less than a publish may wait for its acknowledgement. */
    private static final Duration AT_ONCE = Duration.ofSeconds(5);
    /** With what SUBACK may take before a filter is asked for alone. */
    private static final Duration ALONE_WITHIN = Duration.ofSeconds(20);

    private final List<String> errors = new CopyOnWriteArrayList<>();

    @WaitingTest
    @RequiresMosquitto
    void c13ARefusedFilterWhoseErrorIsPublishedStopsNothingAtAnyConnect() throws Exception {
        try (Mosquitto mosquitto = Mosquitto.start(Mosquitto.Options.anonymous().allowing("test/good", "test/errors"));
                FaultProxy line = FaultProxy.inFrontOf(mosquitto.port());
                Estate application = PlainBroker.application(line.uri(), "refused")) {
            application.consume(
                    "errors",
                    "paho:test/errors",
                    exchange -> errors.add(exchange.getIn().getBody(String.class)));
            application.publish("paho:test/other", "connected");
            application.add(bridged("paho:test/refused", exchange -> {}));
            assertPublishesAreAcknowledged(application);
            await().atMost(AT_ONCE).until(() -> !errors.isEmpty());

            line.reset();
            await().atMost(LIMIT).until(() -> line.acceptedConnections() == 2);
            assertPublishesAreAcknowledged(application);
            assertThat(line.acceptedConnections()).isEqualTo(2);
        }
    }

    @WaitingTest
    void c13AnErrorHandlerThatBlocksStopsOnlyItsOwnRoute() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        try (ScriptedBroker broker = answering("test/refused", 0x80);
                Estate application = PlainBroker.application(broker.uri(), "blocked")) {
            application.publish("paho:test/other", "connected");
            application.add(bridged("paho:test/refused", exchange -> release.await(30, TimeUnit.SECONDS)));
            try {
                await().atMost(LIMIT)
                        .until(() -> !broker.received(ScriptedBroker.SUBSCRIBE).isEmpty());
                assertPublishesAreAcknowledged(application);
            } finally {
                release.countDown();
            }
        }
    }

    @WaitingTest
    void c13AReservedReturnCodeIsAnErrorOfItsConsumerAndSeenInItsHealth() throws Exception {
        try (ScriptedBroker broker = answering("test/odd", 0x03);
                Estate application = PlainBroker.application(broker.uri(), "odd")) {
            application.publish("paho:test/other", "connected");
            application.add(bridged("paho:test/odd", exchange -> {}));
            await("DOWN of the consumer whose filter was answered with 0x03")
                    .atMost(AT_ONCE)
                    .until(() -> isDown(application, "consumer:bridged"));
            await("the error in its route")
                    .atMost(AT_ONCE)
                    .until(() -> broker.received(ScriptedBroker.PUBLISH).stream()
                            .anyMatch(packet -> packet.topic().equals("test/errors")));
        }
    }

    @WaitingTest
    void c13AfterASubackThatNeverComesEachFilterIsAskedForAloneOnTheSameLink() throws Exception {
        List<String> received = new CopyOnWriteArrayList<>();
        try (ScriptedBroker broker = new ScriptedBroker((link, packet) -> packet.type() == ScriptedBroker.SUBSCRIBE
                        && packet.filters().contains("test/mute"));
                Estate application = PlainBroker.application(broker.uri(), "mute")) {
            application.publish("paho:test/other", "connected");
            application.consume(
                    "in",
                    "paho:test/mute,test/good",
                    exchange -> received.add(exchange.getIn().getBody(String.class)));
            await("a SUBSCRIBE of the good filter alone")
                    .atMost(ALONE_WITHIN)
                    .pollInterval(Duration.ofMillis(500))
                    .until(() -> {
                        application.publish("paho:test/other", "others use the link");
                        return broker.received(ScriptedBroker.SUBSCRIBE).stream()
                                .anyMatch(packet -> packet.filters().equals(List.of("test/good")));
                    });
            broker.lastLink().publish("test/good", "heard".getBytes(), 1, 7);
            await().atMost(LIMIT).until(() -> received.contains("heard"));

            assertThat(broker.links()).as("connections, with the first").hasSize(1);
            assertThat(broker.lastLink().isOpen()).isTrue();
        }
    }

    /** A consumer whose errors go to its route, whose error handler publishes them after {@code handling}. */
    private static RouteBuilder bridged(String uri, Processor handling) {
        return new RouteBuilder() {
            @Override
            public void configure() {
                onException(Exception.class)
                        .handled(true)
                        .process(handling)
                        .setBody(exceptionMessage())
                        .to("paho:test/errors");
                from(uri + "?bridgeErrorHandler=true").routeId("bridged").to("log:bridged");
            }
        };
    }

    /** Two, one after the other: the first may have left before the SUBACK came. */
    private static void assertPublishesAreAcknowledged(Estate application) throws Exception {
        for (int i = 1; i <= 2; i++) {
            assertThat(application.publishAsync("paho:test/other", "publish " + i))
                    .as("publish %s while the filter is refused", i)
                    .succeedsWithin(AT_ONCE)
                    .extracting(Exchange::getException)
                    .isNull();
        }
    }

    private static ScriptedBroker answering(String filter, int returnCode) throws Exception {
        return new ScriptedBroker((link, packet) -> {
            if (packet.type() != ScriptedBroker.SUBSCRIBE) {
                return false;
            }
            link.suback(
                    packet,
                    packet.filters().stream()
                            .mapToInt(asked -> asked.equals(filter) ? returnCode : 1)
                            .toArray());
            return true;
        });
    }

    private static boolean isDown(Estate application, String check) {
        return HealthCheckHelper.invokeReadiness(application.context(), "full").stream()
                .anyMatch(result ->
                        result.getCheck().getId().equals(check) && result.getState() == HealthCheck.State.DOWN);
    }
}
