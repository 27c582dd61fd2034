package io.github.camelaliyun.mqtt;

import io.github.camelaliyun.mqtt.kit.Estate;
import io.github.camelaliyun.mqtt.sandbox.Sandbox;
import io.github.camelaliyun.mqtt.sandbox.SharedSandbox;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import static org.assertj.core.api.Assertions.assertThat;

/** A registry of meters calls its users' filters and listeners, which may not come back, or ask for what is being metered. */
class HangingMetricsIT {

    /** Far more than any of it takes when nobody waits for the registry. */
    private static final int SOON_SECONDS = 5;

    /** What a stop waits for a connection's end, and for the threads that are left after it. */
    private static final int STOP_SECONDS = 20;

    private final Sandbox sandbox = SharedSandbox.get();
    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final CountDownLatch hangs = new CountDownLatch(1);
    private final CountDownLatch gate = new CountDownLatch(1);
    private final ExecutorService user = Executors.newCachedThreadPool();

    @Test
    void aListenerThatDoesNotComeBackKeepsNeitherHealthNorRoutesNorTheStop() throws Exception {
        registry.config().onMeterAdded(meter -> hang());
        Estate estate = new Estate(sandbox.tcp(), SharedSandbox.uniqueClientId());
        estate.context().getRegistry().bind("metricsRegistry", registry);
        try {
            within(SOON_SECONDS, () -> estate.consume("in", "paho:test/in", e -> {}));
            assertThat(hangs.await(SOON_SECONDS, TimeUnit.SECONDS)).isTrue();

            within(
                    SOON_SECONDS,
                    () -> assertThat(estate.component().connectionStatuses()).hasSize(1));
            within(SOON_SECONDS, () -> estate.context().getRouteController().stopRoute("in"));
            within(STOP_SECONDS, estate::close);
        } finally {
            gate.countDown();
            user.shutdownNow();
            estate.close();
        }
    }

    @Test
    void aListenerMayAskForTheConnectionsThatAreMetered() throws Exception {
        List<Integer> seen = new CopyOnWriteArrayList<>();
        try (Estate estate = new Estate(sandbox.tcp(), SharedSandbox.uniqueClientId())) {
            registry.config().onMeterAdded(meter -> {
                // On another thread, as a library does that has its own.
                Future<Integer> asked = user.submit(
                        () -> estate.component().connectionStatuses().size());
                try {
                    seen.add(asked.get(SOON_SECONDS, TimeUnit.SECONDS));
                } catch (InterruptedException | ExecutionException | TimeoutException e) {
                    seen.add(-1);
                }
                hangs.countDown();
            });
            estate.context().getRegistry().bind("metricsRegistry", registry);
            estate.consume("in", "paho:test/in", e -> {});

            assertThat(hangs.await(2 * SOON_SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(seen).isNotEmpty().containsOnly(1);
        } finally {
            user.shutdownNow();
        }
    }

    private void hang() {
        hangs.countDown();
        boolean interrupted = false;
        while (true) {
            try {
                gate.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private interface Step {
        void run() throws Exception;
    }

    private void within(int seconds, Step step) throws Exception {
        user.submit(() -> {
                    step.run();
                    return null;
                })
                .get(seconds, TimeUnit.SECONDS);
    }
}
