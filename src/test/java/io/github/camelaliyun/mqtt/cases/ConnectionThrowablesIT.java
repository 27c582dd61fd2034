package io.github.camelaliyun.mqtt.cases;

import io.github.camelaliyun.mqtt.credential.CredentialProcessor;
import io.github.camelaliyun.mqtt.kit.DeafBroker;
import io.github.camelaliyun.mqtt.kit.Estate;
import io.github.camelaliyun.mqtt.kit.FaultProxy;
import io.github.camelaliyun.mqtt.kit.RequiresMosquitto;
import io.github.camelaliyun.mqtt.sandbox.SharedSandbox;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.spi.Synchronization;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.net.URI;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Whatever is thrown while a connection connects or publishes, by whatever is not ours, ends one attempt or one exchange, and
 * nothing more.
 */
@RequiresMosquitto
@Timeout(120)
class ConnectionThrowablesIT extends ThrowablesRig {

    private static final long PUBLISH_TIMEOUT_MILLIS = 500;

    @Test
    void c06WhateverTheCredentialProcessorThrowsFailsOneAttempt() throws Exception {
        Map<Thrown, Estate> apps = new EnumMap<>(Thrown.class);
        try {
            for (Thrown thrown : Thrown.values()) {
                CredentialProcessor processor = throwingOnce(thrown);
                apps.put(
                        thrown,
                        new Estate(
                                SharedSandbox.get().tcp(),
                                SharedSandbox.uniqueClientId(),
                                component -> component.setCredentialProcessor(processor)));
            }
            Map<Thrown, CompletableFuture<Exchange>> published = new EnumMap<>(Thrown.class);
            apps.forEach((thrown, app) -> published.put(thrown, app.publishAsync("paho:" + topic, "x")));
            CompletableFuture.allOf(published.values().toArray(CompletableFuture[]::new))
                    .completeOnTimeout(null, LIMIT.toSeconds(), TimeUnit.SECONDS)
                    .get();
            assertThat(published)
                    .allSatisfy((thrown, publish) -> assertThat(publish)
                            .as("a publish after " + thrown)
                            .isCompletedWithValueMatching(exchange -> exchange.getException() == null));
        } finally {
            apps.values().forEach(Estate::close);
        }
    }

    private static CredentialProcessor throwingOnce(Thrown thrown) {
        AtomicBoolean first = new AtomicBoolean(true);
        return id -> {
            if (first.getAndSet(false)) {
                thrown.now();
            }
            return SharedSandbox.signed(id);
        };
    }

    @Test
    void c06AnAppenderThatThrowsWhenTheConnectionIsLostFailsNoReconnect() throws Exception {
        try (FaultProxy line = FaultProxy.inFrontOf(Server.MOSQUITTO.uri().getPort());
                Estate app = new Estate(line.uri(), clientId)) {
            app.consume("in", "paho:" + topic, inbox);
            inbox.awaitSubscribed(app, topic);
            try (BrokenAppender broken = new BrokenAppender(Level.WARN)) {
                line.reset();
                await().dontCatchUncaughtExceptions().atMost(LIMIT).until(broken::hasThrown);

                assertAcknowledged(app);
                assertReceives(app);
            }
        }
    }

    @Test
    void c06AnAppenderThatThrowsWhenTheConnectionIsUpLeavesItAtWork() throws Exception {
        try (BrokenAppender broken = new BrokenAppender(Level.INFO);
                Estate app = new Estate(Server.MOSQUITTO.uri(), clientId)) {
            app.consume("in", "paho:" + topic, inbox);
            await().dontCatchUncaughtExceptions().atMost(LIMIT).until(broken::hasThrown);

            assertAcknowledged(app);
            assertReceives(app);
        }
    }

