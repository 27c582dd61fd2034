package io.github.camelaliyun.mqtt.cases;

import io.github.camelaliyun.mqtt.AliyunMqttComponent;
import io.github.camelaliyun.mqtt.kit.DeafBroker;
import io.github.camelaliyun.mqtt.kit.FaultProxy;
import io.github.camelaliyun.mqtt.kit.Mosquitto;
import io.github.camelaliyun.mqtt.kit.RequiresMosquitto;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.junit.jupiter.api.Test;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What a program that was written for camel-paho's own component, and another broker, counts on. */
class StockExpectationsIT {

    private static final Duration LIMIT = Duration.ofSeconds(10);
    /** Nobody listens there. */
    private static final URI DEAD = URI.create("tcp://127.0.0.1:1");

    private static final int PUBLISH_TIMEOUT_MILLIS = 4_000;
    private static final Duration AT_ONCE = Duration.ofSeconds(2);

    @Test
    @RequiresMosquitto
    void c39ASharedSubscriptionSplitsItsMessagesBetweenTwoClients() throws Exception {
        assertShared("$share/g/est/sh", 1);
    }

    @Test
    @RequiresMosquitto
    void c39ASharedSubscriptionWithAWildcardSplitsItsMessagesBetweenTwoClients() throws Exception {
        assertShared("$share/g/est/%23", 1);
    }

    @Test
    @RequiresMosquitto
    void c39ASharedSubscriptionAtQos2SplitsItsMessagesBetweenTwoClients() throws Exception {
        assertShared("$share/g/est/+=2", 2);
    }

    @Test
    @RequiresMosquitto
    void c39EachGroupOfASharedSubscriptionGetsEachMessage() throws Exception {
        List<String> one = new CopyOnWriteArrayList<>();
        List<String> two = new CopyOnWriteArrayList<>();
        try (Mosquitto mosquitto = Mosquitto.start(Mosquitto.Options.anonymous());
                PlainContext camel = new PlainContext(mosquitto.uri(), "one");
                PlainContext other = new PlainContext(mosquitto.uri(), "two")) {
            camel.collect("in", "paho:$share/g/est/sh", one);
            other.collect("in", "paho:$share/h/est/sh", two);
            awaitSubscribed(mosquitto, "one 1 $share/g/est/sh", "two 1 $share/h/est/sh");
            for (int i = 0; i < 5; i++) {
                camel.publish("paho:est/sh", String.valueOf(i));
            }

            await().atMost(LIMIT).untilAsserted(() -> {
                assertThat(one).containsExactly("0", "1", "2", "3", "4");
                assertThat(two).containsExactly("0", "1", "2", "3", "4");
            });
        }
    }

    @Test
    void c41AnErrorHandlerForMqttExceptionHandlesAPublishToADeadBroker() throws Exception {
        List<String> handled = new CopyOnWriteArrayList<>();
        try (PlainContext camel = new PlainContext(DEAD, "dead", component -> component.setPublishTimeout(500))) {
            camel.add(new RouteBuilder() {
                @Override
                public void configure() {
                    onException(MqttException.class)
                            .handled(true)
                            .process(exchange ->
                                    handled.add(exchange.getMessage().getBody(String.class)));
                    from("direct:in").to("paho:test/a");
                }
            });
            Exchange exchange = camel.publishAsync("direct:in", "x").get(10, TimeUnit.SECONDS);

            assertThat(exchange.getException()).isNull();
            assertThat(handled).containsExactly("x");
        }
    }

    @Test
    void c41ACatchOfMqttExceptionCatchesAPublishThatIsNotAcknowledged() throws Exception {
        List<String> caught = new CopyOnWriteArrayList<>();
        try (DeafBroker broker = new DeafBroker();
                PlainContext camel =
                        new PlainContext(broker.uri(), "deaf", component -> component.setPublishTimeout(500))) {
            camel.add(new RouteBuilder() {
                @Override
                public void configure() {
                    from("direct:in")
                            .doTry()
                            .to("paho:test/a")
                            .doCatch(MqttException.class)
                            .process(
                                    exchange -> caught.add(exchange.getMessage().getBody(String.class)))
                            .end();
                }
            });
            Exchange exchange = camel.publishAsync("direct:in", "x").get(10, TimeUnit.SECONDS);

            assertThat(exchange.getException()).isNull();
            assertThat(caught).containsExactly("x");
        }
    }

