package estate;

import io.github.camelaliyun.mqtt.AliyunMqttComponent;
import io.github.camelaliyun.mqtt.it.Leftovers;
import io.github.camelaliyun.mqtt.it.RuntimeClassPath;
import io.github.camelaliyun.mqtt.it.SeparateSandbox;
import org.apache.camel.CamelContext;
import org.apache.camel.ConsumerTemplate;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.main.Main;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

class SamplesTest {

    private static final String CLIENT_ID = "GID_moved@@@00001";
    private static final long PATIENCE_MILLIS = 20_000;

    private static SeparateSandbox broker;
    /** With the same account, as the routes have one user name for both. */
    private static SeparateSandbox remote;

    private final Leftovers leftovers = new Leftovers();
    private Main main;
    private CamelContext context;
    private ProducerTemplate template;

    @BeforeAll
    static void startBrokers() {
        broker = SeparateSandbox.start();
        remote = SeparateSandbox.start();
    }

    @AfterAll
    static void stopBrokers() {
        broker.close();
        remote.close();
    }

    @BeforeEach
    void start() throws Exception {
        main = new Main();
        main.addOverrideProperty("broker", broker.tcp().toString());
        main.addOverrideProperty("remote.broker", remote.tcp().toString());
        main.addOverrideProperty("user", broker.userName());
        main.addOverrideProperty("password", broker.passwordOf(CLIENT_ID));
        main.start();
        context = main.getCamelContext();
        template = main.getCamelTemplate();
    }

    @AfterEach
    void stop() throws Exception {
        main.stop();
        broker.awaitNoClients();
        leftovers.assertNone();
    }

    @Test
    void theOneLineIsEnough() {
        assertThat(context.getComponent("paho")).isInstanceOf(AliyunMqttComponent.class);
    }

    @Test
    void readsFromTheBrokerOfTheComponent() throws Exception {
        MockEndpoint test = expect("mock:test", "hello");
        awaitSubscription(broker, CLIENT_ID, "some/queue");
        template.sendBody("paho:some/queue", "hello");
        test.assertIsSatisfied(PATIENCE_MILLIS);
    }

    @Test
    void readsFromTheBrokerThatTheUriNames() throws Exception {
        MockEndpoint test = expect("mock:remote", "from afar");
        awaitSubscription(remote, CLIENT_ID, "some/queue");
        template.sendBody("paho:some/queue?brokerUrl=" + remote.tcp(), "from afar");
        test.assertIsSatisfied(PATIENCE_MILLIS);
    }

    @Test
    void sendsToTheBroker() throws Exception {
        MockEndpoint sent = consume("paho:some/target/queue", broker, CLIENT_ID, "some/target/queue", "hello");
        template.sendBody("direct:test", "hello");
        sent.assertIsSatisfied(PATIENCE_MILLIS);
    }

    @Test
    void sendsToTheTopicOfTheHeader() throws Exception {
        MockEndpoint sent = consume("paho:some/customer", broker, CLIENT_ID, "some/customer", "hello");
        template.sendBodyAndHeader("direct:dynamic", "hello", "customerId", "some/customer");
        sent.assertIsSatisfied(PATIENCE_MILLIS);
    }

    @Test
    void operatesOnBytesAndConverts() throws Exception {
        byte[] sent = "message".getBytes(StandardCharsets.UTF_8);
        try (ConsumerTemplate consumerTemplate = context.createConsumerTemplate()) {
            CompletableFuture<byte[]> bytes = CompletableFuture.supplyAsync(
                    () -> consumerTemplate.receiveBody("paho:topic", PATIENCE_MILLIS, byte[].class));
            awaitSubscription(broker, CLIENT_ID, "topic");
            template.sendBody("paho:topic", sent);
            assertThat(bytes.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)).isEqualTo(sent);
            template.sendBody("paho:topic", "text");
            assertThat(consumerTemplate.receiveBody("paho:topic", PATIENCE_MILLIS, String.class))
                    .isEqualTo("text");
        }
    }

    /** Each on a connection of its own, since most are the connection's. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "qos=0",
                "qos=2",
                "retained=false",
                "cleanSession=false&qos=1",
                "keepAliveInterval=30",
                "connectionTimeout=10",
                "connectionTimeout=0",
                "maxInflight=5",
                "mqttVersion=4",
                "mqttVersion=0",
                "serverURIs={{broker}}",
                "userName={{user}}",
                "httpsHostnameVerificationEnabled=false",
                "automaticReconnect=true",
                "maxReconnectDelay=5000",
                "persistence=FILE&filePersistenceDirectory=target",
                "executorServiceTimeout=5",
                "manualAcksEnabled=true",
                "lazyStartProducer=true"
            })
    void takesTheOption(String option) throws Exception {
        String name = Integer.toHexString(option.hashCode());
        String clientId = "GID_moved@@@" + name;
        String topic = "some/" + name;
        String uri = "paho:" + topic + "?" + option + "&clientId=" + clientId + "&password=RAW("
                + broker.passwordOf(clientId) + ")";
        MockEndpoint received = consume(uri, broker, clientId, topic, "with " + option);
        template.sendBody(uri, "with " + option);
        received.assertIsSatisfied(PATIENCE_MILLIS);
        assertThat(broker.connectsOf(clientId)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bridgeErrorHandler=true", "exchangePattern=InOut"})
    void takesTheOptionOfAConsumer(String option) throws Exception {
        MockEndpoint received = consume("paho:some/consumer?" + option, broker, CLIENT_ID, "some/consumer", "hello");
        template.sendBody("paho:some/consumer", "hello");
        received.assertIsSatisfied(PATIENCE_MILLIS);
    }

    @Test
    void refusesAClientOfTheEstatesOwn() throws Exception {
        context.getRegistry().bind("own", new MqttClient("tcp://127.0.0.1:1", "own", new MemoryPersistence()));
        assertThatThrownBy(() -> context.getEndpoint("paho:some/queue?client=#own"))
                .hasRootCauseMessage("client: this component makes its own connections, one for each clientId;"
                        + " remove the option, or use camel-paho's own component under another name");
    }

    @Test
    void nothingOfTheSandboxCameAlong() {
        RuntimeClassPath.assertNothingCameAlong("slf4j-simple");
    }

    private MockEndpoint expect(String uri, String body) {
        MockEndpoint endpoint = context.getEndpoint(uri, MockEndpoint.class);
        endpoint.expectedBodiesReceived(body);
        return endpoint;
    }

    /** Adds a route that consumes, and returns when the broker has its subscription. */
    private MockEndpoint consume(String uri, SeparateSandbox at, String clientId, String topic, String body)
            throws Exception {
        MockEndpoint endpoint = expect("mock:added", body);
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from(uri).to("mock:added");
            }
        });
        awaitSubscription(at, clientId, topic);
        return endpoint;
    }

    private static void awaitSubscription(SeparateSandbox at, String clientId, String topic) {
        await("subscription to " + topic)
                .atMost(Duration.ofMillis(PATIENCE_MILLIS))
                .until(() -> at.subscriptionsOf(clientId).contains(topic));
    }
}
