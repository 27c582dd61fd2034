package io.github.camelaliyun.mqtt.reliability;

import io.github.camelaliyun.mqtt.kit.Estate;
import io.github.camelaliyun.mqtt.kit.LogCapture;
import io.github.camelaliyun.mqtt.kit.RequiresMosquitto;
import org.apache.camel.Exchange;
import org.apache.camel.component.paho.PahoConstants;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Characters in topics that a broker may close the connection over, or that a client's check of UTF-8 does not let through,
 * among them emoji and full-width punctuation: it throws where it writes the packet, which ends the connection.
 *
 * @see <a href="https://docs.oasis-open.org/mqtt/mqtt/v3.1.1/os/mqtt-v3.1.1-os.html#_Toc398718016">MQTT 3.1.1, 1.5.3</a>
 */
class UnusualCharactersIT {

    @Nested
    class OnTheSandbox extends Characters {
        OnTheSandbox() {
            super(TestBroker.sandbox());
        }
    }

    @Nested
    @RequiresMosquitto
    class OnMosquitto extends Characters {
        OnMosquitto() {
            super(TestBroker.mosquitto());
        }
    }

    abstract static class Characters extends Experiment {
        private static final int PUBLISH_TIMEOUT_MILLIS = 5_000;

        Characters(TestBroker broker) {
            super(broker);
        }

        /** A control character, one of C1, two noncharacters, a full-width bracket, a byte order mark, an emoji. */
        @ParameterizedTest
        @ValueSource(ints = {0x01, 0x7f, 0x9f, 0xfdd0, 0xffff, 0xff08, 0xfeff, 0x1f600, 0x10ffff})
        void aTopicNameIsDeliveredOrRefusedAndTheConnectionLives(int character) throws Exception {
            String odd = topic + "/" + Character.toString(character);
            Set<String> received = ConcurrentHashMap.newKeySet();
            try (LogCapture log = new LogCapture();
                    Estate estate = estate(component -> component.setPublishTimeout(PUBLISH_TIMEOUT_MILLIS))) {
                estate.consume(
                        "in",
                        "paho:" + topic + "/#",
                        e -> received.add(e.getIn().getHeader(PahoConstants.MQTT_TOPIC, String.class)));
                Exception failure = publish(estate, odd);
                if (failure != null) {
                    assertThat(failure)
                            .isInstanceOf(IllegalArgumentException.class)
                            .hasMessageContaining("topic name")
                            .hasMessageContaining(String.format("U+%04X", character));
                }
                assertThat(publish(estate, topic + "/end")).isNull();
                promptly().until(() -> received.contains(topic + "/end"));
                assertThat(received.contains(odd)).as("delivered").isEqualTo(failure == null);
                assertConnectionLives(log);
            }
        }

        /** Without the control characters, which a URI does not take. */
        @ParameterizedTest
        @ValueSource(ints = {0xfdd0, 0xffff, 0xff08, 0xfeff, 0x1f600, 0x10ffff})
        void aTopicFilterIsTakenOrRefusedAndTheConnectionLives(int character) throws Exception {
            Set<String> received = ConcurrentHashMap.newKeySet();
            try (LogCapture log = new LogCapture();
                    Estate estate = estate(component -> component.setPublishTimeout(PUBLISH_TIMEOUT_MILLIS))) {
                try {
                    estate.consume("odd", "paho:" + topic + "/" + Character.toString(character), e -> {});
                } catch (Exception refused) {
                    assertThat(refused)
                            .hasStackTraceContaining("topic filter")
                            .hasStackTraceContaining(String.format("U+%04X", character));
                }
                estate.consume(
                        "in",
                        "paho:" + topic + "/end",
                        e -> received.add(e.getIn().getHeader(PahoConstants.MQTT_TOPIC, String.class)));
                assertThat(publish(estate, topic + "/end")).isNull();
                promptly().until(() -> received.contains(topic + "/end"));
                assertConnectionLives(log);
            }
        }

        private static Exception publish(Estate estate, String topicName) throws Exception {
            Exchange exchange = estate.fluent()
                    .to("paho:test/unused")
                    .withHeader(PahoConstants.CAMEL_PAHO_OVERRIDE_TOPIC, topicName)
                    .withBody("body")
                    .asyncSend()
                    .get(LIMIT.toSeconds(), TimeUnit.SECONDS);
            return exchange.getException();
        }

        private void assertConnectionLives(LogCapture log) {
            // Mosquitto's log may come a moment late.
            promptly().until(() -> broker.connectsOf(clientId) > 0);
            assertThat(broker.connectsOf(clientId)).as("connects").isEqualTo(1);
            assertThat(log.lines()).noneMatch(line -> line.contains("lost the connection") && line.contains(clientId));
        }
    }
}
