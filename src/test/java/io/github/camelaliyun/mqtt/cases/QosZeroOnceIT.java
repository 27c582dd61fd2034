package io.github.camelaliyun.mqtt.cases;

import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntUnaryOperator;
import java.util.stream.Collectors;

import static io.github.camelaliyun.mqtt.cases.ScriptedServer.CONNECT;
import static io.github.camelaliyun.mqtt.cases.ScriptedServer.PUBLISH;
import static org.assertj.core.api.Assertions.assertThat;

/** QoS 0 is delivered at most once, wherever in a batch the line breaks. */
class QosZeroOnceIT {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final int PUBLISHES = 900;
    private static final String FILLING = "x".repeat(20_000);

    /** CONNACK comes when all have been handed over, so they leave together. */
    private final CountDownLatch handedOver = new CountDownLatch(PUBLISHES);

    @ParameterizedTest
    @ValueSource(ints = {20, 89, 450})
    void c22NoQosZeroPublishArrivesTwiceWhenTheLineBreaksInsideABatch(int breakAfter) throws Exception {
        assertNoneTwice(1, breakAfter, i -> 0);
    }

    @Test
    void c22NoQosZeroPublishArrivesTwiceWhenTheLineBreaksAgainAndAgain() throws Exception {
        assertNoneTwice(2, 50, i -> 0);
    }

    /** What is QoS 1 may, and some of it does. */
    @Test
    void c22NoQosZeroPublishAmongOthersArrivesTwiceWhenTheLineBreaks() throws Exception {
        assertNoneTwice(1, 89, i -> i % 2);
    }

    /** @param breaks on how many links the server ends it after so many publishes */
    private void assertNoneTwice(int breaks, int breakAfter, IntUnaryOperator qos) throws Exception {
        AtomicInteger arrived = new AtomicInteger();
        try (ScriptedServer server = new ScriptedServer((link, packet) -> {
                    if (packet.type() == CONNECT) {
                        awaitHandedOver();
                        arrived.set(0);
                    }
                    if (packet.type() == PUBLISH
                            && link.number() <= breaks
                            && arrived.incrementAndGet() == breakAfter) {
                        link.close();
                    } else {
                        link.answer(packet);
                    }
                });
                PlainContext camel = new PlainContext(
                        server.uri(),
                        "once",
                        component -> component.getConfiguration().setConnectionTimeout((int) LIMIT.toSeconds()))) {
            camel.add(new RouteBuilder() {
                @Override
                public void configure() {
                    from("direct:0").process(e -> handedOver.countDown()).to("paho:test/once?qos=0");
                    from("direct:1").process(e -> handedOver.countDown()).to("paho:test/once?qos=1");
                }
            });
            List<CompletableFuture<Exchange>> published = new ArrayList<>();
            for (int i = 0; i < PUBLISHES; i++) {
                published.add(camel.publishAsync("direct:" + qos.applyAsInt(i), i + FILLING));
            }
            for (CompletableFuture<Exchange> publish : published) {
                publish.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
            }
            // Acknowledged, so all that left before it has arrived.
            camel.publish("paho:test/end?qos=1", "end");

            Map<String, Long> arrivals = server.received(PUBLISH).stream()
                    .filter(packet -> packet.qos() == 0)
                    .collect(Collectors.groupingBy(
                            packet -> packet.payload().replaceAll("x+", ""), Collectors.counting()));
            assertThat(server.links()).as("links").isGreaterThan(1);
            assertThat(arrivals.values().stream().filter(times -> times > 1).count())
                    .as("publishes that arrived twice, of %d that arrived", arrivals.size())
                    .isZero();
        }
    }

    private void awaitHandedOver() {
        try {
            handedOver.await(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
