package io.github.camelaliyun.mqtt.connection;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** An observer registers meters and MBeans: it calls filters, listeners and servers that are somebody else's. */
class ConnectionObserverTest {

    private static final List<String> TOPICS = List.of("test/a");
    private static final int LIMIT_SECONDS = 10;

    private final ManualTimer timer = new ManualTimer();
    private final ScriptedWire wire = new ScriptedWire();
    private final ExecutorService callbacks = Executors.newCachedThreadPool();
    private final ExecutorService user = Executors.newCachedThreadPool();
    private final CountDownLatch gate = new CountDownLatch(1);
    private final List<String> told = Collections.synchronizedList(new ArrayList<>());

    /** Does not come back from the first event until the gate is opened. */
    private final ConnectionObserver observer = new ConnectionObserver() {
        @Override
        public void onOpened(MqttConnection connection) {
            told("opened " + connection.options().clientId());
        }

        @Override
        public void onClosed(MqttConnection connection) {
            told("closed " + connection.options().clientId());
        }

        @Override
        public void onApplicationStarted() {
            told("started");
        }
    };

    private final Connections connections =
            new Connections(new ConnectionThreads(wire, timer, Runnable::run, callbacks), (of, event) -> {}, observer);

    private void told(String what) {
        told.add(what);
        try {
            gate.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @AfterEach
    void endThreads() throws InterruptedException {
        gate.countDown();
        for (ExecutorService threads : List.of(callbacks, user)) {
            threads.shutdownNow();
            assertThat(threads.awaitTermination(LIMIT_SECONDS, TimeUnit.SECONDS))
                    .isTrue();
        }
    }

    private MqttConnection acquire(String clientId) {
        return connections.acquire(
                ConnectionOptions.of(List.of("tcp://127.0.0.1:1"), clientId).build(), null, TOPICS);
    }

    /** On a thread of its own, which is interrupted at the end if it is kept. */
    private void inTime(Runnable task) {
        assertThatCode(() -> user.submit(task).get(LIMIT_SECONDS, TimeUnit.SECONDS))
                .doesNotThrowAnyException();
    }

    private void awaitFirst(String event) {
        await().until(() -> told.equals(List.of(event)));
    }

    @Test
    void anObserverThatDoesNotComeBackKeepsNobody() {
        inTime(() -> acquire("a"));
        awaitFirst("opened a");

        inTime(() -> assertThat(connections.all()).hasSize(1));
        inTime(() -> connections.release(acquire("b"), TOPICS));
        inTime(connections::applicationStarted);
        inTime(() -> timer.advance(Duration.ofMinutes(1)));
        inTime(() -> assertThat(connections.all()).hasSize(1));
    }

    @Test
    void theEndWaitsForTheObserverNoLongerThanItsLimit() {
        inTime(() -> acquire("a"));
        awaitFirst("opened a");

        assertThatThrownBy(() -> user.submit(connections::closingAll)
                        .get(LIMIT_SECONDS, TimeUnit.SECONDS)
                        .get(1, TimeUnit.MILLISECONDS))
                .as("what has not been told yet")
                .isInstanceOf(TimeoutException.class);
        assertThatCode(() -> user.submit(connections::closeAll).get(2 * LIMIT_SECONDS, TimeUnit.SECONDS))
                .doesNotThrowAnyException();
    }

    @Test
    void theEndIsToldInOrderBeforeItIsOver() throws Exception {
        gate.countDown();
        for (String clientId : List.of("a", "b", "a")) {
            inTime(() -> connections.release(acquire(clientId), TOPICS));
            if (clientId.equals("a")) {
                await().until(() -> told.get(told.size() - 1).equals("opened a"));
                inTime(() -> timer.advance(Duration.ofMinutes(1)));
            }
        }
        inTime(() -> acquire("c"));
        await().until(() -> told.contains("opened c"));
        connections.closingAll().get(LIMIT_SECONDS, TimeUnit.SECONDS);

        for (String clientId : List.of("a", "b", "c")) {
            List<String> about = told.stream()
                    .filter(event -> event.endsWith(" " + clientId))
                    .toList();
            for (int i = 0; i < about.size(); i++) {
                assertThat(about.get(i)).as("%s", told).startsWith(i % 2 == 0 ? "opened" : "closed");
            }
            assertThat(about.size() % 2).as("%s", told).isZero();
        }
        assertThat(told).contains("closed a", "closed c");
    }

    @Test
    void aConnectionThatHasGoneBeforeTheObserverHeardOfItIsNotTold() throws Exception {
        inTime(() -> acquire("a"));
        awaitFirst("opened a");
        for (int i = 0; i < 100; i++) {
            inTime(() -> connections.release(acquire("b"), TOPICS));
            inTime(() -> timer.advance(Duration.ofMinutes(1)));
        }
        inTime(connections::applicationStarted);
        inTime(connections::applicationStarted);
        gate.countDown();
        connections.closingAll().get(LIMIT_SECONDS, TimeUnit.SECONDS);

        assertThat(told).containsExactly("opened a", "started", "closed a");
    }
}
