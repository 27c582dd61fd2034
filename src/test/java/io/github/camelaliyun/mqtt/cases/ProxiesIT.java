package io.github.camelaliyun.mqtt.cases;

import io.github.camelaliyun.mqtt.AliyunMqttComponent;
import io.github.camelaliyun.mqtt.kit.ChildJvm;
import io.github.camelaliyun.mqtt.kit.Estate;
import io.github.camelaliyun.mqtt.kit.EverythingLogged;
import io.github.camelaliyun.mqtt.kit.Pem;
import io.github.camelaliyun.mqtt.kit.TestProxy;
import io.github.camelaliyun.mqtt.kit.TestProxy.Kind;
import io.github.camelaliyun.mqtt.kit.TestProxy.Manner;
import io.github.camelaliyun.mqtt.sandbox.Sandbox;
import io.github.camelaliyun.mqtt.sandbox.SharedSandbox;
import org.apache.camel.health.HealthCheckHelper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Servers that are reached through a proxy, and what is said when it does not let anybody through. */
@Timeout(90)
class ProxiesIT {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final Duration STARTS_WITHIN = Duration.ofSeconds(40);
    private static final int CONNECT_TIMEOUT_SECONDS = 2;
    /** No resolver knows it, and the proxy needs none. */
    private static final String UNKNOWN = "mqtt.unknown.example";

    private static final String USER = "gate";
    private static final String PASSWORD = "Planted-Secret-0451";
    private static final String LOGIN = USER + ":" + PASSWORD;

    private final List<String> received = new CopyOnWriteArrayList<>();

    @TempDir
    private Path folder;

