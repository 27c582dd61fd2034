package io.github.camelaliyun.mqtt.reliability;

import io.github.camelaliyun.mqtt.kit.ChildJvm;
import io.github.camelaliyun.mqtt.kit.RequiresMosquitto;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Two JVMs with one clientId, which take the connection from each other: both say so, and they do not storm. */
class TwoHoldersIT {

    private static final Duration LASTS = Scale.current().pick(Duration.ofSeconds(15), Duration.ofSeconds(60));
    /** In any minute. */
    private static final int MOST_CONNECTS = 20;
    /** Those that begin at once, and 1, 2, 4 and 8 s after losses: the backoff has its shortest steps in its beginning. */
    private static final int MOST_CONNECTS_AT_FIRST = 10;

    @Nested
    class OnTheSandbox extends Holders {
        OnTheSandbox() {
            super(TestBroker.sandbox());
        }
    }

    @Nested
    @RequiresMosquitto
    class OnMosquitto extends Holders {
        OnMosquitto() {
            super(TestBroker.mosquitto());
        }
    }

    abstract static class Holders extends Experiment {

        Holders(TestBroker broker) {
            super(broker);
        }

        @Test
        void twoHoldersOfOneClientIdSaySoAndDoNotStorm() throws Exception {
            try (ChildJvm one = holder();
                    ChildJvm other = holder()) {
                promptly().until(() -> broker.connectsOf(clientId) >= 2);
                Stopwatch together = new Stopwatch();
                AtomicInteger connects = new AtomicInteger();
                await().atMost(LASTS.plus(LIMIT)).until(() -> {
                    connects.set(broker.connectsOf(clientId));
                    assertThat(connects.get()).isLessThanOrEqualTo(MOST_CONNECTS);
                    return together.elapsed().compareTo(LASTS) >= 0;
                });

                long saidSo = List.of(one, other).stream().filter(this::saysSo).count();
                assertThat(saidSo)
                        .as("of the two that say so:\n" + one.lines() + "\n" + other.lines())
                        .isGreaterThanOrEqualTo(Scale.current().pick(1, 2));
                assertThat(connects.get())
                        .isLessThanOrEqualTo(Scale.current().pick(MOST_CONNECTS_AT_FIRST, MOST_CONNECTS));
                Report.add(
                        "two JVMs with one clientId",
                        broker.toString(),
                        0,
                        0,
                        0,
                        connects.get(),
                        LASTS,
                        connects + " connects together; " + saidSo + " of 2 say why");
            }
        }

        private ChildJvm holder() {
            return ChildJvm.start(
                    Holder.class, List.of("-Xmx128m"), broker.uri().toString(), clientId, topic);
        }

        private boolean saysSo(ChildJvm holder) {
            return holder.lines().stream().anyMatch(line -> line.contains("another client") && line.contains(clientId));
        }
    }
}
