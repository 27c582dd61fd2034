package io.github.camelaliyun.mqtt;

import io.github.camelaliyun.mqtt.credential.SignatureCredentials;
import io.github.camelaliyun.mqtt.credential.token.TokenSettings;
import io.github.camelaliyun.mqtt.kit.EverythingLogged;
import io.github.camelaliyun.mqtt.sandbox.Sandbox;
import io.github.camelaliyun.mqtt.sandbox.SandboxOptions;
import io.github.camelaliyun.mqtt.sandbox.SharedSandbox;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** The Kamelets in a running context, set up as an estate does it: {@code camel.kamelet.*} and {@code kamelet:} URIs. */
class KameletsIT {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final List<String> ALL = List.of("aliyun-mqtt-source", "aliyun-mqtt-sink", "aliyun-mqtt-p2p-sink");

    private final String clientId = SharedSandbox.uniqueClientId();
    private final String deviceId = clientId.substring(clientId.indexOf("@@@") + 3);
    private final Sandbox sandbox = SharedSandbox.get();
    private final DefaultCamelContext context = new DefaultCamelContext();
    private final Properties properties = new Properties();
    private final List<String> received = new CopyOnWriteArrayList<>();

    @BeforeEach
    void setTheAccount() {
        for (String kamelet : ALL) {
            set(kamelet, "endpoint", sandbox.tcp().toString());
            set(kamelet, "instanceId", SharedSandbox.INSTANCE_ID);
            set(kamelet, "accessKey", SharedSandbox.ACCESS_KEY);
            set(kamelet, "secretKey", SharedSandbox.SECRET_KEY);
            set(kamelet, "groupId", SharedSandbox.GROUP_ID);
            set(kamelet, "deviceId", deviceId);
        }
        set("aliyun-mqtt-p2p-sink", "parentTopic", "test");
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    @Test
    void twoSourcesAndTheSinksOfOneClientIdShareAConnection() throws Exception {
        start(new RouteBuilder() {
            @Override
            public void configure() {
                from("kamelet:aliyun-mqtt-source?topics=test/k1").process(e -> receive("one", e));
                from("kamelet:aliyun-mqtt-source?topics=test/k2/%2B=0,test/p2p/" + clientId)
                        .process(e -> receive("two", e));
                from("direct:out").to("kamelet:aliyun-mqtt-sink?topic=test/k1");
                from("direct:out2").to("kamelet:aliyun-mqtt-sink?topic=test/k2/x");
                from("direct:p2p").to("kamelet:aliyun-mqtt-p2p-sink?targetClientId=" + clientId);
            }
        });
        await().atMost(LIMIT).until(() -> sandbox.subscriptionsOf(clientId).size() == 2);

        send("direct:out", "a");
        send("direct:out2", "b");
        send("direct:p2p", "c");

        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(received)
                        .containsExactlyInAnyOrder(
                                "one test/k1 a", "two test/k2/x b", "two test/p2p/" + clientId + " c"));
        assertThat(sandbox.connectsOf(clientId)).isEqualTo(1);
    }

    @Test
    void kameletsOfTwoAccountsWorkSideBySide() throws Exception {
        try (Sandbox second = Sandbox.start(new SandboxOptions(
                0, false, "second-access-key", "second-secret-key", "post-cn-second", Set.of(), Set.of("second")))) {
            properties.setProperty(
                    "second",
                    "endpoint=" + second.tcp() + "&instanceId=post-cn-second"
                            + "&accessKey=second-access-key&secretKey=RAW(second-secret-key)");
            start(new RouteBuilder() {
                @Override
                public void configure() {
                    from("kamelet:aliyun-mqtt-source?topics=test/k1").process(e -> receive("first", e));
                    from("kamelet:aliyun-mqtt-source?topics=second/k1&{{second}}")
                            .process(e -> receive("second", e));
                    from("direct:first").to("kamelet:aliyun-mqtt-sink?topic=test/k1");
                    from("direct:second").to("kamelet:aliyun-mqtt-sink?topic=second/k1&{{second}}");
                }
            });
            await().atMost(LIMIT)
                    .until(() -> sandbox.subscriptionsOf(clientId).contains("test/k1")
                            && second.subscriptionsOf(clientId).contains("second/k1"));

            send("direct:first", "a");
            send("direct:second", "b");

            await().atMost(LIMIT)
                    .untilAsserted(() ->
                            assertThat(received).containsExactlyInAnyOrder("first test/k1 a", "second second/k1 b"));
            assertThat(sandbox.connectsOf(clientId)).isEqualTo(1);
            assertThat(second.connectsOf(clientId)).isEqualTo(1);
            context.stop();
        }
    }

    @Test
    void theP2pSinkTakesTheTargetOfTheHeaderBeforeThatOfTheProperty() throws Exception {
        start(new RouteBuilder() {
            @Override
            public void configure() {
                from("kamelet:aliyun-mqtt-source?topics=test/p2p/" + clientId).process(e -> receive("p2p", e));
                from("direct:p2p").to("kamelet:aliyun-mqtt-p2p-sink?targetClientId=GID_test@@@nobody");
                from("direct:header")
                        .to("kamelet:aliyun-mqtt-p2p-sink")
                        .process(e ->
                                received.add("left " + e.getIn().getHeaders().keySet()));
            }
        });

        context.createProducerTemplate()
                .sendBodyAndHeader("direct:p2p", "a", "CamelAliyunMqttTargetClientId", clientId);
        await().atMost(LIMIT).untilAsserted(() -> assertThat(received).contains("p2p test/p2p/" + clientId + " a"));
        context.createProducerTemplate()
                .sendBodyAndHeader("direct:header", "b", "CamelAliyunMqttTargetClientId", clientId);
        await().atMost(LIMIT).untilAsserted(() -> assertThat(received).contains("p2p test/p2p/" + clientId + " b"));

        assertThat(received).contains("left [CamelAliyunMqttTargetClientId]");
    }

