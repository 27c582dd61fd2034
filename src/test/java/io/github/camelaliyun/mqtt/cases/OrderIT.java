package io.github.camelaliyun.mqtt.cases;

import io.github.camelaliyun.mqtt.kit.FaultProxy;
import io.github.camelaliyun.mqtt.kit.Mosquitto;
import io.github.camelaliyun.mqtt.kit.RequiresMosquitto;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * One consumer thread begins the messages of a persistent session in the order of their arrival, whatever happens to its
 * route and line while there are some that wait.
 */
class OrderIT {

    private static final Duration LIMIT = Duration.ofSeconds(40);
    private static final long BETWEEN_MESSAGES_NANOS = 1_000_000;
    private static final int INTERRUPTIONS = 2;

    private final ConcurrentLinkedQueue<Integer> begun = new ConcurrentLinkedQueue<>();
    private final CountDownLatch quick = new CountDownLatch(1);

    private interface Interruption {
        void of(PlainContext camel) throws Exception;
    }

    @Test
    void c20RestartedRouteBeginsWaitingMessagesInOrder() throws Exception {
        assertOrderAcross(camel -> {
            camel.stop("in");
            camel.start("in");
        });
    }

    /** As a reload does: a route of the same id takes the place of the one that runs. */
    @Test
    void c20ReloadedRouteBeginsWaitingMessagesInOrder() throws Exception {
        assertOrderAcross(this::consume);
    }

    @Test
    void c20SuspendedRouteBeginsWaitingMessagesInOrder() throws Exception {
        assertOrderAcross(camel -> {
            camel.context().getRouteController().suspendRoute("in");
            camel.context().getRouteController().resumeRoute("in");
        });
    }

    /** The broker sends all again, as the route starts. */
    @Test
    @RequiresMosquitto
    void c20RouteThatIsStoppedWhileTheLineBreaksBeginsWaitingMessagesInOrder() throws Exception {
        int messages = 900;
        try (Mosquitto mosquitto = Mosquitto.start(Mosquitto.Options.anonymous().withMaxInflight(0));
                FaultProxy line = FaultProxy.inFrontOf(mosquitto.port());
                PlainContext publisher = new PlainContext(mosquitto.uri(), "publisher");
                PlainContext camel = persistent(line.uri())) {
            consume(camel);
            await().atMost(LIMIT).until(() -> mosquitto.log().contains("order 1 test/order"));
            for (int i = 0; i < messages; i++) {
                publisher.publish("paho:test/order", String.valueOf(i));
            }
            for (int i = 0; i < 2; i++) {
                int connections = line.acceptedConnections();
                camel.stop("in");
                line.reset();
                await().atMost(LIMIT)
                        .pollInterval(Duration.ofMillis(1))
                        .until(() -> line.acceptedConnections() > connections);
                camel.start("in");
                awaitMore(10);
            }
            quick.countDown();

            assertAllBegunInOrder(messages);
        }
    }

    /** While messages come faster than they are processed. */
    private void assertOrderAcross(Interruption interruption) throws Exception {
        try (ScriptedServer server = new ScriptedServer();
                PlainContext camel = persistent(server.uri())) {
            consume(camel);
            await().atMost(LIMIT).until(() -> server.subscriptions().containsKey("test/order"));
            CompletableFuture<Integer> feed = CompletableFuture.supplyAsync(() -> feed(server));
            for (int i = 0; i < INTERRUPTIONS; i++) {
                awaitMore(5);
                interruption.of(camel);
            }
            quick.countDown();

            assertAllBegunInOrder(feed.get(LIMIT.toSeconds(), TimeUnit.SECONDS));
        }
    }

    private static PlainContext persistent(URI server) {
        return new PlainContext(server, "order", PlainContext::persistent);
    }

    private void consume(PlainContext camel) throws Exception {
        camel.consume("in", "paho:test/order", this::begin);
    }

    /** Until the interruptions are over; returns how many there were. */
    private int feed(ScriptedServer server) {
        try {
            int sent = 0;
            while (quick.getCount() > 0) {
                server.send("test/order", String.valueOf(sent++), 1);
                LockSupport.parkNanos(BETWEEN_MESSAGES_NANOS);
            }
            return sent;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void begin(Exchange exchange) throws InterruptedException {
        begun.add(exchange.getMessage().getBody(Integer.class));
        quick.await(2, TimeUnit.MILLISECONDS);
    }

    private void awaitMore(int messages) {
        int before = begun.size();
        await().atMost(LIMIT).pollInterval(Duration.ofMillis(1)).until(() -> begun.size() >= before + messages);
    }

    /** The first time each; after a lost acknowledgement there may be another. */
    private void assertAllBegunInOrder(int messages) {
        await().atMost(LIMIT).until(() -> begun.contains(messages - 1));
        List<Integer> first = List.copyOf(new LinkedHashSet<>(begun));
        List<String> outOfOrder = IntStream.range(1, first.size())
                .filter(i -> first.get(i) < first.get(i - 1))
                .mapToObj(i -> first.get(i) + " after " + first.get(i - 1))
                .toList();

        assertThat(outOfOrder).as("begun out of order").isEmpty();
        assertThat(first).hasSize(messages);
    }
}
