package io.github.camelaliyun.mqtt.reliability;

import io.github.camelaliyun.mqtt.kit.Estate;
import io.github.camelaliyun.mqtt.kit.LogCapture;
import io.github.camelaliyun.mqtt.kit.RequiresMosquitto;
import org.apache.camel.Exchange;
import org.apache.camel.component.paho.PahoConstants;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/** Whatever a route publishes is delivered as it is or refused with its reason, and the connection survives it. */
class MalformedInputIT {

    private static final int MESSAGES = Scale.current().pick(1_000, 10_000);
    /** Published at once; holds the memory for their bodies down. */
    private static final int BATCH = 200;

    /** Another run with the same seed has the same messages. */
    private static final long SEED = Long.getLong("reliability.seed", System.nanoTime());

    @Nested
    class OnTheSandbox extends Fuzz {
        OnTheSandbox() {
            super(TestBroker.sandbox());
        }
    }

    @Nested
    @RequiresMosquitto
    class OnMosquitto extends Fuzz {
        OnMosquitto() {
            super(TestBroker.mosquitto());
        }
    }

    abstract static class Fuzz extends Experiment {
        private final Ledger ledger = new Ledger();
        private final Map<String, byte[]> received = new ConcurrentHashMap<>();

        Fuzz(TestBroker broker) {
            super(broker);
        }

        @Test
        void everyMessageIsDeliveredIntactOrRefusedWithItsReason() throws Exception {
            System.out.println("reliability.seed=" + SEED);
            int refused = 0;
            try (LogCapture log = new LogCapture();
                    Estate estate = estate(component -> {})) {
                estate.consume("in", "paho:test/#", this::receive);
                for (int from = 0; from < MESSAGES; from += BATCH) {
                    refused += tryBatch(estate, from, Math.min(MESSAGES, from + BATCH));
                }
                assertThat(log.lines())
                        .noneMatch(line -> line.contains("lost the connection") && line.contains(clientId));
            }
            assertThat(broker.connectsOf(clientId)).as("connects").isEqualTo(1);
            assertThat(ledger.duplicates()).isZero();
            Report.add(
                    "malformed input",
                    broker.toString(),
                    ledger,
                    refused,
                    clock.elapsed(),
                    refused + " refused with their reasons; connection kept; seed " + SEED);
        }

        private void receive(Exchange exchange) {
            String topic = exchange.getIn().getHeader(PahoConstants.MQTT_TOPIC, String.class);
            received.put(topic, exchange.getIn().getBody(byte[].class));
            ledger.processed(Integer.parseInt(topic.split("/")[1]));
        }

        /** Answers how many were refused. */
        private int tryBatch(Estate estate, int from, int to) throws Exception {
            Map<Integer, Future<Exchange>> published = new TreeMap<>();
            for (int number = from; number < to; number++) {
                published.put(number, publish(estate, OddMessage.of(SEED, number)));
            }
            Map<Integer, byte[]> expected = new TreeMap<>();
            for (Map.Entry<Integer, Future<Exchange>> entry : published.entrySet()) {
                int number = entry.getKey();
                OddMessage message = OddMessage.of(SEED, number);
                byte[] bytes = bytesOf(estate, message);
                Exception failure = entry.getValue()
                        .get(LIMIT.toSeconds(), TimeUnit.SECONDS)
                        .getException();
                assertRefusedIfItMustBe(number, message, bytes, failure);
                if (failure == null) {
                    expected.put(number, bytes);
                    ledger.acknowledged(number);
                }
            }
            ledger.awaitAllProcessed(ledger.acknowledgedCount(), LIMIT);
            expected.forEach((number, bytes) -> assertThat(
                            received.remove(OddMessage.of(SEED, number).topic()))
                    .as("payload of message " + number)
                    .isEqualTo(bytes));
            assertThat(received).as("delivered with another topic").isEmpty();
            return to - from - expected.size();
        }

        private static void assertRefusedIfItMustBe(int number, OddMessage message, byte[] bytes, Exception failure) {
            String rule = bytes == null ? "type: byte[]" : message.rule();
            if (rule == null) {
                assertThat(failure)
                        .as("message " + number + " with nothing wrong")
                        .isNull();
            } else {
                assertThat(failure)
                        .as("message " + number + " to '" + message.topic() + "'")
                        .hasStackTraceContaining(rule);
            }
        }

        private static Future<Exchange> publish(Estate estate, OddMessage message) {
            return estate.fluent()
                    .to("paho:test/unused")
                    .withHeader(PahoConstants.CAMEL_PAHO_OVERRIDE_TOPIC, message.topic())
                    .withHeader(PahoConstants.CAMEL_PAHO_MSG_RETAINED, message.retained())
                    .withBody(message.body().get())
                    .asyncSend();
        }

        /** As Camel converts the body for any component; null if it cannot. */
        private static byte[] bytesOf(Estate estate, OddMessage message) {
            Object body = message.body().get();
            return body == null
                    ? new byte[0]
                    : estate.context().getTypeConverter().tryConvertTo(byte[].class, body);
        }
    }
}
