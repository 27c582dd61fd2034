package io.github.camelaliyun.mqtt;

import io.github.camelaliyun.mqtt.kit.Estate;
import io.github.camelaliyun.mqtt.kit.RequiresMosquitto;
import io.github.camelaliyun.mqtt.sandbox.Sandbox;
import io.github.camelaliyun.mqtt.sandbox.SharedSandbox;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Publishes that wait for a place, for a server or for one another, on the sandbox and on Mosquitto. */
class PublishWaitsIT {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final String clientId = SharedSandbox.uniqueClientId();
    private final Sandbox sandbox = SharedSandbox.get();

    @Nested
    class OnTheSandbox extends OnAnyBroker {
        @Override
        URI server() {
            return sandbox.tcp();
        }
    }

    @Nested
    @RequiresMosquitto
    class OnMosquitto extends OnAnyBroker {
        @Override
        URI server() {
            return SharedMosquitto.uri();
        }
    }

    abstract class OnAnyBroker {

        abstract URI server();

        @Test
        void whatFollowsAPublishMayPublishAndWaitAgain() throws Exception {
            AtomicInteger done = new AtomicInteger();
            try (Estate estate = new Estate(server(), clientId)) {
                estate.add(new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("seda:nested?concurrentConsumers=20")
                                .routeId("nested")
                                .to("paho:test/nested/one")
                                .process(e -> estate.publish("paho:test/nested/two", "again"))
                                .process(e -> done.incrementAndGet());
                    }
                });
                for (int i = 0; i < 200; i++) {
                    estate.publishAsync("seda:nested", "message " + i);
                }

                await().atMost(Duration.ofSeconds(40)).until(() -> done.get() == 200);
            }
        }

        @Test
        void aFullWindowMakesCallersWaitAndLosesNothing() throws Exception {
            AtomicInteger received = new AtomicInteger();
            try (Estate estate = new Estate(
                    server(),
                    clientId,
                    component -> component.getConfiguration().setMaxInflight(3))) {
                estate.consume("in", "paho:test/window", e -> received.incrementAndGet());
                List<CompletableFuture<Exchange>> published = new ArrayList<>();
                for (int i = 0; i < 500; i++) {
                    published.add(estate.publishAsync("paho:test/window", "message " + i));
                }
                for (CompletableFuture<Exchange> publish : published) {
                    assertThat(publish.get(20, TimeUnit.SECONDS).getException()).isNull();
                }
                await().atMost(LIMIT).until(() -> received.get() == 500);
            }
        }
    }

    @Test
    void aPublishWithoutAServerFailsInTimeAndSaysSo() throws Exception {
        try (Estate estate = new Estate(URI.create("tcp://127.0.0.1:1"), clientId, component -> {
            component.setPublishTimeout(1_000);
            component.getConfiguration().setMaxInflight(1);
        })) {
            List<CompletableFuture<Exchange>> published = List.of(
                    estate.publishAsync("paho:test/a", "has the place"),
                    estate.publishAsync("paho:test/a", "waits for it"));
            List<String> failures = new ArrayList<>();
            for (CompletableFuture<Exchange> publish : published) {
                failures.add(publish.get(10, TimeUnit.SECONDS).getException().getMessage());
            }

            assertThat(failures)
                    .anyMatch(
                            message -> message.contains("was not sent within 1 s") && message.contains("not connected"))
                    .anyMatch(message -> message.contains("window of 1") || message.contains("was not sent"));
        }
    }
}
