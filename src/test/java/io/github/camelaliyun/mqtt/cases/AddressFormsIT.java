package io.github.camelaliyun.mqtt.cases;

import io.github.camelaliyun.mqtt.connection.ConnectionStatus;
import io.github.camelaliyun.mqtt.kit.ChildJvm;
import io.github.camelaliyun.mqtt.kit.Mosquitto;
import io.github.camelaliyun.mqtt.kit.RequiresMosquitto;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** Addresses in the forms that are written in the field: without a port, with an underscore, of IPv6. */
class AddressFormsIT extends AddressesRig {

    private static final int FIRST_BYTE_OF_CONNECT = 0x10;

    @ParameterizedTest
    @CsvSource({
        "tcp://127.0.0.1,tcp://127.0.0.1:1883",
        "ssl://127.0.0.1,ssl://127.0.0.1:8883",
        "ws://127.0.0.1/mqtt,ws://127.0.0.1:80/mqtt",
        "wss://127.0.0.1,wss://127.0.0.1:443"
    })
    void c42AnAddressWithoutAPortMeansTheUsualOne(String written, String meant) throws Exception {
        try (PlainContext camel = new PlainContext(NOBODY, "no-port")) {
            camel.consume("in", "paho:test/a?brokerUrl=" + written, exchange -> {});

            assertThat(camel.component().connectionStatuses())
                    .extracting(ConnectionStatus::server)
                    .containsExactly(meant);
        }
    }

    @Test
    @RequiresMosquitto
    void c42AHostWithAnUnderscoreIsConnectedTo(@TempDir Path folder) throws Exception {
        try (Mosquitto broker = Mosquitto.start(Mosquitto.Options.anonymous());
                ChildJvm program = start(folder, "tcp://mqtt_broker:" + broker.port())) {
            program.awaitLine("tcp://mqtt_broker:" + broker.port() + " is CONNECTED", LIMIT);
        }
    }

    @Test
    void c42AHostWithAnUnderscoreThatIsNotKnownIsNamed(@TempDir Path folder) throws Exception {
        try (ChildJvm program = start(folder, "tcp://other_broker:1883")) {
            program.awaitLine("the host name other_broker is not known", LIMIT);
        }
    }

    @Test
    void c42AnIpv6AddressIsConnectedTo() throws Exception {
        try (ServerSocket server = onIpv6();
                PlainContext camel = new PlainContext(
                        NOBODY,
                        "ipv6",
                        component ->
                                component.getConfiguration().setBrokerUrl("tcp://[::1]:" + server.getLocalPort()))) {
            server.setSoTimeout((int) LIMIT.toMillis());
            camel.consume("in", "paho:test/a", exchange -> {});
            try (Socket accepted = server.accept()) {
                assertThat(accepted.getInputStream().read()).isEqualTo(FIRST_BYTE_OF_CONNECT);
            }
        }
    }

    private static ServerSocket onIpv6() {
        try {
            return new ServerSocket(0, 1, InetAddress.getByName("::1"));
        } catch (IOException e) {
            assumeTrue(false, "this machine has no address ::1");
            throw new IllegalStateException("not reached", e);
        }
    }

    /** The JVM's own file of hosts: no other name is known. */
    private static ChildJvm start(Path folder, String server) throws IOException {
        Path hosts = folder.resolve("hosts");
        Files.writeString(hosts, "127.0.0.1 mqtt_broker\n");
        return ChildJvm.start(AddressProgram.class, List.of("-Djdk.net.hosts.file=" + hosts), server);
    }
}
