package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.wire.Packet;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class InboundMessageTest {

    private static final String LONG_TOPIC = "test/" + "x".repeat(60_000);

    @Test
    void whatIsLeftWithTheBrokerKeepsNeitherPayloadNorALongTopicAndIsKnownAgain() {
        InboundMessage message = new InboundMessage(publish(LONG_TOPIC + "1", 7), 1, 0);
        message.letPayloadGo();
        assertThat(message.topic()).hasSizeLessThan(200).startsWith("test/");
        assertThat(message.payload()).isEmpty();

        assertThat(message.isSameAs(publish(LONG_TOPIC + "1", 7))).isTrue();
        assertThat(message.isSameAs(publish(LONG_TOPIC + "2", 7))).isFalse();
        assertThat(message.isSameAs(publish(LONG_TOPIC + "1", 8))).isFalse();
        assertThat(message.isSameAs(publish("test/other", 7))).isFalse();

        message.takePayload(publish(LONG_TOPIC + "1", 7));
        assertThat(message.topic()).isEqualTo(LONG_TOPIC + "1");
        assertThat(message.isSameAs(publish(LONG_TOPIC + "1", 7))).isTrue();
    }

    private static Packet.Publish publish(String topic, int payload) {
        return new Packet.Publish(topic, new byte[] {(byte) payload}, 1, false, false, 5);
    }
}
