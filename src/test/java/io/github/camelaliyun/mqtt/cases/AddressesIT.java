package io.github.camelaliyun.mqtt.cases;

import io.github.camelaliyun.mqtt.AliyunMqttComponent;
import io.github.camelaliyun.mqtt.AliyunMqttEndpoint;
import io.github.camelaliyun.mqtt.connection.ConnectionState;
import io.github.camelaliyun.mqtt.connection.ConnectionStatus;
import io.github.camelaliyun.mqtt.kit.ChildJvm;
import io.github.camelaliyun.mqtt.kit.EverythingLogged;
import io.github.camelaliyun.mqtt.kit.Mosquitto;
import io.github.camelaliyun.mqtt.kit.RequiresMosquitto;
import org.apache.camel.Endpoint;
import org.apache.camel.console.DevConsole;
import org.apache.camel.console.DevConsoleRegistry;
import org.apache.camel.health.HealthCheckHelper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import javax.management.JMException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** Addresses in all the forms that are written in the field, and the logins in them. */
class AddressesIT {

    private static final URI NOBODY = URI.create("tcp://127.0.0.1:1");
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int FIRST_BYTE_OF_CONNECT = 0x10;

    private static final String PASSWORD = "Planted@Secret0451";
    private static final String LOGIN = "meter:Planted%40Secret0451";
    private static final Mosquitto.Options USERS = Mosquitto.Options.withUsers(Map.of("meter", PASSWORD));

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
    void c42TheLoginOfTheAddressIsPresentedToTheServer() throws Exception {
        try (Mosquitto broker = Mosquitto.start(USERS)) {
            String address = withLogin(broker, LOGIN);

            assertConnects(component -> component.getConfiguration().setBrokerUrl(address), "");
            assertConnects(component -> component.getAccount().setEndpoint(address), "");
            assertConnects(
                    component -> component
                            .getConfiguration()
                            .setServerURIs(withLogin(broker, LOGIN).replace(":" + broker.port(), ":1") + "," + address),
                    "");
            assertConnects(component -> {}, "?brokerUrl=RAW(" + address + ")");
            assertConnects(component -> {}, "?brokerUrl=" + address.replace("%", "%25"));
        }
    }

    @Test
    @RequiresMosquitto
    void c42TheOptionsUserNameAndPasswordGoBeforeTheLoginOfTheAddress() throws Exception {
        try (Mosquitto broker = Mosquitto.start(USERS)) {
            assertConnects(
                    component -> component.getConfiguration().setBrokerUrl(withLogin(broker, "other:wrong")),
                    "?userName=meter&password=RAW(" + PASSWORD + ")");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"userName=meter", "password=RAW(x)"})
    void c42OneOfBothOptionsBesideALoginInTheAddressIsRefused(String option) {
        try (PlainContext camel = new PlainContext(
                NOBODY,
                "half",
                component -> component.getConfiguration().setBrokerUrl("tcp://" + LOGIN + "@127.0.0.1:1"))) {
            assertThatThrownBy(() -> camel.consume("in", "paho:test/a?" + option, exchange -> {}))
                    .hasStackTraceContaining("set both, which go before the login of the address, or neither")
                    .satisfies(e -> assertThat(stackTrace(e)).doesNotContain("Planted"));
        }
    }

    @Test
    void c42WithTheKeysOfTheServiceALoginInTheAddressIsRefused() {
        try (PlainContext camel = new PlainContext(NOBODY, "GID_test@@@1", component -> {
            component.getAccount().setAccessKey("LTAIaccessKey0000");
            component.getAccount().setSecretKey("secretKeyOfTheTest");
            component.getAccount().setInstanceId("post-cn-test");
            component.getConfiguration().setBrokerUrl("tcp://" + LOGIN + "@127.0.0.1:1");
        })) {
            assertThatThrownBy(() -> camel.consume("in", "paho:test/a", exchange -> {}))
                    .hasStackTraceContaining(
                            "'tcp://***@127.0.0.1:1' carries a user: credentials belong in access-key and"
                                    + " secret-key, never in an address")
                    .satisfies(e -> assertThat(stackTrace(e)).doesNotContain("Planted"));
        }
    }

    @Test
    void c42NoPasswordIsSentToAServerThatItWasNotWrittenFor() {
        try (PlainContext camel = new PlainContext(
                NOBODY,
                "two",
                component -> component
                        .getConfiguration()
                        .setServerURIs("tcp://" + LOGIN + "@127.0.0.1:1,tcp://127.0.0.1:2"))) {
            assertThatThrownBy(() -> camel.consume("in", "paho:test/a", exchange -> {}))
                    .hasStackTraceContaining("different logins")
                    .satisfies(e -> assertThat(stackTrace(e)).doesNotContain("Planted"));
        }
    }

    @Test
    @RequiresMosquitto
    void c42ALoginThatIsPresentedIsShownNowhere() throws Exception {
        try (Mosquitto broker = Mosquitto.start(USERS);
                EverythingLogged log = new EverythingLogged();
                PlainContext camel = new PlainContext(
                        NOBODY,
                        "shown",
                        component -> component.getConfiguration().setBrokerUrl(withLogin(broker, LOGIN)))) {
            camel.consume("in", "paho:test/a", exchange -> {});
            awaitConnected(camel);
            camel.publish("paho:test/a", "a message");

            List<String> shown = shownBy(camel);
            shown.addAll(log.lines());
            assertThat(shown).hasSizeGreaterThan(100).anyMatch(text -> text.contains(":" + broker.port()));
            assertThat(holdingTheLogin(shown)).isEmpty();
        }
    }