    @Test
    void c41APublishThatFindsNoPlaceInTheWindowFailsWithAnMqttException() throws Exception {
        try (PlainContext camel = new PlainContext(DEAD, "full", component -> {
            component.setPublishTimeout(500);
            component.getConfiguration().setMaxInflight(1);
        })) {
            List<CompletableFuture<Exchange>> published = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                published.add(camel.publishAsync("paho:test/a", "x"));
            }
            for (CompletableFuture<Exchange> publish : published) {
                assertThat(publish.get(10, TimeUnit.SECONDS).getException()).isInstanceOf(MqttException.class);
            }
        }
    }

    @Test
    void c43APublishToABrokerThatIsDownFailsAtOnceWhereTheOptionSaysSo() throws Exception {
        try (PlainContext camel = new PlainContext(DEAD, "down", StockExpectationsIT::failing)) {
            assertFailsAtOnce(camel, "paho:test/a?qos=0");
            assertFailsAtOnce(camel, "paho:test/a?qos=1");
            assertFailsAtOnce(camel, "paho:test/a?qos=2");
        }
    }

    @Test
    void c43TheOptionMayStandInAUri() throws Exception {
        boolean present = PlainContext.setIfPresent(new AliyunMqttComponent(), "whenDisconnected", "fail");
        try (PlainContext camel =
                new PlainContext(DEAD, "down", component -> component.setPublishTimeout(PUBLISH_TIMEOUT_MILLIS))) {
            assertFailsAtOnce(camel, "paho:test/a" + (present ? "?whenDisconnected=fail" : ""));
        }
    }

    @Test
    @RequiresMosquitto
    void c43APublishFailsAtOnceWhileTheLineIsCutAndSucceedsBeforeAndAfter() throws Exception {
        try (Mosquitto mosquitto = Mosquitto.start(Mosquitto.Options.anonymous());
                FaultProxy line = FaultProxy.inFrontOf(mosquitto.port());
                PlainContext camel = new PlainContext(line.uri(), "down", StockExpectationsIT::failing)) {
            // The connection is made when the first publish comes, which it may then be too early for.
            await().atMost(LIMIT).until(() -> failureOf(camel, "paho:test/a") == null);
            line.cut();
            await().atMost(LIMIT).untilAsserted(() -> assertFailsAtOnce(camel, "paho:test/a"));
            line.restore();

            await().atMost(LIMIT).until(() -> failureOf(camel, "paho:test/a") == null);
        }
    }

    private static void assertShared(String filter, int qos) throws Exception {
        int messages = 20;
        List<String> one = new CopyOnWriteArrayList<>();
        List<String> two = new CopyOnWriteArrayList<>();
        try (Mosquitto mosquitto = Mosquitto.start(Mosquitto.Options.anonymous());
                PlainContext publisher = new PlainContext(mosquitto.uri(), "publisher");
                PlainContext camel = new PlainContext(mosquitto.uri(), "one");
                PlainContext other = new PlainContext(mosquitto.uri(), "two")) {
            camel.collect("in", "paho:" + filter, one);
            other.collect("in", "paho:" + filter, two);
            String subscribed = filter.replace("%23", "#").replaceFirst("=\\d", "");
            awaitSubscribed(mosquitto, "one " + qos + " " + subscribed, "two " + qos + " " + subscribed);
            for (int i = 0; i < messages; i++) {
                publisher.publish("paho:est/sh?qos=" + qos, String.valueOf(i));
            }

            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(one.size() + two.size())
                            .as("arrived in all")
                            .isEqualTo(messages));
            assertThat(one).as("at the one").hasSize(messages / 2).doesNotContainAnyElementsOf(two);
        }
    }

    private static void awaitSubscribed(Mosquitto mosquitto, String... lines) {
        for (String line : lines) {
            await().atMost(LIMIT).until(() -> mosquitto.log().contains(line));
        }
    }

    private static void failing(AliyunMqttComponent component) {
        component.setPublishTimeout(PUBLISH_TIMEOUT_MILLIS);
        PlainContext.setIfPresent(component, "whenDisconnected", "fail");
    }

    private static void assertFailsAtOnce(PlainContext camel, String uri) throws Exception {
        long start = System.nanoTime();
        Exception failure = failureOf(camel, uri);

        assertThat(failure).isNotNull();
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .as("until '%s'", failure.getMessage())
                .isLessThan(AT_ONCE);
        assertThat(failure).isInstanceOf(MqttException.class);
    }

    private static Exception failureOf(PlainContext camel, String uri) throws Exception {
        return camel.publishAsync(uri, "x").get(10, TimeUnit.SECONDS).getException();
    }
}
