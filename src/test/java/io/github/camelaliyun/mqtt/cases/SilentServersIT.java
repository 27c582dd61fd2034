package io.github.camelaliyun.mqtt.cases;

import io.github.camelaliyun.mqtt.AliyunMqttComponent;
import io.github.camelaliyun.mqtt.connection.ConnectionState;
import io.github.camelaliyun.mqtt.connection.ConnectionStatus;
import io.github.camelaliyun.mqtt.kit.ChildJvm;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A server or an address that says nothing keeps a connection from the next one for one connect timeout, and no longer. */
@Timeout(60)
class SilentServersIT {

    private static final int CONNECT_TIMEOUT_SECONDS = 2;
    /** One connect timeout, and what a busy machine needs beside. */
    private static final Duration ONE_TIMEOUT = Duration.ofSeconds(CONNECT_TIMEOUT_SECONDS + 4);

    private static final Duration STARTS_WITHIN = Duration.ofSeconds(40);

    /** What the first server leaves unanswered: CONNECT, or the handshake before it. */
    @ParameterizedTest
    @ValueSource(strings = {"tcp", "ssl", "ws", "wss"})
    void c12TheSecondServerIsConnectedToWithinOneConnectTimeout(String scheme) throws Exception {
        try (ServerSocket silent = listen("127.0.0.1", 0);
                ScriptedServer second = new ScriptedServer();
                PlainContext camel = new PlainContext(
                        second.uri(),
                        "two-servers",
                        component -> servers(component, scheme + "://127.0.0.1:" + silent.getLocalPort(), second))) {
            camel.consume("in", "paho:test/a", exchange -> {});

            await().atMost(ONE_TIMEOUT).until(() -> status(camel).state() == ConnectionState.CONNECTED);
            assertThat(second.links()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "tcp, no CONNACK",
        "ssl, the TLS handshake did not end",
        "ws, the WebSocket handshake did not end",
    })
    void c12WhenNoServerAnswersEachIsNamedWithWhatItDidNotDo(String scheme, String reason) throws Exception {
        try (ServerSocket silent = listen("127.0.0.1", 0);
                ServerSocket other = listen("127.0.0.1", 0);
                PlainContext camel = new PlainContext(URI.create("tcp://127.0.0.1:1"), "none", component -> {
                    component
                            .getConfiguration()
                            .setServerURIs(scheme + "://127.0.0.1:" + silent.getLocalPort() + ",tcp://127.0.0.1:"
                                    + other.getLocalPort());
                    component.getConfiguration().setConnectionTimeout(CONNECT_TIMEOUT_SECONDS);
                })) {
            camel.consume("in", "paho:test/a", exchange -> {});

            await().atMost(ONE_TIMEOUT.multipliedBy(2))
                    .untilAsserted(() -> assertThat(status(camel).lastError())
                            .contains(
                                    "127.0.0.1:" + silent.getLocalPort(),
                                    "127.0.0.1:" + other.getLocalPort(),
                                    reason,
                                    "no CONNACK"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "ws"})
    void c12AfterALossTheServerThatWentSilentIsLeftForTheOther(String scheme) throws Exception {
        try (ServerSocket silent = listen("127.0.0.1", 0);
                ScriptedServer second = new ScriptedServer();
                PlainContext camel = new PlainContext(
                        second.uri(),
                        "two-servers",
                        component -> servers(component, scheme + "://127.0.0.1:" + silent.getLocalPort(), second))) {
            camel.consume("in", "paho:test/a", exchange -> {});
            await().atMost(ONE_TIMEOUT).until(() -> status(camel).state() == ConnectionState.CONNECTED);

            second.breakLink();

            await().atMost(ONE_TIMEOUT.plusSeconds(3))
                    .until(() -> status(camel).connects() == 2 && second.links() == 2);
        }
    }

    /** The name has two addresses; behind the first is nobody, or somebody who says nothing. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void c12TheSecondAddressOfANameIsConnectedTo(boolean silent, @TempDir Path folder) throws Exception {
        Path hosts = folder.resolve("hosts");
        Files.writeString(hosts, "127.0.0.2 broker.example\n127.0.0.1 broker.example\n");
        try (ScriptedServer second = new ScriptedServer();
                ServerSocket first = silent ? listen("127.0.0.2", second.uri().getPort()) : null;
                ChildJvm program = ChildJvm.start(
                        AddressProgram.class,
                        List.of("-Djdk.net.hosts.file=" + hosts),
                        "tcp://broker.example:" + second.uri().getPort(),
                        String.valueOf(CONNECT_TIMEOUT_SECONDS))) {
            program.awaitLine(" is CONNECTED", STARTS_WITHIN);

            assertThat(second.received(ScriptedServer.CONNECT)).hasSize(1);
        }
    }

    private static void servers(AliyunMqttComponent component, String first, ScriptedServer second) {
        component.getConfiguration().setServerURIs(first + "," + second.uri());
        component.getConfiguration().setConnectionTimeout(CONNECT_TIMEOUT_SECONDS);
    }

    /** The kernel accepts, and nobody takes what it has accepted. */
    private static ServerSocket listen(String address, int port) throws IOException {
        return new ServerSocket(port, 50, InetAddress.getByName(address));
    }

    private static ConnectionStatus status(PlainContext camel) {
        return camel.component().connectionStatuses().get(0);
    }
}
