package io.github.camelaliyun.mqtt.sandbox;

import io.github.camelaliyun.mqtt.kit.FreePort;
import io.github.camelaliyun.mqtt.kit.LogCapture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.net.InetAddress;
import java.net.ServerSocket;
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

    private static SandboxPorts ports(Map<String, String> settings) {
        return SandboxPorts.parse(key -> Optional.ofNullable(settings.get(key)));
    }
}
