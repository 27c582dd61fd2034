package io.github.camelaliyun.mqtt;

import io.github.camelaliyun.mqtt.connection.OutboundMessage;
import io.github.camelaliyun.mqtt.connection.Subscription;
import io.github.camelaliyun.mqtt.kit.LogCapture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ServiceRulesTest {

    private static final byte[] PAYLOAD = {1};
    private static final String NO_QOS_2 =
            " is 2 with cleanSession=false: the service does not support QoS 2 in a persistent"
                    + " session; use QoS 1, which keeps offline messages, or cleanSession=true";

    @Test
    void willMessagesAreRefused() {
        AliyunMqttConfiguration options = new AliyunMqttConfiguration();
        options.setWillTopic("test/will");

        assertThatThrownBy(() -> ServiceRules.checkOptions("test/a", options))
                .hasMessageContaining("does not support will messages");
    }

    @Test
    void retainedMessagesAreRefusedAsOptionAndAsHeader() {
        AliyunMqttConfiguration options = new AliyunMqttConfiguration();
        options.setRetained(true);

        assertThatThrownBy(() -> ServiceRules.checkOptions("test/a", options))
                .hasMessageContaining("does not support retained");
        assertThatThrownBy(() -> ServiceRules.checkMessage(new OutboundMessage("test/a", PAYLOAD, 1, true), true))
                .hasMessageContaining("does not support retained");
    }

    @Test
    void qos2NeedsACleanSession() {
        AliyunMqttConfiguration options = new AliyunMqttConfiguration();
        options.setQos(2);
        options.setCleanSession(false);

        assertThatThrownBy(() -> ServiceRules.checkOptions("test/a", options))
                .hasMessageContaining("2 with cleanSession=false");
        assertThatThrownBy(() -> ServiceRules.checkSubscriptions(List.of(new Subscription("test/a", 2)), false))
                .hasMessage("QoS of topic filter 'test/a'" + NO_QOS_2);

        options.setCleanSession(true);
        assertThatCode(() -> ServiceRules.checkOptions("test/a", options)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "$share/g/test/a,shared subscriptions",
        "$SYS/a,begin with $",
        "#,parent topic",
        "+/a,parent topic",
        "/test/a,parent topic"
    })
    void filtersThatTheServiceDisconnectsForAreRefused(String filter, String rule) {
        assertThatThrownBy(() -> ServiceRules.checkSubscriptions(List.of(new Subscription(filter, 1)), true))
                .hasMessageContaining(rule);
    }

    @Test
    void topicsHaveAtMost64Characters() {
        String topic = "test/" + "x".repeat(59);

        assertThatCode(() -> ServiceRules.checkMessage(new OutboundMessage(topic, PAYLOAD, 1, false), true))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> ServiceRules.checkMessage(new OutboundMessage(topic + "x", PAYLOAD, 1, false), true))
                .hasMessageContaining("65 characters");
    }

    @Test
    void aLongP2pTopicIsToldOnceForAllItsMessages() {
        String topic = "test/p2p/GID_g@@@" + "x".repeat(60);
        OutboundMessage message = new OutboundMessage(topic, PAYLOAD, 1, false);
        try (LogCapture log = new LogCapture()) {
            ServiceRules.checkMessage(message, true);
            ServiceRules.checkMessage(message, true);

            assertThat(log.lines())
                    .containsExactly("WARN topic '" + topic + "' has 77 characters, the service allows 64 for the whole"
                            + " topic; whether P2P topics count is not documented: shorten the parent topic, the Group ID"
                            + " or the Device ID");
        }
    }

    @Test
    void payloadsHaveAtMost64KiB() {
        assertThatCode(() -> ServiceRules.checkMessage(new OutboundMessage("test/a", new byte[65_536], 1, false), true))
                .doesNotThrowAnyException();
        assertThatThrownBy(() ->
                        ServiceRules.checkMessage(new OutboundMessage("test/a", new byte[65_537], 1, false), true))
                .hasMessage(
                        "payload of 65537 bytes to 'test/a': the service allows 65536 and closes the connection over a"
                                + " larger one; split it, or send a link to it");
    }

    @Test
    void aQos2HeaderIsRefusedInAPersistentSession() {
        assertThatThrownBy(() -> ServiceRules.checkMessage(new OutboundMessage("test/a", PAYLOAD, 2, false), false))
                .hasMessage("QoS of a message to 'test/a'" + NO_QOS_2);
    }

    @Test
    void topicsOfTheServiceItselfAreNotPublishedTo() {
        assertThatThrownBy(() -> ServiceRules.checkMessage(new OutboundMessage("$SYS/x", PAYLOAD, 1, false), true))
                .hasMessageContaining("begin with $");
    }
}
