package io.github.camelaliyun.mqtt.moving;

import io.github.camelaliyun.mqtt.AliyunMqttComponent;
import io.github.camelaliyun.mqtt.AliyunMqttEndpoint;
import io.github.camelaliyun.mqtt.kit.RequiresMosquitto;
import org.apache.camel.ConsumerTemplate;
import org.apache.camel.Endpoint;
import org.apache.camel.component.paho.PahoConstants;
import org.apache.camel.component.paho.PahoMessage;
import org.apache.camel.component.paho.PahoPersistence;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What the tests of camel-paho and camel-quarkus-paho expect and this component does, as {@code docs/moving.md} lists it. */
@RequiresMosquitto
class StockTestsIT extends StockRig {

    @Test
    void anEndpointIsWhatItsUriSays() {
        AliyunMqttEndpoint endpoint = camel.getEndpoint(
                "paho:/test/topic?clientId=sample&brokerUrl=" + mosquitto.uri() + "&qos=2&persistence=file",
                AliyunMqttEndpoint.class);

        assertThat(endpoint.getTopic()).isEqualTo("/test/topic");
        assertThat(endpoint.getConfiguration().getClientId()).isEqualTo("sample");
        assertThat(endpoint.getConfiguration().getBrokerUrl())
                .isEqualTo(mosquitto.uri().toString());
        assertThat(endpoint.getConfiguration().getQos()).isEqualTo(2);
        assertThat(endpoint.getConfiguration().getPersistence()).isEqualTo(PahoPersistence.FILE);
    }

    @Test
    void aRouteGetsWhatIsPublishedToItsTopicAndNothingElse() throws Exception {
        consume(name + "/queue");
        template.sendBody("paho:" + name + "/other", "not for it");
        template.sendBody("paho:" + name + "/queue", "msg");

        assertThat(nextBody()).isEqualTo("msg");
        assertThat(received).isEmpty();
    }

    @Test
    void theBodyIsBytesAndTheHeadersHaveTopicAndQos() throws Exception {
        consume(name);
        template.sendBody("paho:" + name, "msg");

        assertThat(next().getMessage()).satisfies(message -> {
            assertThat(message.getBody()).isEqualTo("msg".getBytes());
            assertThat(message.getHeader(PahoConstants.MQTT_TOPIC)).isEqualTo(name);
            assertThat(message.getHeader(PahoConstants.MQTT_QOS)).isEqualTo(1);
        });
    }

    @Test
    void theMessageIsAPahoMessageWithPahosOwnInIt() throws Exception {
        consume(name);
        template.sendBody("paho:" + name, "msg");

        PahoMessage message = next().getIn(PahoMessage.class);
        assertThat(message.getMqttMessage().getPayload()).isEqualTo("msg".getBytes());
        assertThat(message.getMqttMessage().getQos()).isEqualTo(1);
        assertThat(message.getMqttMessage().isDuplicate()).isFalse();
        assertThat(message.getMqttMessage().isRetained()).isFalse();
    }

    @Test
    void aComponentUnderAnotherNameIsTheSchemeOfThatName() throws Exception {
        AliyunMqttComponent other = new AliyunMqttComponent();
        camel.addComponent("customized", other);
        consume(name);
        template.sendBody("customized:" + name + "?brokerUrl=" + mosquitto.uri(), "msg");

        assertThat(nextBody()).isEqualTo("msg");
    }

    @Test
    void whatIsPublishedWithALoginInTheUriGoesToItsOwnTopicAlone() throws Exception {
        consume(name);
        template.sendBody("paho:" + name + "/x?clientId=" + name + "x&userName=test&password=test", "msg");
        template.sendBody("paho:" + name, "end");

        assertThat(nextBody()).isEqualTo("end");
    }

    @Test
    void theHeaderOfTheTopicGoesBeforeTheUri() throws Exception {
        consume(name + "/mine");
        send("paho:" + name, "Hello", Map.of(PahoConstants.CAMEL_PAHO_OVERRIDE_TOPIC, name + "/mine"));

        assertThat(nextBody()).isEqualTo("Hello");
    }

    @Test
    void toDPublishesToTheTopicOfEachMessageByOneEndpoint() throws Exception {
        consume(name + "/+");
        routes(r -> r.from("direct:start").toD("paho:" + name + "/${header.where}"));
        send("direct:start", "Hello bar", Map.of("where", "bar"));
        send("direct:start", "Hello beer", Map.of("where", "beer"));

        assertThat(List.of(topicAndBody(), topicAndBody())).containsExactly("/bar Hello bar", "/beer Hello beer");
        assertThat(camel.getEndpoints())
                .filteredOn(endpoint -> endpoint.getEndpointUri().startsWith("paho:"))
                .extracting(Endpoint::getEndpointUri)
                .hasSize(2);
    }

    @Test
    void slashesBehindTheSchemeAreNoPartOfTheTopicInToD() throws Exception {
        consume(name);
        routes(r -> r.from("direct:slashed").toD("paho://${header.where}"));
        send("direct:slashed", "Hello bar", Map.of("where", name));

        assertThat(nextBody()).isEqualTo("Hello bar");
    }

    @Test
    void aConsumerTemplateReceivesWhatIsRetained() throws Exception {
        template.sendBody("paho:" + name + "?retained=true", "kept");
        try (ConsumerTemplate consumer = camel.createConsumerTemplate()) {
            assertThat(consumer.receiveBody("paho:" + name, LIMIT.toMillis(), String.class))
                    .isEqualTo("kept");
        }
    }

    @Test
    void manualAcksEnabledIsTaken() throws Exception {
        consume(name + "?qos=2&manualAcksEnabled=true");
        template.sendBody("paho:" + name + "?qos=2", "Test Message");

        assertThat(nextBody()).isEqualTo("Test Message");
    }

    @Test
    void persistenceFileIsTaken() throws Exception {
        template.sendBody("paho:" + name + "?persistence=FILE&retained=true", "kept");
        try (ConsumerTemplate consumer = camel.createConsumerTemplate()) {
            assertThat(consumer.receiveBody("paho:" + name + "?persistence=FILE", LIMIT.toMillis(), String.class))
                    .isEqualTo("kept");
        }
    }

    @Test
    void afterAReconnectFiltersAreSubscribedAgainAndRoutesGoOn() throws Exception {
        consume(name);
        assertThat(subscriptions(name)).as("at the first connect").isEqualTo(1);
        line.reset();
        await().atMost(LIMIT).until(() -> subscriptions(name) == 2);
        template.sendBody("paho:" + name, "after");

        assertThat(nextBody()).isEqualTo("after");
        assertThat(camel.getRouteController().getRouteStatus("in").isStarted()).isTrue();
    }

    @Test
    void aReconnectDoesNotSubscribeForARouteThatHasStopped() throws Exception {
        consume(name);
        consumeOther(name + "/other");
        camel.getRouteController().stopRoute("in");
        await().atMost(LIMIT)
                .until(() -> mosquitto.log().lines().anyMatch(each -> each.endsWith(": " + name + " " + name)));
        line.reset();
        await().atMost(LIMIT).until(() -> subscriptions(name + "/other") == 2);

        assertThat(subscriptions(name)).isEqualTo(1);
    }

    private void consumeOther(String topic) throws Exception {
        routes(r -> r.from("paho:" + topic).to("log:other"));
        awaitSubscribed(topic);
    }

    private String topicAndBody() throws InterruptedException {
        var message = next().getMessage();
        return message.getHeader(PahoConstants.MQTT_TOPIC, String.class).substring(name.length()) + " "
                + message.getBody(String.class);
    }
}
