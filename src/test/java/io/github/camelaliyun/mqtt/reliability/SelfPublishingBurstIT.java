package io.github.camelaliyun.mqtt.reliability;

import io.github.camelaliyun.mqtt.kit.Estate;
import io.github.camelaliyun.mqtt.kit.RequiresMosquitto;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A route that consumes from a connection and publishes to the same one, in a burst. */
class SelfPublishingBurstIT {

    private static final int BURST = Scale.current().pick(2_000, 10_000);
    private static final Duration THROUGH_WITHIN = Duration.ofSeconds(120);

    @Nested
    class OnTheSandbox extends Burst {
        OnTheSandbox() {
            super(TestBroker.sandbox());
        }
    }

    @Nested
    @RequiresMosquitto
    class OnMosquitto extends Burst {
        OnMosquitto() {
            super(TestBroker.mosquitto());
        }
    }

    abstract static class Burst extends Experiment {

        Burst(TestBroker broker) {
            super(broker);
        }

        @Test
        void aRouteThatPublishesOnItsOwnConnectionDoesNotDeadlockInABurst() throws Exception {
            Ledger ledger = new Ledger();
            try (Estate estate = estate(component -> {})) {
                estate.add(new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("paho:" + topic + "/in?concurrentConsumers=50")
                                .routeId("relay")
                                .to("paho:" + topic + "/out");
                        from("paho:" + topic + "/out").routeId("out").process(e -> ledger.processed(Feed.number(e)));
                    }
                });
                List<CompletableFuture<Exchange>> published = new ArrayList<>();
                for (int i = 0; i < BURST; i++) {
                    published.add(estate.publishAsync("paho:" + topic + "/in", String.valueOf(i)));
                }

                await().atMost(THROUGH_WITHIN).until(() -> ledger.processedCount() >= BURST);
                for (CompletableFuture<Exchange> publish : published) {
                    Exchange exchange = publish.get(5, TimeUnit.SECONDS);
                    assertThat(exchange.getException()).isNull();
                    ledger.acknowledged(Feed.number(exchange));
                }
                assertThat(ledger.lost()).isZero();
                assertThat(broker.connectsOf(clientId)).isEqualTo(1);
            }
            Report.add("relay to its own connection", broker.toString(), ledger, 0, clock.elapsed(), "no deadlock");
        }
    }
}
