package io.github.camelaliyun.mqtt;

import io.github.camelaliyun.mqtt.kit.RequiresMosquitto;
import org.apache.camel.Route;
import org.apache.camel.support.RoutePolicySupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** What becomes of the messages for a route that has not started yet, or never does. */
@RequiresMosquitto
class UnstartedRoutesIT extends RouteRig {

    @Test
    void aRouteThatWasRemovedBeforeItEverStartedIsNotWaitedFor() throws Exception {
        context.addRoutes(routes(
                r -> r.from("paho:" + topic).routeId("never").autoStartup(false).to("mock:never")));
        keepOpen();
        context.removeRoute("never");
        collect("reader", "paho:" + topic);
        send("1");

        await().atMost(LIMIT).untilAsserted(() -> assertThat(bodies).containsExactly("1"));
        await().atMost(LIMIT).until(() -> status().inbound().unacknowledged() == 0);
    }

    @Test
    void aRouteThatDoesNotStartByItselfKeepsWhatTheSessionHasForIt() throws Exception {
        leaveBacklog(topic, "1", "2", "3");
        context = notStarted(null);
        context.addRoutes(idle("reader", topic));
        context.addRoutes(routes(r -> r.from("paho:" + topic + "/other").to("mock:other")));
        start(context);

        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(complaints())
                        .anySatisfy(text -> assertThat(text).contains("route reader is stopped and holds 3 messages")));
        await().during(Duration.ofMillis(3 * GRACE_MILLIS))
                .atMost(LIMIT)
                .until(() -> status().inbound().unacknowledged() == 3);

        context.getRouteController().startRoute("reader");
        await().atMost(LIMIT).untilAsserted(() -> assertThat(bodies).containsExactly("1", "2", "3"));
        await().atMost(LIMIT).until(() -> status().inbound().unacknowledged() == 0);
        assertThat(status().inbound().unclaimed()).isZero();
        assertThat(complaints()).isEmpty();
    }

    @Test
    void aRouteThatIsRemovedBeforeItEverStartedLeavesItsMessagesUnclaimed() throws Exception {
        leaveBacklog(topic, "1", "2");
        context = notStarted(null);
        context.addRoutes(idle("reader", topic));
        context.addRoutes(routes(r -> r.from("paho:" + topic + "/other").to("mock:other")));
        start(context);
        await().atMost(LIMIT).until(() -> status().inbound().stopped().equals(Map.of("reader", 2)));

        context.removeRoute("reader");

        await().atMost(LIMIT).until(() -> status().inbound().unacknowledged() == 0);
        assertThat(status().inbound().unclaimed()).isEqualTo(2);
        assertThat(complaints()).isEmpty();
        assertThat(bodies).isEmpty();
    }

    @Test
    void aRouteThatIsAddedToARunningContextKeepsItsMessagesBeforeItsStart() throws Exception {
        leaveBacklog(topic, "1", "2");
        context = context(null);
        context.addRoutes(idle("reader", topic));
        assertThat(component.connectionStatuses()).isEmpty();
        assertThat(complaints()).isEmpty();
        context.addRoutes(routes(r -> r.from("paho:" + topic + "/other").to("mock:other")));
        await().atMost(LIMIT).until(() -> status().inbound().stopped().equals(Map.of("reader", 2)));

        context.getRouteController().startRoute("reader");

        await().atMost(LIMIT).untilAsserted(() -> assertThat(bodies).containsExactly("1", "2"));
    }

    @Test
    void theEndOfTheContextLeavesTheMessagesOfARouteThatNeverStartedToTheBroker() throws Exception {
        leaveBacklog(topic, "1", "2");
        context = notStarted(null);
        component.getConfiguration().setUnclaimedGrace(0);
        context.addRoutes(idle("reader", topic));
        context.addRoutes(routes(r -> r.from("paho:" + topic + "/other").to("mock:other")));
        start(context);
        await().atMost(LIMIT).until(() -> status().inbound().stopped().equals(Map.of("reader", 2)));
        context.stop();

        context = context(null);
        collect("reader", "paho:" + topic);
        await().atMost(LIMIT).untilAsserted(() -> assertThat(bodies).containsExactly("1", "2"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"consumer", "producer"})
    void whatComesBeforeARouteStartsWaitsForItsStart(String first) throws Exception {
        leaveBacklog(topic, "1", "2");
        context = notStarted(null);
        component.getConfiguration().setUnclaimedGrace(0);
        CountDownLatch arrived = new CountDownLatch(1);
        context.addRoutes(routes(r -> {
            boolean consumer = first.equals("consumer");
            r.from(consumer ? "paho:" + topic + "/other" : "direct:send")
                    .startupOrder(1)
                    .routePolicy(new WaitingPolicy(arrived))
                    .to(consumer ? "mock:other" : "paho:" + topic + "/other");
            r.from("paho:" + topic).routeId("reader").startupOrder(2).process(this::take);
        }));
        CompletableFuture<Void> started = CompletableFuture.runAsync(() -> start(context));
        try {
            await().atMost(LIMIT)
                    .until(() -> !component.connectionStatuses().isEmpty()
                            && status().counts().received() == 2);
            assertThat(status().inbound().unclaimed()).isZero();
        } finally {
            arrived.countDown();
            started.get(10, TimeUnit.SECONDS);
        }

        await().atMost(LIMIT).untilAsserted(() -> assertThat(bodies).containsExactly("1", "2"));
        assertThat(status().inbound().unclaimed()).isZero();
    }

    /** Has the start of its route wait, and with it those of the routes after it. */
    private static final class WaitingPolicy extends RoutePolicySupport {
        private final CountDownLatch latch;

        WaitingPolicy(CountDownLatch latch) {
            this.latch = latch;
        }

        @Override
        public void onStart(Route route) {
            try {
                latch.await(LIMIT.toSeconds(), TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Test
    void aRouteThatHasNotStartedIsInNobodysWay() throws Exception {
        context.stop();
        context = notStarted(null);
        context.addRoutes(idle("idle", topic + "/x?keepAliveInterval=7"));
        context.addRoutes(routes(r -> {
            r.from("direct:send").to("paho:" + topic);
            r.from("paho:" + topic).routeId("reader").process(this::take);
        }));
        start(context);
        send("1");
        await().atMost(LIMIT).untilAsserted(() -> assertThat(bodies).containsExactly("1"));

        assertThatThrownBy(() -> context.getRouteController().startRoute("idle"))
                .hasStackTraceContaining("keepAliveInterval");
        stopRoute("reader");
        send("2");
        context.getRouteController().startRoute("reader");
        await().atMost(LIMIT).untilAsserted(() -> assertThat(bodies).containsExactly("1", "2"));
    }

    @Test
    void aRouteWhoseMakingFailedKeepsNoMessages() throws Exception {
        leaveBacklog(topic, "1");
        context = context(null);
        assertThatThrownBy(() -> context.addRoutes(
                        routes(r -> r.from("paho:" + topic).routeId("wrong").to("nowhere:x"))))
                .hasStackTraceContaining("nowhere");
        context.addRoutes(routes(r -> r.from("paho:" + topic + "/other").to("mock:other")));

        await().atMost(LIMIT).until(() -> status().inbound().unclaimed() == 1);
        await().atMost(LIMIT).until(() -> status().inbound().unacknowledged() == 0);
    }
}