    @Test
    @RequiresMosquitto
    void c42ALoginThatIsRefusedIsShownNowhere() throws Exception {
        try (Mosquitto broker = Mosquitto.start(USERS);
                EverythingLogged log = new EverythingLogged();
                PlainContext camel = new PlainContext(
                        NOBODY,
                        "shown",
                        component -> component.getConfiguration().setBrokerUrl(withLogin(broker, LOGIN + "x")))) {
            camel.consume("in", "paho:test/a", exchange -> {});
            await().atMost(LIMIT)
                    .until(() ->
                            log.lines().stream().anyMatch(line -> line.startsWith("WARN") && line.contains("CONNACK")));

            List<String> shown = shownBy(camel);
            shown.addAll(log.lines());
            assertThat(holdingTheLogin(shown)).isEmpty();
        }
    }

    /** What Camel itself writes of a URI at the levels of a developer is its own: it masks the plain form alone. */
    @ParameterizedTest
    @ValueSource(
            strings = {"%s&qos=1", "RAW(%s)&qos=1&keepAliveInterval=30", "%s&userName=other&password=RAW(other)&qos=1"})
    @RequiresMosquitto
    void c42ALoginInTheUriOfARouteIsMaskedWhereTheEndpointIsShown(String option) throws Exception {
        try (Mosquitto broker = Mosquitto.start(USERS);
                EverythingLogged log = new EverythingLogged();
                PlainContext camel = new PlainContext(NOBODY, "shown")) {
            String address = String.format(option, "tcp://meter:PlantedSecret0451@127.0.0.1:" + broker.port());
            camel.consume("in", "paho:test/a?brokerUrl=" + address, exchange -> {});
            await().atMost(LIMIT)
                    .until(() ->
                            log.lines().stream().anyMatch(line -> line.startsWith("WARN") && line.contains("CONNACK")));

            List<String> shown = shownBy(camel);
            log.lines().stream()
                    .filter(line -> line.matches("(?s)(INFO|WARN|ERROR) .*"))
                    .forEach(shown::add);
            assertThat(holdingTheLogin(shown)).isEmpty();
            assertThat(log.lines())
                    .filteredOn(line -> line.startsWith("WARN") && line.contains("brokerUrl of an endpoint's URI has"))
                    .hasSize(1);
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

    private static String withLogin(Mosquitto broker, String login) {
        return "tcp://" + login + "@127.0.0.1:" + broker.port();
    }

    private static void assertConnects(Consumer<AliyunMqttComponent> settings, String parameters) throws Exception {
        try (PlainContext camel = new PlainContext(NOBODY, "address", settings)) {
            camel.consume("in", "paho:test/a" + parameters, exchange -> {});
            awaitConnected(camel);
        }
    }

    private static void awaitConnected(PlainContext camel) {
        await().atMost(LIMIT)
                .until(() -> camel.component().connectionStatuses().stream()
                        .anyMatch(status -> status.state() == ConnectionState.CONNECTED));
    }

    private static List<String> holdingTheLogin(List<String> texts) {
        return texts.stream()
                .filter(text -> text.contains("Planted") || text.contains("meter:") || text.contains("meter%3A"))
                .toList();
    }

    private static String stackTrace(Throwable e) {
        java.io.StringWriter text = new java.io.StringWriter();
        e.printStackTrace(new java.io.PrintWriter(text));
        return text.toString();
    }

    private static List<String> shownBy(PlainContext camel) throws JMException {
        List<String> shown = new ArrayList<>();
        for (Endpoint endpoint : camel.context().getEndpoints()) {
            shown.addAll(List.of(endpoint.toString(), endpoint.getEndpointUri(), endpoint.getEndpointKey()));
            if (endpoint instanceof AliyunMqttEndpoint ours) {
                shown.add(ours.getServiceUrl() + ours.getServiceMetadata());
            }
        }
        shown.add(camel.component() + " " + camel.component().getConfiguration());
        shown.add(camel.component().connectionStatuses().toString());
        HealthCheckHelper.invoke(camel.context(), "full")
                .forEach(result -> shown.add(result.getState() + " " + result.getMessage() + result.getDetails()));
        DevConsoleRegistry consoles =
                camel.context().getCamelContextExtension().getContextPlugin(DevConsoleRegistry.class);
        if (consoles != null) {
            consoles.stream()
                    .filter(console -> console.supportMediaType(DevConsole.MediaType.TEXT))
                    .forEach(console -> shown.add(String.valueOf(console.call(DevConsole.MediaType.TEXT))));
        }
        MBeanServer jmx = ManagementFactory.getPlatformMBeanServer();
        for (ObjectName name : jmx.queryNames(new ObjectName("*camel*:*"), null)) {
            for (MBeanAttributeInfo attribute : jmx.getMBeanInfo(name).getAttributes()) {
                if (attribute.isReadable()) {
                    shown.add(name + " " + attribute.getName() + "=" + jmx.getAttribute(name, attribute.getName()));
                }
            }
        }
        return shown;
    }
}
