package io.github.camelaliyun.mqtt.sandbox;

import io.github.camelaliyun.mqtt.kit.FreePort;
import io.github.camelaliyun.mqtt.kit.LogCapture;
import io.github.camelaliyun.mqtt.service.InvalidSettingException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Case P34: ports that a test or a script knows before. */
class FixedPortsIT {

    /** P34 */
    @Test
    void eachListenerHasThePortThatIsSetAndOthersLearnOfIt() {
        SandboxPorts ports = new SandboxPorts(FreePort.choose(), FreePort.choose(), FreePort.choose());
        SandboxOptions options = SharedSandbox.options(0, false);
        try (Sandbox sandbox = Sandbox.start(options.withOtherPorts(ports));
                LogCapture log = new LogCapture()) {
            assertThat(sandbox.ssl().getPort()).isEqualTo(ports.ssl());
            assertThat(sandbox.ws().getPort()).isEqualTo(ports.ws());
            assertThat(sandbox.wss().getPort()).isEqualTo(ports.wss());

            sandbox.parts.share(options.withOtherPorts(new SandboxPorts(ports.ssl(), 1, ports.wss())));
            assertThat(log.lines())
                    .containsExactly("WARN the sandbox of this JVM listens on port " + ports.ws()
                            + " already: the setting of wsPort 1 has no effect");
        }
    }

    /** P34 */
    @ParameterizedTest
    @CsvSource({"ssl-port,sslPort", "ws-port,wsPort", "wss-port,wssPort"})
    void portThatIsTakenIsTold(String key, String name) throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            SandboxPorts ports = ports(Map.of(key, " " + taken.getLocalPort()));
            SandboxOptions options = SharedSandbox.options(0, false).withOtherPorts(ports);

            assertThatThrownBy(() -> Sandbox.start(options))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            name + " " + taken.getLocalPort()
                                    + " on 127.0.0.1 is already in use: stop what listens there, set another one, or 0 for any free one");
        }
        assertThatThrownBy(() -> ports(Map.of(key, "70000"))).hasMessageStartingWith(name + " '70000' is no port");
    }

    @Test
    void unsetOrZeroIsAnyFreeOne() {
        assertThat(ports(Map.of("ssl-port", "", "ws-port", "0"))).isEqualTo(SandboxPorts.ANY);
        assertThatThrownBy(() -> new SandboxPorts(0, 0, -1)).hasMessageStartingWith("wssPort '-1' is no port");
    }

    @ParameterizedTest
    @CsvSource({
        "1883,1883,0,wsPort 1883 is the port of sslPort too",
        "1883,0,1883,wssPort 1883 is the port of sslPort too",
        "0,1883,1883,wssPort 1883 is the port of wsPort too"
    })
    void twoListenersWithOnePortAreRefused(int ssl, int ws, int wss, String reason) {
        assertThatThrownBy(() -> new SandboxPorts(ssl, ws, wss))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(reason + ": set another one, or 0 for any free one");
    }

    @ParameterizedTest
    @CsvSource({"1883,0,0,sslPort", "0,1883,0,wsPort", "0,0,1883,wssPort"})
    void thePortOfTcpIsThatOfNoOtherListener(int ssl, int ws, int wss, String other) {
        SandboxOptions options = SharedSandbox.options(0, false).withOtherPorts(new SandboxPorts(ssl, ws, wss));

        assertThatThrownBy(() -> options.withPort(1883))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("port 1883 is the port of " + other + " too: set another one, or 0 for any free one");
    }

    @Test
    void aPortThatMayMoveDoesNotMoveToOneThatIsNamed() throws Exception {
        int wanted = FreePort.choose();
        try (ServerSocket taken = new ServerSocket(wanted, 1, InetAddress.getByName("127.0.0.1"));
                LogCapture log = new LogCapture()) {
            int port = Ports.choose(wanted, true, new SandboxPorts(wanted + 1, wanted + 2, 0));
            assertThat(port).isGreaterThan(wanted + 2);
            assertThat(log.lines())
                    .containsExactly("WARN port " + wanted + " on 127.0.0.1 is already in use, the sandbox takes "
                            + port + ": set the port to choose one");
        }
        assertThat(Ports.choose(wanted, true, new SandboxPorts(0, wanted, 0))).isGreaterThan(wanted);
    }

    @Test
    void whereAllNeighboursAreTakenTooThatIsTold() throws Exception {
        List<ServerSocket> taken = new ArrayList<>();
        try {
            for (int port = 65_533; port <= 65_535; port++) {
                ServerSocket socket = new ServerSocket();
                taken.add(socket);
                try {
                    socket.bind(new InetSocketAddress("127.0.0.1", port));
                } catch (BindException e) {
                    // Then another program has it.
                }
            }
            assertThatThrownBy(() -> Ports.choose(65_533, true, SandboxPorts.ANY))
                    .isInstanceOf(InvalidSettingException.class)
                    .hasMessage(
                            "port 65533 on 127.0.0.1 and those up to 65535 are all in use: set another one, or 0 for any free"
                                    + " one");
        } finally {
            for (ServerSocket socket : taken) {
                socket.close();
            }
        }
    }

    private static SandboxPorts ports(Map<String, String> settings) {
        return SandboxPorts.parse(key -> Optional.ofNullable(settings.get(key)));
    }
}
