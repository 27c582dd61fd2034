package io.github.camelaliyun.mqtt.cases;

import io.github.camelaliyun.mqtt.kit.Mosquitto;
import io.github.camelaliyun.mqtt.kit.RequiresMosquitto;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.component.paho.PahoMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Retained messages on a plain broker, as with camel-paho's own component: each route gets what is retained at its start. */
@RequiresMosquitto
class RetainedIT {

    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final Duration NOTHING_MORE = Duration.ofMillis(500);

    private final List<String> first = new CopyOnWriteArrayList<>();
    private final List<String> second = new CopyOnWriteArrayList<>();
    private Mosquitto mosquitto;
    private PlainContext publisher;
    private PlainContext camel;

    @BeforeEach
    void retain() {
        mosquitto = Mosquitto.start(Mosquitto.Options.anonymous());
        publisher = new PlainContext(mosquitto.uri(), "publisher");
        publisher.publish("paho:a/b?retained=true", "kept");
        camel = new PlainContext(mosquitto.uri(), "consumer");
    }

    @AfterEach
    void end() {
        camel.close();
        publisher.close();
        mosquitto.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void c33ARetainedMessageSaysSoAndALiveOneDoesNot(int qos) throws Exception {
        publisher.publish("paho:a/b?retained=true&qos=" + qos, "kept");
        camel.consume("in", "paho:a/b=" + qos, noting(first));
        await().atMost(LIMIT).until(() -> first.size() == 1);
        publisher.publish("paho:a/b?qos=" + qos, "live");
        await().atMost(LIMIT).until(() -> first.size() == 2);

        assertThat(first).containsExactly("kept retained=true", "live retained=false");
    }

    /** It is retained anew, but for those who have subscribed it is a live one (3.3.1-9). */
    @Test
    void c33AMessageThatIsRetainedWhileTheRouteRunsIsALiveOne() throws Exception {
        camel.consume("in", "paho:a/+", noting(first));
        await().atMost(LIMIT).until(() -> first.size() == 1);
        publisher.publish("paho:a/b?retained=true", "kept anew");
        await().atMost(LIMIT).until(() -> first.size() == 2);

        assertThat(first).containsExactly("kept retained=true", "kept anew retained=false");
    }

    @Test
    void c33EachRetainedMessageOfAWildcardSaysSo() throws Exception {
        publisher.publish("paho:a/c?retained=true", "other");
        camel.consume("in", "paho:a/#", noting(first));
        await().atMost(LIMIT).until(() -> first.size() == 2);

        assertThat(first).containsExactlyInAnyOrder("kept retained=true", "other retained=true");
    }

    @Test
    void c40ARouteThatIsRestartedGetsWhatIsRetainedAgain() throws Exception {
        camel.collect("in", "paho:a/b", first);
        await().atMost(LIMIT).until(() -> first.size() == 1);
        camel.stop("in");
        camel.start("in");

        assertStays(first, "kept", "kept");
    }

    @Test
    void c40ASecondRouteOnTheSameFilterGetsWhatIsRetainedAndTheFirstNotAgain() throws Exception {
        camel.collect("first", "paho:a/b", first);
        await().atMost(LIMIT).until(() -> first.size() == 1);
        // With an option, or it would be the same endpoint, which Camel gives one consumer.
        camel.collect("second", "paho:a/b?qos=1", second);

        assertStays(second, "kept");
        assertStays(first, "kept");
    }

    @Test
    void c40ASecondRouteOnAnotherFilterGetsWhatIsRetainedAndTheFirstNotAgain() throws Exception {
        camel.collect("wide", "paho:a/#", first);
        await().atMost(LIMIT).until(() -> first.size() == 1);
        camel.collect("narrow", "paho:a/b", second);

        assertStays(second, "kept");
        assertStays(first, "kept");
    }

    @Test
    void c40AWiderSecondRouteGetsWhatIsRetainedAndTheFirstNotAgain() throws Exception {
        camel.collect("narrow", "paho:a/b", first);
        await().atMost(LIMIT).until(() -> first.size() == 1);
        camel.collect("wide", "paho:a/#", second);

        assertStays(second, "kept");
        assertStays(first, "kept");
    }

    private static void assertStays(Collection<String> bodies, String... expected) {
        await().atMost(LIMIT).untilAsserted(() -> assertThat(bodies).hasSizeGreaterThanOrEqualTo(expected.length));
        await().pollDelay(NOTHING_MORE).untilAsserted(() -> assertThat(bodies).containsExactly(expected));
    }

    private static Processor noting(List<String> notes) {
        return exchange -> notes.add(note(exchange));
    }

    private static String note(Exchange exchange) {
        PahoMessage message = exchange.getIn(PahoMessage.class);
        return message.getBody(String.class) + " retained="
                + message.getMqttMessage().isRetained();
    }
}
