package io.github.camelaliyun.mqtt.reliability;

import io.github.camelaliyun.mqtt.kit.Estate;
import io.github.camelaliyun.mqtt.kit.FaultProxy;
import io.github.camelaliyun.mqtt.kit.LogCapture;
import io.github.camelaliyun.mqtt.kit.RequiresMosquitto;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The routes are started while there is no broker, and it comes later. */
class BrokerDownAtStartIT {

    private static final Duration DOWN = Scale.current().pick(Duration.ofSeconds(5), Duration.ofSeconds(60));
    private static final Duration PUBLISH_TIMEOUT = DOWN.dividedBy(2);
    private static final Duration STARTED_WITHIN = Duration.ofSeconds(10);
    /** For the network connect, CONNECT and a loaded machine. */
    private static final Duration CONNECT_ALLOWANCE = Duration.ofSeconds(3);

    private static final Pattern ANNOUNCED = Pattern.compile("Next try in ([0-9.]+) s");
    private static final int PUBLISHES = 20;

    @Nested
    class OnTheSandbox extends Late {
        OnTheSandbox() {
            super(TestBroker.sandbox());
        }
    }

    @Nested
    @RequiresMosquitto
    class OnMosquitto extends Late {
        OnMosquitto() {
            super(TestBroker.mosquitto());
        }
    }

    abstract static class Late extends Experiment {
        private final Ledger ledger = new Ledger();

        Late(TestBroker broker) {
            super(broker);
        }

        @Test
        void routesComeUpWithinOneBackoffStepOfTheBrokersReturn() throws Exception {
            try (LogCapture log = new LogCapture();
                    FaultProxy line = FaultProxy.inFrontOf(broker.uri().getPort())) {
                line.cut();
                Stopwatch down = new Stopwatch();
                try (Estate estate =
                        new Estate(line.uri(), clientId, c -> c.setPublishTimeout(PUBLISH_TIMEOUT.toMillis()))) {
                    estate.consume("in", "paho:" + topic, e -> ledger.processed(Feed.number(e)));
                    assertThat(down.elapsed()).as("time to start").isLessThan(STARTED_WITHIN);
                    assertThat(assertSentOrFailedClearly(publish(estate, 0)))
                            .as("sent without a broker")
                            .isZero();

                    await().atMost(DOWN.plus(LIMIT)).until(() -> down.elapsed().compareTo(DOWN) >= 0);
                    List<CompletableFuture<Exchange>> late = publish(estate, PUBLISHES);
                    Duration step = lastAnnounced(log);
                    line.restore();
                    Stopwatch restored = new Stopwatch();
                    promptly().until(() -> broker.connectsOf(clientId) > 0);
                    Duration took = restored.elapsed();
                    assertThat(took).isLessThan(step.plus(CONNECT_ALLOWANCE));
                    assertThat(step).isLessThanOrEqualTo(longestStepAt(DOWN));

                    int sent = assertSentOrFailedClearly(late);
                    estate.publish("paho:" + topic, String.valueOf(2 * PUBLISHES));
                    ledger.acknowledged(2 * PUBLISHES);
                    ledger.awaitAllProcessed(sent + 1, LIMIT);
                    report(took, step, sent);
                }
            }
        }

        private List<CompletableFuture<Exchange>> publish(Estate estate, int from) {
            List<CompletableFuture<Exchange>> published = new ArrayList<>();
            for (int i = 0; i < PUBLISHES; i++) {
                published.add(estate.publishAsync("paho:" + topic, String.valueOf(from + i)));
            }
            return published;
        }

        /** Answers how many were sent. */
        private int assertSentOrFailedClearly(List<CompletableFuture<Exchange>> published) throws Exception {
            int sent = 0;
            for (CompletableFuture<Exchange> publish : published) {
                Exchange exchange = publish.get(PUBLISH_TIMEOUT.plus(LIMIT).toSeconds(), TimeUnit.SECONDS);
                if (exchange.getException() == null) {
                    sent++;
                    ledger.acknowledged(Feed.number(exchange));
                } else {
                    assertThat(exchange.getException())
                            .hasMessageContaining(topic)
                            .hasMessageContaining("not connected");
                }
            }
            return sent;
        }

        private void report(Duration took, Duration step, int sent) {
            Report.add(
                    "no broker for " + DOWN.toSeconds() + " s at the start",
                    broker.toString(),
                    ledger,
                    1,
                    clock.elapsed(),
                    "connected " + took.toMillis() + " ms after its return, in the backoff step of " + step.toMillis()
                            + " ms; of " + PUBLISHES + " publishes that waited " + sent + " went out");
        }

        private Duration lastAnnounced(LogCapture log) {
            Duration last = Duration.ZERO;
            for (String line : log.lines()) {
                Matcher announced = ANNOUNCED.matcher(line);
                if (line.contains(clientId) && announced.find()) {
                    last = Duration.ofMillis(Math.round(Double.parseDouble(announced.group(1)) * 1000));
                }
            }
            return last;
        }
    }

    /** The longest step there can be so long after the first try: doubling from 1 s to 30 s, a quarter more or less. */
    private static Duration longestStepAt(Duration downtime) {
        double step = 1;
        double begins = 0;
        while (begins + 0.75 * step <= downtime.toSeconds()) {
            begins += 0.75 * step;
            step *= 2;
        }
        return Duration.ofMillis((long) (1250 * Math.min(step, 30)));
    }
}
