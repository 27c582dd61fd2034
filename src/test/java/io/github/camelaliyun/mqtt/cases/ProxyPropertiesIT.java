package io.github.camelaliyun.mqtt.cases;

import io.github.camelaliyun.mqtt.kit.ChildJvm;
import io.github.camelaliyun.mqtt.kit.TestProxy;
import io.github.camelaliyun.mqtt.kit.TestProxy.Kind;
import io.github.camelaliyun.mqtt.kit.TestProxy.Manner;
import io.github.camelaliyun.mqtt.sandbox.SharedSandbox;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** Servers that are reached through the proxy of the JVM's properties, and which they except. */
@Timeout(90)
class ProxyPropertiesIT extends ProxiesRig {

    private static final Duration STARTS_WITHIN = Duration.ofSeconds(40);

    @ParameterizedTest
    @CsvSource({
        "tcp, http.proxyHost, http.proxyPort, HTTP",
        "wss, https.proxyHost, https.proxyPort, HTTP",
        "ssl, https.proxyHost, https.proxyPort, HTTP",
        "ws, socksProxyHost, socksProxyPort, SOCKS5"
    })
    void thePropertiesOfTheJvmChooseTheProxy(String scheme, String host, String port, Kind kind) throws Exception {
        URI server = server(scheme, "localhost");
        try (TestProxy proxy = new TestProxy(kind, null, Manner.SERVES);
                ChildJvm program = program(server, "", properties(host, port, proxy))) {
            program.awaitLine(ProxyProgram.CONNECTED, STARTS_WITHIN);

            assertThat(proxy.asked()).contains("localhost:" + server.getPort());
        }
    }

    @Test
    void thePropertiesOfTheJvmHaveTheLoginToo() throws Exception {
        URI server = server("wss", "localhost");
        try (TestProxy proxy = new TestProxy(Kind.HTTP, LOGIN, Manner.SERVES)) {
            List<String> properties = properties("https.proxyHost", "https.proxyPort", proxy);
            properties.add("-Dhttps.proxyUser=" + USER);
            properties.add("-Dhttps.proxyPassword=" + PASSWORD);
            try (ChildJvm program = program(server, "", properties)) {
                program.awaitLine(ProxyProgram.CONNECTED, STARTS_WITHIN);

                assertThat(proxy.logins()).containsOnly(LOGIN);
                assertThat(program.lines()).noneMatch(line -> line.contains(PASSWORD));
            }
        }
    }

    @Test
    void theHostsThatThePropertiesExceptAreReachedWithoutTheProxy() throws Exception {
        try (TestProxy proxy = new TestProxy(Kind.HTTP, null, Manner.SERVES)) {
            List<String> properties = properties("http.proxyHost", "http.proxyPort", proxy);
            properties.add("-Dhttp.nonProxyHosts=localhost");
            try (ChildJvm program = program(server("tcp", "localhost"), "", properties)) {
                program.awaitLine(ProxyProgram.CONNECTED, STARTS_WITHIN);

                assertThat(proxy.asked()).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "wss"})
    void theOptionNoneGoesBeforeThePropertiesOfTheJvm(String scheme) throws Exception {
        try (TestProxy proxy = new TestProxy(Kind.HTTP, null, Manner.SERVES)) {
            List<String> properties = properties("http.proxyHost", "http.proxyPort", proxy);
            properties.addAll(properties("https.proxyHost", "https.proxyPort", proxy));
            try (ChildJvm program = program(server(scheme, "localhost"), "none", properties)) {
                program.awaitLine(ProxyProgram.CONNECTED, STARTS_WITHIN);

                assertThat(proxy.asked()).isEmpty();
            }
        }
    }

    /** No host is excepted unless a test says so; by default the JVM excepts this machine. */
    private static List<String> properties(String host, String port, TestProxy proxy) {
        return new ArrayList<>(List.of(
                "-D" + host + "=127.0.0.1",
                "-D" + port + "=" + proxy.port(),
                "-Dhttp.nonProxyHosts=",
                "-DsocksNonProxyHosts="));
    }

    private ChildJvm program(URI server, String proxy, List<String> properties) throws Exception {
        return ChildJvm.start(
                ProxyProgram.class,
                properties,
                server.toString(),
                caFile().toString(),
                SharedSandbox.uniqueClientId(),
                proxy);
    }
}