    @Test
    void c06AnAppenderThatThrowsWhenAConnectFailsDoesNotEndTheAttempts() throws Exception {
        try (FaultProxy line = FaultProxy.inFrontOf(Server.MOSQUITTO.uri().getPort())) {
            line.cut();
            try (BrokenAppender broken = new BrokenAppender(Level.WARN);
                    Estate app = new Estate(line.uri(), clientId)) {
                app.consume("in", "paho:" + topic, inbox);
                await().dontCatchUncaughtExceptions().atMost(LIMIT).until(broken::hasThrown);
                line.restore();

                assertAcknowledged(app);
                assertReceives(app);
            }
        }
    }

    @Test
    void c06AnAppenderThatThrowsWhenAPublishTimesOutEndsNoLaterTimeout() throws Exception {
        try (DeafBroker broker = new DeafBroker();
                BrokenAppender thrower = new BrokenAppender(Level.WARN);
                Estate app = impatient(broker.uri())) {
            assertTimesOut(app.publishAsync("paho:" + topic, "1"));

            assertTimesOut(app.publishAsync("paho:" + topic, "2"));
            assertTimesOut(app.publishAsync("paho:" + topic, "3"));
        }
    }

    @Test
    void c06AStepAfterAPublishThatThrowsAnErrorEndsNoLaterTimeout() throws Exception {
        try (DeafBroker broker = new DeafBroker();
                Estate app = impatient(broker.uri())) {
            app.add(new RouteBuilder() {
                @Override
                public void configure() {
                    from("direct:out")
                            .routeId("out")
                            .onException(Exception.class)
                            .onWhen(e -> {
                                throw new AssertionError("thrown by the test");
                            })
                            .handled(true)
                            .end()
                            .to("paho:" + topic);
                }
            });
            app.fluent().to("direct:out").withBody("1").asyncSend();
            app.fluent().to("direct:out").withBody("2").asyncSend();

            assertTimesOut(app.publishAsync("paho:" + topic, "3"));
            assertTimesOut(app.publishAsync("paho:" + topic, "4"));
        }
    }

    @Test
    void c06ACompletionOfAPublishThatThrowsAnErrorEndsNoLaterTimeout() throws Exception {
        try (DeafBroker broker = new DeafBroker();
                Estate app = impatient(broker.uri())) {
            CompletableFuture<Void> told = new CompletableFuture<>();
            app.fluent()
                    .to("paho:" + topic)
                    .withProcessor(exchange -> exchange.getExchangeExtension().addOnCompletion(new Synchronization() {
                        @Override
                        public void onComplete(Exchange done) {
                            told.complete(null);
                        }

                        @Override
                        public void onFailure(Exchange failed) {
                            told.complete(null);
                            throw new AssertionError("thrown by the test");
                        }
                    }))
                    .asyncSend();
            told.get(LIMIT.toSeconds(), TimeUnit.SECONDS);

            assertTimesOut(app.publishAsync("paho:" + topic, "2"));
            assertTimesOut(app.publishAsync("paho:" + topic, "3"));
        }
    }

    /** Its publishes fail soon, so that many of them can. */
    private Estate impatient(URI server) throws Exception {
        return new Estate(server, clientId, component -> component.setPublishTimeout(PUBLISH_TIMEOUT_MILLIS));
    }

    private void assertAcknowledged(Estate app) {
        assertAcknowledged(app.publishAsync("paho:" + topic + "/out", "x"));
    }

    private static void assertAcknowledged(CompletableFuture<Exchange> publish) {
        assertThat(publish)
                .as("a publish")
                .succeedsWithin(LIMIT)
                .extracting(Exchange::getException)
                .isNull();
    }

    private void assertReceives(Estate app) {
        inbox.awaitSubscribed(app, topic);
    }

    private static void assertTimesOut(CompletableFuture<Exchange> publish) {
        assertThat(publish)
                .as("a publish that is never acknowledged")
                .succeedsWithin(LIMIT)
                .extracting(Exchange::getException)
                .isNotNull();
    }
}
