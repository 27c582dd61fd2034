package io.github.camelaliyun.mqtt;

import io.github.camelaliyun.mqtt.kit.FaultProxy;
import io.github.camelaliyun.mqtt.kit.Mosquitto;
import io.github.camelaliyun.mqtt.kit.RequiresMosquitto;
import io.github.camelaliyun.mqtt.sandbox.Sandbox;
import io.github.camelaliyun.mqtt.sandbox.SharedSandbox;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/** Options of camel-paho that the service does not have, or says otherwise: with the bare component, on other brokers. */
class PahoOptionsIT {

    private static final long PATIENCE_SECONDS = 20;

    private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
    private CamelContext context;
    private ProducerTemplate template;

    @BeforeEach
    void start() {
        context = new DefaultCamelContext();
        context.addComponent("paho", new AliyunMqttComponent());
        template = context.createProducerTemplate();
        context.start();
    }

    @AfterEach
    void stop() {
        template.stop();
        context.stop();
    }

    @Test
    @RequiresMosquitto
    void theServerPublishesTheWillOfALostClient() throws Exception {
        try (Mosquitto broker = Mosquitto.start(Mosquitto.Options.anonymous());
                FaultProxy line = FaultProxy.inFrontOf(broker.port())) {
            consume("paho:gone?clientId=watcher&brokerUrl=" + broker.uri());
            awaitSubscriber(broker, "watcher");
            String mortal = "paho:alive?clientId=mortal&brokerUrl=" + line.uri()
                    + "&willTopic=gone&willPayload=farewell&willQos=1";
            template.sendBody(mortal, "still here");
            line.cut();
            assertThat(received.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo("farewell");
        }
    }

    @Test
    @RequiresMosquitto
    void aRetainedMessageReachesALaterSubscriber() throws Exception {
        try (Mosquitto broker = Mosquitto.start(Mosquitto.Options.anonymous())) {
            template.sendBody("paho:kept?retained=true&brokerUrl=" + broker.uri(), "for later");
            consume("paho:kept?brokerUrl=" + broker.uri());
            assertThat(received.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo("for later");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "keepAliveInterval=30&connectionTimeout=0&maxInflight=5",
                "unclaimedGrace=5000",
                "unclaimed=mock:unclaimed",
                "maxPacketSize=100000",
                "maxHeldBytes=5000000"
            })
    @RequiresMosquitto
    void endpointsWithoutAClientIdMayDifferInTheirOptions(String others) throws Exception {
        try (Mosquitto broker = Mosquitto.start(Mosquitto.Options.anonymous())) {
            consume("paho:news?brokerUrl=" + broker.uri());
            Awaitility.await()
                    .atMost(Duration.ofSeconds(PATIENCE_SECONDS))
                    .until(() -> broker.log().contains(" news"));
            template.sendBody("paho:news?" + others + "&brokerUrl=" + broker.uri(), "both");
            assertThat(received.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo("both");
        }
    }

    @Test
    void sslClientPropsSayWhomToTrust() throws Exception {
        Sandbox sandbox = SharedSandbox.get();
        Properties trust = new Properties();
        trust.put("com.ibm.ssl.trustStore", sandbox.trustStore().toString());
        trust.put("com.ibm.ssl.trustStorePassword", sandbox.trustStorePassword());
        trust.put("com.ibm.ssl.trustStoreType", "PKCS12");
        context.getRegistry().bind("trust", trust);
        String clientId = SharedSandbox.uniqueClientId();
        String login = "?clientId=" + clientId + "&sslClientProps=#trust&brokerUrl=" + sandbox.ssl() + "&userName=RAW("
                + SharedSandbox.signed(clientId).username() + ")&password=RAW("
                + SharedSandbox.signed(clientId).password() + ")";
        consume("paho:test/secure" + login);
        Awaitility.await()
                .atMost(Duration.ofSeconds(PATIENCE_SECONDS))
                .until(() -> sandbox.subscriptionsOf(clientId).contains("test/secure"));
        template.sendBody("paho:test/secure" + login, "trusted");
        assertThat(received.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo("trusted");
    }

    private void consume(String uri) throws Exception {
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from(uri).process(exchange -> received.add(exchange.getMessage().getBody(String.class)));
            }
        });
    }

    private static void awaitSubscriber(Mosquitto broker, String clientId) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(PATIENCE_SECONDS))
                .until(() -> broker.log().contains(clientId + " "));
    }
}
