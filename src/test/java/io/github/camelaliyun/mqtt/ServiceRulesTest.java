package io.github.camelaliyun.mqtt;

import io.github.camelaliyun.mqtt.connection.OutboundMessage;
import io.github.camelaliyun.mqtt.connection.Subscription;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ServiceRulesTest {

    private static final byte[] PAYLOAD = {1};

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
                .hasMessageContaining("2 with cleanSession=false");

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
    void topicsHaveAtMost64CharactersExceptP2pWhichWarns() {
        String topic = "test/" + "x".repeat(59);

        assertThatCode(() -> ServiceRules.checkMessage(new OutboundMessage(topic, PAYLOAD, 1, false), true))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> ServiceRules.checkMessage(new OutboundMessage(topic + "x", PAYLOAD, 1, false), true))
                .hasMessageContaining("65 characters");
        assertThatCode(() -> ServiceRules.checkMessage(
                        new OutboundMessage("test/p2p/GID_g@@@" + "x".repeat(60), PAYLOAD, 1, false), true))
                .doesNotThrowAnyException();
    }

    @Test
    void payloadsHaveAtMost64KiB() {
        assertThatCode(() -> ServiceRules.checkMessage(new OutboundMessage("test/a", new byte[65_536], 1, false), true))
                .doesNotThrowAnyException();
        assertThatThrownBy(() ->
                        ServiceRules.checkMessage(new OutboundMessage("test/a", new byte[65_537], 1, false), true))
                .hasMessageContaining("65537 bytes")
                .hasMessageContaining("65536");
    }

    @Test
    void aQos2HeaderIsRefusedInAPersistentSession() {
        assertThatThrownBy(() -> ServiceRules.checkMessage(new OutboundMessage("test/a", PAYLOAD, 2, false), false))
                .hasMessageContaining("2 with cleanSession=false");
    }

    @Test
    void topicsOfTheServiceItselfAreNotPublishedTo() {
        assertThatThrownBy(() -> ServiceRules.checkMessage(new OutboundMessage("$SYS/x", PAYLOAD, 1, false), true))
                .hasMessageContaining("begin with $");
    }
}
