package io.github.camelaliyun.mqtt;

import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.paho.PahoConstants;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Topics that come from the message. */
class DynamicTopicsIT extends RouteRig {

    private final List<String> topics = new CopyOnWriteArrayList<>();

    @BeforeEach
    void consume() throws Exception {
        AliyunMqttComponent plant = new AliyunMqttComponent();
        plant.getAccount().setEndpoint(mosquitto.uri().toString());
        context.addComponent("plant", plant);
        context.getComponent("aliyun-mqtt", AliyunMqttComponent.class)
                .getAccount()
                .setEndpoint(mosquitto.uri().toString());
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("paho:" + topic + "/#")
                        .process(e -> topics.add(e.getIn()
                                .getHeader(PahoConstants.MQTT_TOPIC, String.class)
                                .substring(topic.length())));
            }
        });
    }

    /** A component that is bound under a name of its own has no part of Camel's that knows its dynamic endpoints. */
    @ParameterizedTest
    @ValueSource(strings = {"paho", "aliyun-mqtt", "plant"})
    void eachMessageOfADynamicEndpointGoesToItsOwnTopicAndTheNextToThatOfItsEndpoint(String scheme) throws Exception {
        route(scheme + ":" + topic + "/${header.x}", scheme + ":" + topic + "/audit");

        send(Map.of("x", "1"));
        send(Map.of("x", "2"));

        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(topics).containsExactlyInAnyOrder("/1", "/audit", "/2", "/audit"));
    }

    @Test
    void twoDynamicEndpointsAfterEachOtherHaveTheirOwnTopics() throws Exception {
        context.addRoutes(routes(r -> r.from("direct:in")
                .toD("paho:" + topic + "/first/${header.x}")
                .toD("paho:" + topic + "/second/$simple{header.x}")));

        send(Map.of("x", "1"));

        await().atMost(LIMIT).untilAsserted(() -> assertThat(topics).containsExactly("/first/1", "/second/1"));
    }

    /** As with camel-paho. */
    @Test
    void aTopicThatTheRouteHasPutIntoTheHeaderHoldsForAllItsPublishes() throws Exception {
        context.addRoutes(
                routes(r -> r.from("direct:in").to("paho:" + topic + "/a").to("paho:" + topic + "/b")));

        send(Map.of(PahoConstants.CAMEL_PAHO_OVERRIDE_TOPIC, topic + "/mine"));

        await().atMost(LIMIT).untilAsserted(() -> assertThat(topics).containsExactly("/mine", "/mine"));
    }

    private void route(String dynamic, String next) throws Exception {
        context.addRoutes(routes(r -> r.from("direct:in").toD(dynamic).to(next)));
    }

    private void send(Map<String, Object> headers) {
        Exchange sent = context.createFluentProducerTemplate()
                .to("direct:in")
                .withProcessor(exchange -> exchange.getIn().setHeaders(new HashMap<>(headers)))
                .send();
        assertThat(sent.getException()).isNull();
    }
}
