package io.github.camelaliyun.mqtt.brokers;

import io.github.camelaliyun.mqtt.connection.ConnectionState;
import io.github.camelaliyun.mqtt.kit.Estate;
import io.github.camelaliyun.mqtt.kit.FaultProxy;
import io.github.camelaliyun.mqtt.kit.LogCapture;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.health.HealthCheck;
import org.junit.jupiter.api.Test;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Which connections there are, and what passes over them, on every broker. */
abstract class ConnectionContract extends MessageContract {

    private static final int KEEP_ALIVE_SECONDS = 2;

    @Test
    @Shows(Behaviour.REFUSED_LOGIN)
    void aWrongPasswordIsRefusedInWords() throws Exception {
        try (LogCapture log = new LogCapture();
                Estate app = application(
                        broker.tcp(), "refused", c -> c.getConfiguration().setPassword("not-the-password"))) {
            app.consume("in", "paho:refused/in", e -> {});
            await().atMost(LIMIT).until(() -> status(app).lastError() != null);

            assertThat(status(app).lastError())
                    .containsAnyOf(
                            "the server refused the user name or password (CONNACK 4)",
                            "the server does not authorize this client (CONNACK 5)");
            assertThat(log.lines()).anyMatch(line -> line.contains("cannot connect") && line.contains("(CONNACK "));
            HealthCheck.Result health = readiness(app, "paho-connections");
            assertThat(health.getState()).isEqualTo(HealthCheck.State.DOWN);
            assertThat(health.getDetails().get("lastError").toString()).contains("(CONNACK ");
            assertThat(String.join("\n", log.lines())).doesNotContain("not-the-password");
            figure = status(app).lastError().replaceAll("(?s).*\\((CONNACK \\d)\\).*", "$1");
        }
    }

    @Test
    @Shows(Behaviour.LARGE_PAYLOADS)
    void largePayloadsPassBothWaysIntact() throws Exception {
        assertEchoed(broker.tcp(), "large", payload(60_000), payload(1024 * 1024));
    }

    @Test
    @Shows(Behaviour.WILL)
    void theLastWillIsDelivered() throws Exception {
        List<String> wills = new CopyOnWriteArrayList<>();
        try (FaultProxy line = FaultProxy.inFrontOf(broker.tcp().getPort());
                Estate watcher = application("will-watcher");
                Estate mortal = application(line.uri(), "will-mortal", component -> {
                    component.getConfiguration().setWillTopic("will/gone");
                    component.getConfiguration().setWillPayload("farewell");
                    component.getConfiguration().setWillQos(1);
                })) {
            consume(watcher, "paho:will/gone", e -> wills.add(body(e)));
            consume(mortal, "paho:will/unused", e -> {});
            line.cut();
            await().atMost(LIMIT).until(() -> !wills.isEmpty());

            assertThat(wills).containsExactly("farewell");
        }
    }

    @Test
    @Shows(Behaviour.TLS)
    void messagesPassOverTls() throws Exception {
        assertEchoed(broker.ssl(), "tls", payload(100), payload(60_000), payload(1024 * 1024));
    }

    @Test
    @Shows(Behaviour.WEB_SOCKET)
    void messagesPassOverWebSocket() throws Exception {
        assertEchoed(broker.ws(), "ws", payload(100), payload(60_000));
        if (!isLimited(Behaviour.WEB_SOCKET)) {
            assertEchoed(broker.ws(), "ws-large", payload(1024 * 1024));
        }
    }

    @Test
    @Shows(Behaviour.IDLE)
    void anIdleConnectionStays() throws Exception {
        List<String> got = new CopyOnWriteArrayList<>();
        try (Estate app =
                application(broker.tcp(), "idle", c -> c.getConfiguration().setKeepAliveInterval(KEEP_ALIVE_SECONDS))) {
            consume(app, "paho:idle/in", e -> got.add(body(e)));
            Duration idle = Duration.ofMillis(KEEP_ALIVE_SECONDS * 2_500L);
            await().during(idle)
                    .atMost(idle.multipliedBy(2))
                    .until(() -> status(app).state() == ConnectionState.CONNECTED
                            && status(app).connects() == 1);
            app.publish("paho:idle/in", "x");
            await().atMost(LIMIT).until(() -> !got.isEmpty());

            assertThat(status(app).connects()).isEqualTo(1);
        }
    }

    /** Another client sends to a route, which sends back what it got. */
    private void assertEchoed(URI uri, String name, byte[]... payloads) throws Exception {
        try (Estate app = application(
                        uri,
                        name + "-echo",
                        c -> c.setCaFile("file:" + broker.site().caFile()));
                PahoClient other = PahoClient.connect(broker, name + "-paho", true)) {
            app.add(new RouteBuilder() {
                @Override
                public void configure() {
                    from("paho:" + name + "/in").routeId("echo").to("paho:" + name + "/out");
                }
            });
            awaitGranted(app, "echo");
            assertThat(other.subscribe(name + "/out", 1)).isEqualTo(1);
            List<String> expected = new ArrayList<>();
            for (byte[] payload : payloads) {
                other.publish(name + "/in", payload, 1);
                other.awaitAcknowledged();
                expected.add(digest(payload));
                await().atMost(LIMIT)
                        .untilAsserted(() -> assertThat(other.received())
                                .extracting(ConnectionContract::digest)
                                .as("what came back; %s", status(app))
                                .isEqualTo(expected));
            }
        }
    }

    private static String digest(byte[] payload) {
        return payload.length + " bytes, hash " + Arrays.hashCode(payload);
    }

    private static byte[] payload(int bytes) {
        byte[] payload = new byte[bytes];
        new Random(bytes).nextBytes(payload);
        return payload;
    }
}
