package io.github.camelaliyun.mqtt;

import io.github.camelaliyun.mqtt.credential.SignMode;
import io.github.camelaliyun.mqtt.kit.FreePort;
import io.github.camelaliyun.mqtt.sandbox.AliyunMqttSandbox;
import io.github.camelaliyun.mqtt.sandbox.SandboxLease;
import io.github.camelaliyun.mqtt.sandbox.SandboxOptions;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** {@code endpoint=sandbox} in applications of any kind: nothing else is needed, and several share one sandbox. */
class SandboxEndpointIT {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final List<String> received = new CopyOnWriteArrayList<>();
    private final List<AutoCloseable> open = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
        assertNoneIsLeft();
    }

    /** A sandbox that is there already would be shared; a start shows by the port that it cannot have. */
    private static void assertNoneIsLeft() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            assertThatThrownBy(() -> SandboxLease.take(new SandboxOptions(
                            taken.getLocalPort(), false, "key", "secret", "instance", Set.of(), Set.of("test"))))
                    .hasMessageContaining("already in use");
        }
    }

    @Test
    void aContextNeedsNothingButTheEndpoint() throws Exception {
        context(component -> {}, "test/#");

        assertWorks(contextAt(0), "test/one");
    }

    @ParameterizedTest
    @ValueSource(strings = {"token", "device", "custom"})
    void otherModesNeedNothingMore(String mode) throws Exception {
        context(component -> component.getAccount().setAuthMode(mode), "test/#");

        assertWorks(contextAt(0), "test/one");
    }

    @ParameterizedTest
    @ValueSource(strings = {"signature", "token", "device", "custom"})
    void keysAndInstanceOfTheirOwnAreTakenOverInEveryMode(String mode) throws Exception {
        for (String own : List.of("a", "b")) {
            context(
                    component -> {
                        component.getAccount().setAuthMode(mode);
                        component.getAccount().setSignMode(SignMode.SIGNED);
                        component.getAccount().setAccessKey("key-" + own);
                        component.getAccount().setSecretKey("secret-" + own);
                        component.getAccount().setInstanceId("post-cn-" + own);
                    },
                    "test/" + own);
        }
        assertWorks(contextAt(0), "test/a");
        assertWorks(contextAt(1), "test/b");
        assertThat(endpointOf(contextAt(0))).isEqualTo(endpointOf(contextAt(1)));
    }

    @Test
    void twoContextsOfADeviceEachBothComeBack() throws Exception {
        for (String own : List.of("a", "b")) {
            context(component -> component.getAccount().setAuthMode("device"), "test/" + own);
        }
        try (SandboxLease lease = lease()) {
            lease.sandbox().connectedClients().forEach(lease.sandbox().faults()::kick);
            await().atMost(PATIENCE)
                    .until(() -> lease.sandbox().connectedClients().size() == 2);
        }
        assertWorks(contextAt(0), "test/a");
        assertWorks(contextAt(1), "test/b");
    }

    @Test
    void twoContextsShareOneSandboxThatEndsWithTheLast() throws Exception {
        context(component -> {}, "test/a");
        context(component -> {}, "test/b");
        URI endpoint = endpointOf(contextAt(0));
        assertThat(endpointOf(contextAt(1))).isEqualTo(endpoint);
        // Until the other has subscribed.
        await().atMost(PATIENCE).until(() -> {
            publish(contextAt(0), "test/b", "from one to the other");
            return received.contains("test/b from one to the other");
        });

        contextAt(0).stop();
        assertListens(endpoint);
        assertWorks(contextAt(1), "test/b");

        contextAt(1).stop();
        assertThatThrownBy(() -> new Socket(endpoint.getHost(), endpoint.getPort()).close())
                .isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"signature", "token"})
    void componentThatStartsAgainGetsTheSandboxOfThen(String mode) throws Exception {
        AliyunMqttComponent component = new AliyunMqttComponent();
        component.getAccount().setEndpoint("sandbox");
        component.getAccount().setAuthMode(mode);
        for (int i = 0; i < 2; i++) {
            DefaultCamelContext context = new DefaultCamelContext();
            open.add(context);
            context.addComponent("aliyun-mqtt", component);
            context.addRoutes(collect("aliyun-mqtt:test/again"));
            context.start();
            assertWorks(context, "test/again");
            context.stop();
        }
    }

    @Test
    void accountBeanOfAnEndpointMayBeTheSandbox() throws Exception {
        AliyunMqttAccount account = new AliyunMqttAccount();
        account.setEndpoint("Sandbox ");
        DefaultCamelContext context = new DefaultCamelContext();
        context.getRegistry().bind("here", account);
        context.addRoutes(collect("aliyun-mqtt:test/bean?account=#bean:here"));
        open.add(context);
        context.start();
        try (SandboxLease lease = lease()) {
            lease.sandbox().awaitReceiver("test/bean", PATIENCE);
            lease.sandbox().publish("test/bean", "there");
            await().atMost(PATIENCE).until(() -> received.contains("test/bean there"));
        }
    }

    @Test
    void camelMainNeedsNothingButTheEndpoint() throws Exception {
        Main main = new Main();
        Properties properties = new Properties();
        properties.putAll(Map.of(
                "camel.component.aliyun-mqtt.account.endpoint", "sandbox",
                "aliyun.mqtt.parent-topic", "first, ,second,"));
        main.setOverrideProperties(properties);
        main.configure().addRoutesBuilder(collect("aliyun-mqtt:second/#"));
        open.add(main::stop);
        main.start();

        assertWorks(main.getCamelContext(), "second/main");
        assertWorks(main.getCamelContext(), "second/main/again");
    }

    @Test
    void portIsTheOneThatTheSettingNames() throws Exception {
        int port = FreePort.choose();
        DefaultCamelContext context = new DefaultCamelContext();
        context.getPropertiesComponent().addOverrideProperty("aliyun.mqtt.sandbox.port", " " + port);
        start(context, component -> {}, "test/port");

        assertThat(endpointOf(context).getPort()).isEqualTo(port);
    }

    @ParameterizedTest
    @ValueSource(strings = {"here", "70000", "-1"})
    void portThatCannotBeIsRefusedByName(String port) {
        DefaultCamelContext context = new DefaultCamelContext();
        context.getPropertiesComponent().addOverrideProperty("aliyun.mqtt.sandbox.port", port);

        assertThatThrownBy(() -> start(context, component -> {}, "test/port"))
                .rootCause()
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("aliyun.mqtt.sandbox.port")
                .hasMessageContaining(port);
    }

    private void context(Consumer<AliyunMqttComponent> settings, String filter) throws Exception {
        start(new DefaultCamelContext(), settings, filter);
    }

    private void start(DefaultCamelContext context, Consumer<AliyunMqttComponent> settings, String filter)
            throws Exception {
        open.add(context);
        AliyunMqttComponent component = new AliyunMqttComponent();
        component.getAccount().setEndpoint("sandbox");
        settings.accept(component);
        context.addComponent("aliyun-mqtt", component);
        context.addRoutes(collect("aliyun-mqtt:" + filter));
        context.start();
    }

    private DefaultCamelContext contextAt(int index) {
        return (DefaultCamelContext) open.get(index);
    }

    private RouteBuilder collect(String uri) {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from(uri)
                        .process(exchange -> received.add(exchange.getMessage().getHeader("CamelMqttTopic") + " "
                                + exchange.getMessage().getBody(String.class)));
            }
        };
    }

    private void assertWorks(CamelContext context, String topic) throws Exception {
        int before = received.size();
        await().atMost(PATIENCE).ignoreExceptions().until(() -> {
            publish(context, topic, "works");
            // What was published to another topic before may come late, and more than once.
            return received.stream().skip(before).anyMatch((topic + " works")::equals);
        });
    }

    private static void publish(CamelContext context, String topic, String text) throws IOException {
        try (ProducerTemplate template = context.createProducerTemplate()) {
            template.sendBody("aliyun-mqtt:" + topic, text);
        }
    }

    private static URI endpointOf(CamelContext context) {
        return URI.create(context.getComponent("aliyun-mqtt", AliyunMqttComponent.class)
                .getConfiguration()
                .getBrokerUrl());
    }

    private static void assertListens(URI endpoint) throws IOException {
        new Socket(endpoint.getHost(), endpoint.getPort()).close();
    }

    /** A share in the one that the contexts use. */
    private static SandboxLease lease() {
        return SandboxLease.take(new SandboxOptions(
                0,
                false,
                AliyunMqttSandbox.ACCESS_KEY,
                AliyunMqttSandbox.SECRET_KEY,
                AliyunMqttSandbox.INSTANCE_ID,
                Set.of(),
                Set.of("test")));
    }
}
