package io.github.camelaliyun.mqtt;

import io.github.camelaliyun.mqtt.connection.MqttConnection;
import io.github.camelaliyun.mqtt.kit.Estate;
import io.github.camelaliyun.mqtt.kit.FaultProxy;
import io.github.camelaliyun.mqtt.sandbox.Sandbox;
import io.github.camelaliyun.mqtt.sandbox.SharedSandbox;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.search.RequiredSearch;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What an estate's meter registry learns of a connection. */
class MetricsIT {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    /** That a consumer lets wait. */
    private static final int MAX_QOS0 = 10_000;

    private final Sandbox sandbox = SharedSandbox.get();
    private final String clientId = SharedSandbox.uniqueClientId();
    private final MeterRegistry registry = new SimpleMeterRegistry();

    @Test
    void whatIsPublishedAndReceivedIsCountedAndTimed() throws Exception {
        try (Estate estate = watched(new Estate(sandbox.tcp(), clientId))) {
            CountDownLatch received = new CountDownLatch(4);
            estate.consume("in", "paho:test/in", e -> received.countDown());
            for (int i = 0; i < 3; i++) {
                estate.publish("paho:test/in", "at QoS 1");
            }
            estate.publish("paho:test/in?qos=0", "at QoS 0");

            assertThat(received.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(count("published")).isEqualTo(4);
            assertThat(count("acknowledged")).isEqualTo(4);
            assertThat(count("failed")).isZero();
            assertThat(count("received")).isEqualTo(4);
            assertThat(count("redelivered")).isZero();
            assertThat(count("reconnects")).isZero();
            assertThat(gauge("in.flight")).isZero();
            Timer latency = find("publish.latency").timer();
            assertThat(latency.count()).as("QoS 1 only").isEqualTo(3);
            assertThat(latency.totalTime(TimeUnit.MILLISECONDS)).isBetween(0.001, (double) LIMIT.toMillis());
        }
    }

    @Test
    void eachMeterSaysWhichConnectionItIsOfAndNothingElse() throws Exception {
        try (Estate estate = watched(new Estate(sandbox.tcp(), clientId))) {
            estate.publish("paho:test/out", "connected");

            assertThat(metersWithoutBuckets()).isNotEmpty().allSatisfy(meter -> {
                assertThat(meter.getId().getTag("clientId")).isEqualTo(clientId);
                assertThat(meter.getId().getTag("server"))
                        .isEqualTo(sandbox.tcp().toString());
                assertThat(meter.getId().getTags()).extracting(Tag::getKey).isSubsetOf("clientId", "server", "state");
                assertThat(meter.getId().getDescription()).isNotBlank();
            });
        }
    }

    @Test
    void whatFailsOrIsTriedAgainIsCounted() throws Exception {
        AtomicInteger tries = new AtomicInteger();
        try (FaultProxy line = FaultProxy.inFrontOf(sandbox.tcp().getPort());
                Estate estate =
                        watched(new Estate(line.uri(), clientId, component -> component.setPublishTimeout(3_000)))) {
            estate.consume("in", "paho:test/in", e -> {
                if (tries.incrementAndGet() == 1) {
                    throw new IllegalStateException("the first time");
                }
            });
            estate.publish("paho:test/in", "fails once");
            await().atMost(LIMIT).until(() -> tries.get() == 2);
            assertThat(count("redelivered")).isEqualTo(1);
            assertThat(count("received")).isEqualTo(1);

            line.cut();
            Exchange failed = estate.publishAsync("paho:test/out", "in vain").get(20, TimeUnit.SECONDS);
            assertThat(failed.isFailed()).isTrue();
            assertThat(count("failed")).isEqualTo(1);
            assertThat(count("published")).isEqualTo(2);
            assertThat(count("acknowledged")).isEqualTo(1);
            assertThat(state("connected")).isZero();

            line.restore();
            await().atMost(LIMIT).until(() -> state("connected") == 1);
            assertThat(count("reconnects")).isEqualTo(1);
            assertThat(meters().stream()
                            .filter(meter -> meter.getId().getTag("state") != null)
                            .mapToDouble(meter -> ((Gauge) meter).value())
                            .sum())
                    .as("one state at a time")
                    .isEqualTo(1);
        }
    }

    @Test
    void whatWaitsForItsAcknowledgementIsInFlight() throws Exception {
        try (FaultProxy line = FaultProxy.inFrontOf(sandbox.tcp().getPort());
                Estate estate = watched(new Estate(line.uri(), clientId))) {
            estate.publish("paho:test/out", "connected");
            line.stall();
            estate.publishAsync("paho:test/out", "waits");
            await().atMost(LIMIT).until(() -> gauge("in.flight") == 1);

            line.resume();
            await().atMost(LIMIT).until(() -> gauge("in.flight") == 0);
        }
    }

    @Test
    void messagesThatNoRouteTakesAreCountedAndThoseThatWaitAreShown() throws Exception {
        try (Estate estate = watched(new Estate(sandbox.tcp(), clientId))) {
            estate.publish("paho:test/p2p/" + clientId, "nobody takes it");
            await().atMost(LIMIT).until(() -> gauge("unclaimed.held") == 1);
            assertThat(gauge("unacknowledged")).isEqualTo(1);
            assertThat(gauge("held.bytes")).isPositive();

            estate.consume("late", "paho:test/p2p/" + clientId, e -> {});
            await().atMost(LIMIT).until(() -> gauge("unclaimed.held") == 0);
            await().atMost(LIMIT).until(() -> gauge("unacknowledged") == 0);
            assertThat(count("unclaimed")).isZero();
            assertThat(find("oldest").timeGauge().value(TimeUnit.SECONDS)).isZero();
            for (String none : List.of("given.up", "discarded", "duplicates")) {
                assertThat(count(none)).as(none).isZero();
            }
            assertThat(gauge("left")).isZero();
        }
    }

    @Test
    void qos0MessagesThatAreDroppedAreCounted() throws Exception {
        CountDownLatch busy = new CountDownLatch(1);
        try (Estate estate = watched(new Estate(sandbox.tcp(), clientId))) {
            estate.consume("slow", "paho:test/in=0", e -> busy.await());
            for (int i = 0; i < MAX_QOS0 + 500; i++) {
                estate.publishAsync("paho:test/in?qos=0", "message " + i);
            }

            await().atMost(LIMIT).until(() -> count("dropped") > 0);
            busy.countDown();
        }
    }

    @Test
    void withTokensTheTimeThatTheyLiveOnIsShown() throws Exception {
        try (Estate estate = watched(new Estate(sandbox.tcp(), clientId, component -> {
            component.getAccount().setAuthMode("token");
            component
                    .getAccount()
                    .getToken()
                    .setSource(request -> List.of(sandbox.tokens()
                            .issue(
                                    request.type(),
                                    Duration.ofMinutes(10),
                                    request.resources().toArray(String[]::new))));
        }))) {
            estate.publish("paho:test/out", "connected");

            assertThat(find("token.left").timeGauge().value(TimeUnit.SECONDS)).isBetween(500.0, 600.0);
        }
    }

    @Test
    void theMetersGoWithTheirConnection() throws Exception {
        try (Estate estate = watched(new Estate(sandbox.tcp(), clientId))) {
            estate.publish("paho:test/out", "connected");
            assertThat(meters()).isNotEmpty();
        }

        assertThat(registry.getMeters()).isEmpty();
    }

    @Test
    void aRecorderThatFailsKeepsNoRouteWaiting() throws Exception {
        try (Estate estate = new Estate(sandbox.tcp(), clientId)) {
            estate.publish("paho:test/out", "connected");
            MqttConnection connection =
                    estate.component().runtime().connections().all().get(0);
            connection.tellAcknowledgementTimes(nanos -> {
                throw new IllegalStateException("the registry is broken");
            });

            Exchange done = estate.publishAsync("paho:test/out", "acknowledged").get(20, TimeUnit.SECONDS);
            assertThat(done.isFailed()).isFalse();
        }
    }

    private Estate watched(Estate estate) {
        estate.context().getRegistry().bind("metricsRegistry", registry);
        return estate;
    }

    /** This registry has a gauge for each bucket of the histogram. */
    private List<Meter> metersWithoutBuckets() {
        return meters().stream()
                .filter(meter -> !meter.getId().getName().endsWith(".histogram"))
                .toList();
    }

    private List<Meter> meters() {
        return registry.getMeters();
    }

    private RequiredSearch find(String name) {
        return registry.get("aliyun.mqtt." + name);
    }

    private double count(String name) {
        return find(name).functionCounter().count();
    }

    private double gauge(String name) {
        return find(name).gauge().value();
    }

    private double state(String name) {
        return find("connection.state").tag("state", name).gauge().value();
    }
}
