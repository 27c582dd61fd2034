package io.github.camelaliyun.mqtt.reliability;

import io.github.camelaliyun.mqtt.kit.Estate;
import io.github.camelaliyun.mqtt.kit.FaultProxy;
import io.github.camelaliyun.mqtt.sandbox.Sandbox;
import io.github.camelaliyun.mqtt.sandbox.SharedSandbox;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Contexts whose connects failed in every way, whose connections were lost, or which were simply used, are stopped: what
 * is left of them is counted, round after round.
 */
class LeakIT {

    private static final int ROUNDS = Scale.current().pick(3, 20);
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration GONE_WITHIN = Duration.ofSeconds(20);

    private final Sandbox sandbox = SharedSandbox.get();
    private final List<Estate> estates = new ArrayList<>();
    private final List<FaultProxy> lines = new ArrayList<>();

    /** The counting of sockets reads /proc. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void nothingOfOursIsLeftAfterStop() throws Exception {
        Stopwatch clock = new Stopwatch();
        Set<Thread> threadsBefore = Leftovers.threads();
        // The first round loads classes and starts what lives as long as the JVM.
        round();
        System.gc();
        int socketsBefore = Leftovers.sockets();
        List<Integer> sockets = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            List<String> contexts = round();

            await().atMost(GONE_WITHIN).untilAsserted(() -> {
                System.gc();
                assertThat(Leftovers.threadsOf(contexts, threadsBefore)).isEmpty();
                assertThat(Leftovers.sockets()).as("open sockets").isLessThanOrEqualTo(socketsBefore);
            });
            sockets.add(Leftovers.sockets());
        }
        Report.add(
                "leftovers after " + ROUNDS + " rounds of stopped contexts",
                "sandbox",
                0,
                0,
                0,
                6 * ROUNDS,
                clock.elapsed(),
                "0 threads; sockets " + socketsBefore + " before, then " + sockets);
    }

    /** Starts a context for each kind of trouble, waits until each has had it, and stops all; answers their names. */
    private List<String> round() throws Exception {
        List<BooleanSupplier> troubles =
                List.of(refused(), silent(), wrongSecret(), closedAtOnce(), lost(), usedInPeace());
        for (BooleanSupplier hasHadIt : troubles) {
            await().atMost(LIMIT).until(hasHadIt::getAsBoolean);
        }
        List<String> names = estates.stream().map(e -> e.context().getName()).toList();
        stopAll();
        return names;
    }

    /** After a failed round, too: what it left would fail other tests of this JVM. */
    @AfterEach
    void stopAll() {
        estates.forEach(Estate::close);
        lines.forEach(FaultProxy::close);
        estates.clear();
        lines.clear();
    }

    /** Its port is shut. */
    private BooleanSupplier refused() throws Exception {
        FaultProxy line = line(sandbox.tcp().getPort());
        line.cut();
        Estate estate = consuming(line, SharedSandbox.uniqueClientId(), SharedSandbox.SECRET_KEY);
        var publish = estate.publishAsync("paho:test/leak", "goes nowhere");
        return publish::isDone;
    }

    /** Somebody accepts and says nothing. */
    private BooleanSupplier silent() throws Exception {
        FaultProxy line = line(sandbox.tcp().getPort());
        line.stall();
        consuming(line, SharedSandbox.uniqueClientId(), SharedSandbox.SECRET_KEY);
        return () -> line.acceptedConnections() > 0;
    }

    private BooleanSupplier wrongSecret() throws Exception {
        String clientId = SharedSandbox.uniqueClientId();
        consuming(line(sandbox.tcp().getPort()), clientId, "not-the-secret");
        return () -> sandbox.connectsOf(clientId) > 0;
    }

    /** Somebody accepts and resets: the proxy, as nobody listens behind it. */
    private BooleanSupplier closedAtOnce() throws Exception {
        FaultProxy nobody = line(sandbox.tcp().getPort());
        nobody.cut();
        FaultProxy line = line(nobody.port());
        consuming(line, SharedSandbox.uniqueClientId(), SharedSandbox.SECRET_KEY);
        return () -> line.acceptedConnections() > 0;
    }

    /** Comes back after a reset, and waits for its next try after the server closed it. */
    private BooleanSupplier lost() throws Exception {
        FaultProxy line = line(sandbox.tcp().getPort());
        String clientId = SharedSandbox.uniqueClientId();
        consuming(line, clientId, SharedSandbox.SECRET_KEY);
        await().atMost(LIMIT).until(() -> sandbox.connectedClients().contains(clientId));
        line.reset();
        await().atMost(LIMIT)
                .until(() -> sandbox.connectsOf(clientId) == 2
                        && sandbox.connectedClients().contains(clientId));
        sandbox.faults().kick(clientId);
        // Who looks late finds it connected again.
        return () -> !sandbox.connectedClients().contains(clientId) || sandbox.connectsOf(clientId) > 2;
    }

    private BooleanSupplier usedInPeace() throws Exception {
        AtomicInteger received = new AtomicInteger();
        Estate estate = new Estate(sandbox.tcp(), SharedSandbox.uniqueClientId());
        estates.add(estate);
        estate.consume("in", "paho:test/leak/used", e -> received.incrementAndGet());
        for (int i = 0; i < 10; i++) {
            estate.publish("paho:test/leak/used", "message " + i);
        }
        return () -> received.get() == 10;
    }

    private FaultProxy line(int port) {
        FaultProxy line = FaultProxy.inFrontOf(port);
        lines.add(line);
        return line;
    }

    private Estate consuming(FaultProxy line, String clientId, String secretKey) throws Exception {
        Estate estate = new Estate(line.uri(), clientId, component -> {
            component.getAccount().setSecretKey(secretKey);
            component.setPublishTimeout(500);
        });
        estates.add(estate);
        return estate.consume("in", "paho:test/leak/unused", e -> {});
    }
}
