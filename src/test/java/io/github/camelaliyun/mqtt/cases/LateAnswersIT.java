package io.github.camelaliyun.mqtt.cases;

import io.github.camelaliyun.mqtt.kit.Estate;
import io.github.camelaliyun.mqtt.kit.FaultProxy;
import io.github.camelaliyun.mqtt.kit.Pem;
import io.github.camelaliyun.mqtt.sandbox.Sandbox;
import io.github.camelaliyun.mqtt.sandbox.SharedSandbox;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/** A server that is slow while a connection is made, but within the connect timeout, is connected to at the first attempt. */
@Timeout(60)
class LateAnswersIT {

    private static final long LATE_MILLIS = 1_500;
    private static final int CONNECT_TIMEOUT_SECONDS = 10;

    private final CountDownLatch never = new CountDownLatch(1);

    @Test
    void c28AnUpgradeAfterASecondAndAHalfIsWaitedFor() throws Exception {
        FrameServer.Script script = new FrameServer.Script() {
            @Override
            public void asked(FrameServer.Link link) throws Exception {
                pause();
                link.upgrade();
            }
        };
        try (FrameServer server = new FrameServer(script);
                PlainContext camel = connecting(server.uri())) {
            camel.publish("paho:test/a", "connected");

            assertThat(server.connects()).isEqualTo(1);
            assertConnectedAtOnce(camel);
        }
    }

    @Test
    void c28AConnackAfterASecondAndAHalfIsWaitedFor() throws Exception {
        try (ScriptedServer server = new ScriptedServer((link, packet) -> {
                    if (packet.type() == ScriptedServer.CONNECT) {
                        pause();
                    }
                    link.answer(packet);
                });
                PlainContext camel = connecting(server.uri())) {
            camel.publish("paho:test/a", "connected");

            assertThat(server.links()).isEqualTo(1);
            assertConnectedAtOnce(camel);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ssl", "wss"})
    void c28ATlsHandshakeAfterASecondAndAHalfIsWaitedFor(String scheme, @TempDir Path folder) throws Exception {
        Sandbox sandbox = SharedSandbox.get();
        Path ca = Pem.certificateOf(sandbox.trustStore(), sandbox.trustStorePassword(), folder.resolve("ca.pem"));
        URI server = scheme.equals("ssl") ? sandbox.ssl() : sandbox.wss();
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
        try (FaultProxy line = FaultProxy.inFrontOf(server.getPort())) {
            line.stall();
            try (Estate application = new Estate(
                    URI.create(scheme + "://127.0.0.1:" + line.port()), SharedSandbox.uniqueClientId(), component -> {
                        component.setCaFile("file:" + ca);
                        component.getConfiguration().setConnectionTimeout(CONNECT_TIMEOUT_SECONDS);
                    })) {
                timer.schedule(line::resume, LATE_MILLIS, TimeUnit.MILLISECONDS);
                application.publish("paho:test/a", "connected");

                assertThat(line.acceptedConnections()).isEqualTo(1);
            }
        } finally {
            timer.shutdownNow();
        }
    }

    private PlainContext connecting(URI server) {
        return new PlainContext(
                server,
                "late",
                component -> component.getConfiguration().setConnectionTimeout(CONNECT_TIMEOUT_SECONDS));
    }

    private static void assertConnectedAtOnce(PlainContext camel) {
        assertThat(camel.component().connectionStatuses().get(0).lastError()).isNull();
    }

    /** As long as the server is late. */
    private void pause() {
        try {
            assertThat(never.await(LATE_MILLIS, TimeUnit.MILLISECONDS)).isFalse();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
