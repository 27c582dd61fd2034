package io.github.camelaliyun.mqtt.cases;

import io.github.camelaliyun.mqtt.AliyunMqttComponent;
import org.apache.camel.Exchange;
import org.apache.camel.StatefulService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import static io.github.camelaliyun.mqtt.cases.ScriptedServer.PUBACK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What waits at a route of a clean session that is stopped: QoS 0 is dropped, QoS 1 is held for the grace and then
 * acknowledged. The route has begun the first of its messages while the others wait.
 */
class StoppedRouteIT {

    private static final Duration GRACE = Duration.ofSeconds(1);
    /** The grace, and some time for a loaded machine. */
    private static final Duration GIVEN_UP_WITHIN = Duration.ofSeconds(5);

    private static final int WAITING = 48;

    private final ScriptedServer server = new ScriptedServer();
    private final List<String> bodies = new CopyOnWriteArrayList<>();
    private final CountDownLatch release = new CountDownLatch(1);
    private final List<Integer> ids = new ArrayList<>();
    private PlainContext camel;

    @BeforeEach
    void haveMessagesWaitBehindTheFirst() throws Exception {
        camel = new PlainContext(server.uri(), "stops", StoppedRouteIT::withGrace);
        camel.consume("in", "paho:test/in", this::begin);
        await().until(() -> server.subscriptions().containsKey("test/in"));
        ids.add(server.send("test/in", "first", 1));
        await().until(() -> bodies.contains("first"));
        for (int i = 0; i < WAITING; i++) {
            ids.add(server.send("test/in", "waits " + i, 1));
            server.send("test/in", "waits at QoS 0 " + i, 0);
        }
        // It comes after the others over the same line, so when it is there they are.
        camel.collect("mark", "paho:test/mark", bodies);
        await().until(() -> server.subscriptions().containsKey("test/mark"));
        ids.add(server.send("test/mark", "mark", 1));
        await().until(() -> bodies.contains("mark"));
    }

    @AfterEach
    void end() throws Exception {
        release.countDown();
        camel.close();
        server.close();
    }

    @Test
    void c21WhatWaitsAtAStoppedRouteIsGivenUpAfterTheGrace() throws Exception {
        leave(() -> camel.stop("in"));
        awaitGivenUp();
        camel.start("in");

        assertOnlyNewOnesAreDelivered();
    }

    @Test
    void c21WhatWaitsAtASuspendedRouteIsGivenUpAfterTheGrace() throws Exception {
        leave(() -> camel.context().getRouteController().suspendRoute("in"));
        awaitGivenUp();
        camel.context().getRouteController().resumeRoute("in");

        assertOnlyNewOnesAreDelivered();
    }

    @Test
    void c21WhatWaitsAtARemovedRouteIsGivenUpAfterTheGrace() throws Exception {
        leave(() -> camel.remove("in"));
        awaitGivenUp();
        camel.consume("in", "paho:test/in", this::begin);

        assertOnlyNewOnesAreDelivered();
    }

    /** Before the grace is over what waits is the route's again, but for QoS 0. */
    @Test
    void c21QosZeroThatWaitsAtAStoppedRouteIsDroppedAtOnce() throws Exception {
        leave(() -> camel.stop("in"));
        camel.start("in");
        awaitNew();

        assertThat(bodies).noneMatch(body -> body.startsWith("waits at QoS 0"));
    }

    private interface Step {
        void run() throws Exception;
    }

    /** While the route waits for the end of the exchange that it has begun. */
    private void leave(Step step) throws Exception {
        CompletableFuture<Void> leaving = CompletableFuture.runAsync(() -> {
            try {
                step.run();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        // Not before the route has been told to stop: then no other message begins.
        await().until(() -> isStopping() || leaving.isDone());
        release.countDown();
        leaving.get(10, TimeUnit.SECONDS);
    }

    /** Camel suspends the consumer before it waits for exchanges. */
    private boolean isStopping() {
        StatefulService consumer =
                (StatefulService) camel.context().getRoute("in").getConsumer();
        return consumer.isSuspending() || consumer.isSuspended();
    }

    private void awaitGivenUp() {
        await().atMost(GIVEN_UP_WITHIN)
                .untilAsserted(() -> assertThat(server.received(PUBACK))
                        .as("acknowledged of those that waited at a route that has left")
                        .extracting(Packet::id)
                        .containsAll(ids));
    }

    private void assertOnlyNewOnesAreDelivered() throws Exception {
        awaitNew();
        assertThat(bodies).containsExactly("first", "mark", "new");
    }

    private void awaitNew() throws Exception {
        await().until(() -> server.subscriptions().containsKey("test/in"));
        // A subscription of before may be there still: the new one of the route comes with its start.
        await().until(() -> {
            server.publish("test/in", "new");
            return bodies.contains("new");
        });
    }

    private void begin(Exchange exchange) throws InterruptedException {
        String body = exchange.getMessage().getBody(String.class);
        if (!bodies.contains(body)) {
            bodies.add(body);
        }
        if (body.equals("first")) {
            release.await(20, TimeUnit.SECONDS);
        }
    }

    private static void withGrace(AliyunMqttComponent component) {
        PlainContext.setIfPresent(component, "unclaimedGrace", GRACE.toMillis());
    }
}
