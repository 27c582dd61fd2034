package io.github.camelaliyun.mqtt;

import io.github.camelaliyun.mqtt.service.InvalidSettingException;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Map;
import java.util.Properties;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class OptionRangesTest {

    private static final int MAX_BYTES = 65_535;

    private final CamelContext context = new DefaultCamelContext();
    private final AliyunMqttComponent component = new AliyunMqttComponent();

    @BeforeEach
    void start() {
        component.getAccount().setEndpoint("tcp://127.0.0.1:1");
        context.addComponent("paho", component);
        context.start();
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mqttVersion=5",
                "mqttVersion=-1",
                "mqttVersion=2",
                "connectionTimeout=-1",
                "maxInflight=0",
                "maxInflight=65536",
                "keepAliveInterval=-1",
                "keepAliveInterval=65536",
                "qos=3",
                "qos=-1",
                "willQos=3",
                "unclaimedGrace=-1",
                "unclaimedGrace=9223372036854775807",
                "maxDeliveryAttempts=-1",
                "completionTimeout=0",
                "maxInProgress=0",
                "concurrentConsumers=0",
                "maxPacketSize=1023",
                "maxPacketSize=-1",
                "maxHeldBytes=1023",
                "whenStopped=discrad",
                "whenStopped=",
                "whenStopped=:x",
                "unclaimed=queue",
                "deadLetterUri=queue"
            })
    void aValueOutOfRangeIsRefusedWithOptionAndValue(String option) {
        String[] parts = option.split("=", -1);

        assertThatThrownBy(() -> context.getEndpoint("paho:test/in?" + option))
                .rootCause()
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageStartingWith(parts[0] + " is ")
                .hasMessageContaining(parts[1].isEmpty() ? "empty" : parts[1])
                .hasMessageContaining("must be");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mqttVersion=0",
                "mqttVersion=3",
                "connectionTimeout=0",
                "maxInflight=65535",
                "keepAliveInterval=0",
                "keepAliveInterval=65535",
                "qos=0",
                "qos=2",
                "unclaimedGrace=0",
                "maxDeliveryAttempts=0",
                "completionTimeout=1",
                "maxInProgress=1",
                "maxPacketSize=0",
                "maxPacketSize=1024",
                "maxHeldBytes=1024",
                "whenStopped=keep",
                "whenStopped=discard",
                "whenStopped=seda:meanwhile",
                "unclaimed=seda:unclaimed",
                "deadLetterUri=RAW(seda:letters?size=10)"
            })
    void theEndsOfEachRangeAreAccepted(String option) {
        assertThat(context.getEndpoint("paho:test/in?" + option)).isInstanceOf(AliyunMqttEndpoint.class);
    }

    @Test
    void deadLettersThatNothingWouldReachAreRefusedForAConsumer() throws Exception {
        Endpoint endpoint = context.getEndpoint("paho:test/in?deadLetterUri=seda:letters");

        assertThatThrownBy(() -> endpoint.createConsumer(exchange -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("deadLetterUri is set and maxDeliveryAttempts is 0");
        assertThat(endpoint.createProducer()).isNotNull();
        assertThat(context.getEndpoint("paho:test/in?deadLetterUri=seda:letters&maxDeliveryAttempts=2")
                        .createConsumer(exchange -> {}))
                .isNotNull();
    }

    @Test
    void aConsumerMayTryWithoutEndWhereItsComponentDoesNot() throws Exception {
        AliyunMqttComponent component = context.getComponent("paho", AliyunMqttComponent.class);
        component.getConfiguration().setDeadLetterUri("seda:letters");
        component.getConfiguration().setMaxDeliveryAttempts(2);

        assertThat(context.getEndpoint("paho:test/in?maxDeliveryAttempts=0").createConsumer(exchange -> {}))
                .isNotNull();
    }

    @Test
    void aMistypedWordIsRefusedWithTheNearestOne() {
        assertThatThrownBy(() -> context.getEndpoint("paho:test/in?whenStopped=discrad"))
                .hasStackTraceContaining("did you mean 'discard'?");
    }

    @ParameterizedTest
    @CsvSource({
        "publishTimeout,0",
        "unclaimedGrace,-1",
        "maxDeliveryAttempts,-1",
        "completionTimeout,0",
        "maxInProgress,0",
        "maxPacketSize,10",
        "maxHeldBytes,10",
        "whenStopped,kep",
        "unclaimed,queue"
    })
    void whatTheComponentHasIsRefusedTheSame(String option, String value) throws Exception {
        assertThat(org.apache.camel.support.PropertyBindingSupport.bindProperties(
                        context, component, new java.util.HashMap<>(Map.of(option, value))))
                .isTrue();

        assertThatThrownBy(() -> context.getEndpoint("paho:test/in"))
                .hasStackTraceContaining(option + " is ")
                .hasStackTraceContaining(value);
    }

    @Test
    void whatTheConfigurationHasIsRefusedTheSame() {
        component.getConfiguration().setKeepAliveInterval(65_536);

        assertThatThrownBy(() -> context.getEndpoint("paho:test/in"))
                .hasStackTraceContaining("keepAliveInterval is 65536: it must be between 0 and 65535");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Authorization: Bearer PA55WORD|x|a name in",
                "PA55WORD X|x|a name in",
                "''|PA55WORD|a name in",
                "X-\u00e9PA55WORD|x|a name in",
                "Authorization|'PA55WORD\nX: y'|a value in",
                "Authorization|'PA55WORD\rx'|a value in",
                "Authorization|'PA55WORD\u0000'|a value in",
                "Authorization|PA55WORD\u4e2d|a value in"
            })
    void aHeaderThatCannotBeSentIsRefusedWithoutIt(String name, String value, String which) {
        Properties headers = new Properties();
        headers.put("X-Good_1", "Bearer a=\u00e9\t\"b\"");
        component.getConfiguration().setCustomWebSocketHeaders(headers);
        assertThat(context.getEndpoint("paho:a")).isNotNull();

        headers.put(name, value);
        assertThatThrownBy(() -> context.getEndpoint("paho:b"))
                .hasRootCauseInstanceOf(IllegalArgumentException.class)
                .rootCause()
                .hasMessageStartingWith(which + " customWebSocketHeaders is not one of HTTP: it must be ")
                .hasMessageNotContaining("PA55WORD");
    }

    @ParameterizedTest
    @ValueSource(strings = {"clientId", "userName", "password", "willTopic", "willPayload"})
    void textIsAsLongAsItsLengthCanSayAndNotLonger(String option) {
        set(option, "é".repeat(MAX_BYTES / 2) + "x");
        assertThat(context.getEndpoint("paho:test/in")).isNotNull();

        set(option, "é".repeat(MAX_BYTES / 2 + 1));
        assertThatThrownBy(() -> context.getEndpoint("paho:test/other"))
                .hasStackTraceContaining(option + " is 65536 bytes long: it must be at most 65535 bytes")
                .satisfies(e -> assertThat(e.getCause().getMessage()).doesNotContain("é"));
    }

    @Test
    void anEmptyClientIdNeedsACleanSession() {
        component.getConfiguration().setClientId("");
        assertThat(context.getEndpoint("paho:test/in?cleanSession=true")).isNotNull();

        assertThatThrownBy(() -> context.getEndpoint("paho:test/in?cleanSession=false"))
                .hasStackTraceContaining("clientId is empty")
                .hasStackTraceContaining("3.1.3-8");
    }

    /** MQTT 3.1, 3.1: at most 23. */
    @Test
    void aClientIdThatMqtt31DoesNotHaveIsRefusedWithIt() {
        String longest = "é".repeat(23);
        assertThat(context.getEndpoint("paho:test/in?mqttVersion=3&clientId=" + longest))
                .isNotNull();

        assertThatThrownBy(() -> context.getEndpoint("paho:test/in?mqttVersion=3&clientId=" + longest + "x"))
                .hasStackTraceContaining("clientId is 24 characters long, with mqttVersion=3")
                .hasStackTraceContaining("at most 23 characters with MQTT 3.1 (MQTT 3.1, 3.1)")
                .hasStackTraceContaining("use mqttVersion=4, or a shorter clientId");
        assertThat(context.getEndpoint("paho:test/in?mqttVersion=4&clientId=" + longest + "x"))
                .isNotNull();
        assertThat(context.getEndpoint("paho:test/in?mqttVersion=0&clientId=" + longest + "x"))
                .isNotNull();
    }

    @Test
    void aClientIdThatIsMadeIsOneOfMqtt31() {
        AliyunMqttEndpoint endpoint = context.getEndpoint("paho:test/in?mqttVersion=3", AliyunMqttEndpoint.class);

        assertThat(endpoint.getConfiguration().getClientId())
                .startsWith("camel-")
                .hasSizeBetween(8, 23);
    }

    private void set(String option, String text) {
        AliyunMqttConfiguration options = component.getConfiguration();
        switch (option) {
            case "clientId" -> options.setClientId(text);
            case "userName" -> options.setUserName(text);
            case "password" -> options.setPassword(text);
            case "willTopic" -> options.setWillTopic(text);
            default -> options.setWillPayload(text);
        }
    }
}
