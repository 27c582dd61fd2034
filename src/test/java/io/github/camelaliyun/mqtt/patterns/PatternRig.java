package io.github.camelaliyun.mqtt.patterns;

import io.github.camelaliyun.mqtt.AliyunMqttComponent;
import io.github.camelaliyun.mqtt.connection.InboundStatus;
import io.github.camelaliyun.mqtt.kit.Estate;
import io.github.camelaliyun.mqtt.kit.FaultProxy;
import io.github.camelaliyun.mqtt.sandbox.Sandbox;
import io.github.camelaliyun.mqtt.sandbox.SharedSandbox;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A route that consumes from a persistent session of the sandbox and has its work behind a pattern. The test asks whether the
 * message is acknowledged while the work waits, and what a program gets that follows one that was killed then.
 */
abstract class PatternRig {

    static final Duration LIMIT = Duration.ofSeconds(20);
    static final String READER = "reader";
    private static final String MARKER = "marker";

    final Sandbox sandbox = SharedSandbox.get();
    final String clientId = SharedSandbox.uniqueClientId();
    final String topic = "test/" + clientId.substring(clientId.indexOf("@@@") + 3);

    /** The bodies that the work has begun with. */
    final List<String> begun = new CopyOnWriteArrayList<>();
    /** The bodies that the work has ended with. */
    final List<String> worked = new CopyOnWriteArrayList<>();

    private final CountDownLatch go = new CountDownLatch(1);
    private FaultProxy line;
    Estate estate;

    @BeforeEach
    final void connect() throws Exception {
        line = FaultProxy.inFrontOf(sandbox.tcp().getPort());
        estate = new Estate(line.uri(), clientId, PatternRig::persistent);
        estate.context().getShutdownStrategy().setTimeout(1);
    }

    @AfterEach
    final void disconnect() {
        go.countDown();
        estate.close();
        line.close();
    }

    private static void persistent(AliyunMqttComponent component) {
        component.getConfiguration().setCleanSession(false);
    }

    interface Routes {
        void configure(RouteBuilder builder) throws Exception;
    }

    static RouteBuilder routes(Routes routes) {
        return new RouteBuilder() {
            @Override
            public void configure() throws Exception {
                routes.configure(this);
            }
        };
    }

    /** The URI that the route consumes from. */
    final String in() {
        return "paho:" + topic;
    }

    /** Starts routes, and waits until the broker has their subscription. */
    final void start(Routes routes) throws Exception {
        estate.add(routes(routes));
        sandbox.awaitReceiver(topic, LIMIT);
    }

    /**
     * Starts routes with messages that wait in their session: the sandbox's broker sends them all at once, and sends nothing
     * that is published while one of them is unacknowledged.
     */
    final void startWithBacklog(Routes routes, String... bodies) throws Exception {
        try (Estate earlier = new Estate(sandbox.tcp(), clientId, PatternRig::persistent)) {
            earlier.consume("earlier", in(), exchange -> {});
            sandbox.awaitReceiver(topic, LIMIT);
        }
        send(bodies);
        estate.add(routes(routes));
    }

    /** Sends as another client does. */
    final void send(String... bodies) {
        for (String body : bodies) {
            sandbox.publish(topic, body);
        }
    }

    /** Work that waits for {@link #finish}. */
    final void work(Exchange exchange) throws InterruptedException {
        begun.add(body(exchange));
        if (!go.await(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
            throw new IllegalStateException("nobody let the work end");
        }
        worked.add(body(exchange));
    }

    /** Work that fails. */
    final void fail(Exchange exchange) {
        begun.add(body(exchange));
        throw new IllegalStateException("as the test wants it");
    }

    /** Work that fails the first time. */
    final void failOnce(Exchange exchange) {
        boolean first = begun.isEmpty();
        begun.add(body(exchange));
        if (first) {
            throw new IllegalStateException("the first time");
        }
        worked.add(body(exchange));
    }

    /** Work that takes no time. */
    final void take(Exchange exchange) {
        begun.add(body(exchange));
        worked.add(body(exchange));
    }

    static String body(Exchange exchange) {
        return exchange.getIn().getBody(String.class);
    }

    final void finish() {
        go.countDown();
    }

    final InboundStatus inbound() {
        return estate.component().connectionStatuses().get(0).inbound();
    }

    final void awaitBegun(int count) {
        await().atMost(LIMIT).until(() -> begun.size() >= count);
    }

    /** The work waits, and the message is not acknowledged before it has ended. */
    final void assertAcknowledgedAfterTheWork(String message) throws Exception {
        send(message);
        awaitBegun(1);
        assertThat(inbound().unacknowledged()).isEqualTo(1);
        assertThat(whatTheNextProgramGets()).containsExactly(message);
    }

    /** The message is acknowledged though the work waits: who kills the program now has lost it. */
    final void assertAcknowledgedBeforeTheWork(String message) throws Exception {
        send(message);
        awaitBegun(1);
        await().atMost(LIMIT).until(() -> inbound().unacknowledged() == 0);
        assertThat(whatTheNextProgramGets()).isEmpty();
    }

    /** What has failed waits for its next attempt. */
    final void assertTriedAgain(String... messages) {
        send(messages);
        await().atMost(LIMIT).until(() -> inbound().failing().getOrDefault(READER, 0) == messages.length);
        assertThat(inbound().unacknowledged()).isEqualTo(messages.length);
    }

    /** The work has begun, and the message is done with. */
    final void assertAcknowledged(String message) {
        send(message);
        awaitBegun(1);
        awaitAllAcknowledged();
    }

    final void awaitAllAcknowledged() {
        await().atMost(LIMIT).until(() -> inbound().unacknowledged() == 0);
        assertThat(inbound().failing()).isEmpty();
    }

    /** Nothing that this program says from now on is heard; another one takes over its session. */
    final List<String> whatTheNextProgramGets() throws Exception {
        line.cut();
        List<String> got = new CopyOnWriteArrayList<>();
        try (Estate next = new Estate(sandbox.tcp(), clientId, PatternRig::persistent)) {
            next.consume(READER, in(), exchange -> got.add(body(exchange)));
            send(MARKER);
            await().atMost(LIMIT).until(() -> got.contains(MARKER));
        }
        return got.stream().filter(body -> !body.equals(MARKER)).toList();
    }
}