    /** The certificate of the sandbox is for {@code localhost}, so that name is asked for with TLS. */
    @ParameterizedTest
    @CsvSource({
        "HTTP, tcp, mqtt.unknown.example",
        "HTTP, ssl, localhost",
        "HTTP, ws, mqtt.unknown.example",
        "HTTP, wss, localhost",
        "SOCKS5, tcp, mqtt.unknown.example",
        "SOCKS5, ssl, localhost",
        "SOCKS5, ws, mqtt.unknown.example",
        "SOCKS5, wss, localhost"
    })
    void aServerIsReachedThroughAProxyWhichGetsTheNameAsItIs(Kind kind, String scheme, String host) throws Exception {
        URI server = server(scheme, host);
        try (TestProxy proxy = new TestProxy(kind, null, Manner.SERVES);
                Estate application = estate(server, component -> component.setProxy(proxy.address()))) {
            assertRoundTrip(application);

            assertThat(proxy.asked()).containsExactly(host + ":" + server.getPort());
            assertThat(proxy.logins()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"HTTP, tcp", "HTTP, wss", "SOCKS5, tcp", "SOCKS5, wss"})
    void theLoginIsPresentedToTheProxyAndShownNowhere(Kind kind, String scheme) throws Exception {
        try (EverythingLogged log = new EverythingLogged();
                TestProxy proxy = new TestProxy(kind, LOGIN, Manner.SERVES);
                Estate application =
                        estate(server(scheme, "localhost"), component -> login(component, proxy, PASSWORD))) {
            assertRoundTrip(application);

            assertThat(proxy.logins()).containsOnly(LOGIN);
            assertThat(shown(log, application)).noneMatch(text -> text.contains(PASSWORD));
        }
    }

    @ParameterizedTest
    @CsvSource({"HTTP, 407", "SOCKS5, authStatus"})
    void aLoginThatTheProxyRefusesIsToldInWordsWithoutIt(Kind kind, String reason) throws Exception {
        try (EverythingLogged log = new EverythingLogged();
                TestProxy proxy = new TestProxy(kind, LOGIN, Manner.SERVES);
                Estate application =
                        estate(server("tcp", UNKNOWN), component -> login(component, proxy, "wrong-" + PASSWORD))) {
            consume(application);
            awaitReason(
                    application,
                    "the proxy wants a login, or refuses",
                    reason,
                    "check proxyUserName and proxyPassword");

            assertThat(proxy.logins()).contains(USER + ":wrong-" + PASSWORD);
            assertThat(shown(log, application)).noneMatch(text -> text.contains(PASSWORD));
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aProxyThatWantsALoginIsToldWhereNoneIsSet(Kind kind) throws Exception {
        try (TestProxy proxy = new TestProxy(kind, LOGIN, Manner.SERVES);
                Estate application =
                        estate(server("ssl", "localhost"), component -> component.setProxy(proxy.address()))) {
            consume(application);
            awaitReason(application, "the proxy wants a login, or refuses", "check proxyUserName and proxyPassword");
        }
    }

    @ParameterizedTest
    @CsvSource({"HTTP, 403", "SOCKS5, HOST_UNREACHABLE"})
    void aProxyThatRefusesIsToldWithItsAnswer(Kind kind, String answer) throws Exception {
        try (TestProxy proxy = new TestProxy(kind, null, Manner.REFUSES);
                Estate application =
                        estate(server("wss", "localhost"), component -> component.setProxy(proxy.address()))) {
            consume(application);
            awaitReason(
                    application, "the proxy does not connect to the server", answer, "lets this host and port through");
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aProxyThatHangsIsLeftAtTheConnectTimeout(Kind kind) throws Exception {
        try (TestProxy proxy = new TestProxy(kind, null, Manner.HANGS);
                Estate application =
                        estate(server("ssl", "localhost"), component -> component.setProxy(proxy.address()))) {
            consume(application);
            awaitReason(application, "the proxy's handshake did not end within 2000 ms");
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aProxyThatClosesIsNamedAsTheOneWhoDid(Kind kind) throws Exception {
        try (TestProxy proxy = new TestProxy(kind, null, Manner.CLOSES);
                Estate application = estate(server("tcp", UNKNOWN), component -> component.setProxy(proxy.address()))) {
            consume(application);
            awaitReason(application, "the proxy");
        }
    }

    @Test
    void aProxyThatIsNotThereIsNamed() throws Exception {
        try (Estate application =
                estate(server("tcp", UNKNOWN), component -> component.setProxy("http://127.0.0.1:1"))) {
            consume(application);
            awaitReason(
                    application, "http://127.0.0.1:1", "the proxy cannot be reached (", "check the option proxy or,");
        }
    }

    @Test
    void aProxyWhoseNameIsNotKnownIsNamed() throws Exception {
        try (Estate application =
                estate(server("tcp", "localhost"), component -> component.setProxy("socks5://proxy.invalid:1080"))) {
            consume(application);
            awaitReason(application, "the proxy's host name proxy.invalid is not known: check the option proxy or,");
        }
    }

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

    private Estate estate(URI server, java.util.function.Consumer<AliyunMqttComponent> settings) throws Exception {
        Path ca = caFile();
        return new Estate(server, SharedSandbox.uniqueClientId(), component -> {
            component.setCaFile("file:" + ca);
            component.getConfiguration().setConnectionTimeout(CONNECT_TIMEOUT_SECONDS);
            settings.accept(component);
        });
    }

    private Path caFile() throws Exception {
        Sandbox sandbox = SharedSandbox.get();
        return Pem.certificateOf(sandbox.trustStore(), sandbox.trustStorePassword(), folder.resolve("ca.pem"));
    }

    private static void login(AliyunMqttComponent component, TestProxy proxy, String password) {
        component.setProxy(proxy.address());
        component.setProxyUserName(USER);
        component.setProxyPassword(password);
    }

    private static URI server(String scheme, String host) {
        Sandbox sandbox = SharedSandbox.get();
        URI uri = switch (scheme) {
            case "tcp" -> sandbox.tcp();
            case "ssl" -> sandbox.ssl();
            case "ws" -> sandbox.ws();
            default -> sandbox.wss();
        };
        return URI.create(uri.toString().replace("127.0.0.1", host));
    }

    private void consume(Estate application) throws Exception {
        application.consume(
                "in",
                "paho:test/proxies",
                exchange -> received.add(exchange.getIn().getBody(String.class)));
    }

    private void assertRoundTrip(Estate application) throws Exception {
        consume(application);
        application.publish("paho:test/proxies", "through");
        await().atMost(LIMIT).untilAsserted(() -> assertThat(received).contains("through"));
    }

    private static void awaitReason(Estate application, String... words) {
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(application
                                .component()
                                .connectionStatuses()
                                .get(0)
                                .lastError())
                        .contains(words));
    }

    private static List<String> shown(EverythingLogged log, Estate application) {
        Stream<String> states = Stream.concat(
                application.component().connectionStatuses().stream().map(String::valueOf),
                HealthCheckHelper.invoke(application.context(), "full").stream()
                        .map(result -> result.getMessage() + " " + result.getDetails()));
        return Stream.concat(log.lines().stream(), states).toList();
    }
}