    @Test
    void theP2pSinkRefusesAMessageForNobodyAndATargetThatIsNoClientId() throws Exception {
        start(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:p2p").to("kamelet:aliyun-mqtt-p2p-sink");
            }
        });

        assertThatThrownBy(() -> send("direct:p2p", "a")).rootCause().hasMessageContaining("nobody to send to");
        assertThatThrownBy(() -> context.createProducerTemplate()
                        .sendBodyAndHeader("direct:p2p", "a", "CamelAliyunMqttTargetClientId", "GID_test@@@x/y"))
                .rootCause()
                .hasMessageContaining("is not a clientId: 'GID_test@@@x/y'");
        assertThatThrownBy(() -> context.createProducerTemplate()
                        .sendBodyAndHeader("direct:p2p", "a", "CamelPahoOverrideTopic", "test/elsewhere"))
                .rootCause()
                .hasMessageContaining("nobody to send to");
    }

    @Test
    void aMissingSecretIsRefusedAtTheStart() {
        properties.remove("camel.kamelet.aliyun-mqtt-sink.secretKey");

        assertThatThrownBy(() -> start(new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("direct:out").to("kamelet:aliyun-mqtt-sink?topic=test/k1");
                    }
                }))
                .rootCause()
                .hasMessageContaining("secretKey");
    }

    @Test
    void aSettingOfTokensThatCannotBeIsCalledAsTheKameletCallsIt() {
        set("aliyun-mqtt-sink", "authMode", "token");
        set("aliyun-mqtt-sink", "tokenServerUrl", "http://127.0.0.1:9/apply");
        set("aliyun-mqtt-sink", "tokenTypes", "RX");

        assertThatThrownBy(() -> start(new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("direct:out").to("kamelet:aliyun-mqtt-sink?topic=test/k1");
                    }
                }))
                .rootCause()
                .hasMessageStartingWith("tokenTypes ");
    }

    @Test
    void tokenModeAndSignModeReachTheAccount() throws Exception {
        set("aliyun-mqtt-sink", "authMode", "token");
        set("aliyun-mqtt-sink", "tokenServerUrl", "http://127.0.0.1:9/apply");
        set("aliyun-mqtt-sink", "tokenServerBearer", "bearer-of-this-test");
        properties.remove("camel.kamelet.aliyun-mqtt-sink.secretKey");
        start(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:out").to("kamelet:aliyun-mqtt-sink?topic=test/k1").autoStartup(false);
            }
        });
        TokenSettings token = new TokenSettings();
        token.setServerUrl("http://127.0.0.1:9/apply");
        token.setServerBearer("bearer-of-this-test");
        AliyunMqttAccount expected = new AliyunMqttAccount();
        expected.setEndpoint(sandbox.tcp().toString());
        expected.setInstanceId(SharedSandbox.INSTANCE_ID);
        expected.setAccessKey(SharedSandbox.ACCESS_KEY);
        expected.setAuthMode("token");
        expected.setToken(token);

        assertThat(context.getEndpoints())
                .filteredOn(AliyunMqttEndpoint.class::isInstance)
                .extracting(endpoint -> ((AliyunMqttEndpoint) endpoint).getAccount())
                .containsExactly(expected);
    }

    @Test
    void noSecretIsLoggedOrInAUri() throws Exception {
        String password = new SignatureCredentials(
                        SharedSandbox.ACCESS_KEY, SharedSandbox.SECRET_KEY, SharedSandbox.INSTANCE_ID)
                .credentialsFor(clientId)
                .password();
        try (EverythingLogged log = new EverythingLogged()) {
            start(new RouteBuilder() {
                @Override
                public void configure() {
                    from("kamelet:aliyun-mqtt-source?topics=test/k1").process(e -> receive("one", e));
                }
            });
            await().atMost(LIMIT).until(() -> sandbox.subscriptionsOf(clientId).contains("test/k1"));

            List<String> uris = context.getEndpoints().stream()
                    .map(Endpoint::getEndpointUri)
                    .toList();
            assertThat(uris).anyMatch(uri -> uri.startsWith("aliyun-mqtt:"));
            assertThat(Stream.concat(uris.stream(), log.lines().stream()))
                    .noneMatch(text -> text.contains(SharedSandbox.SECRET_KEY) || text.contains(password));
        }
    }

    private void set(String kamelet, String property, String value) {
        properties.setProperty("camel.kamelet." + kamelet + "." + property, value);
    }

    private void start(RouteBuilder routes) throws Exception {
        context.getPropertiesComponent().setInitialProperties(properties);
        context.getShutdownStrategy().setTimeout(3);
        context.addRoutes(routes);
        context.start();
    }

    private void send(String uri, String body) {
        context.createProducerTemplate().sendBody(uri, body);
    }

    private void receive(String route, Exchange exchange) {
        received.add(route + " " + exchange.getIn().getHeader("CamelMqttTopic") + " "
                + exchange.getIn().getBody(String.class));
    }
}
