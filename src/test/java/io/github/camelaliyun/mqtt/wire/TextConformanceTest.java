package io.github.camelaliyun.mqtt.wire;

import io.github.camelaliyun.mqtt.wire.Packet.Connect;
import io.github.camelaliyun.mqtt.wire.Packet.Publish;
import io.github.camelaliyun.mqtt.wire.Packet.Request;
import io.github.camelaliyun.mqtt.wire.Packet.Subscribe;
import io.github.camelaliyun.mqtt.wire.Packet.Unsubscribe;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Statements of MQTT 3.1.1 about texts, topic names and topic filters, written by hand; {@code docs/conformance.md} lists
 * all.
 */
class TextConformanceTest extends ConformanceRig {

    // 1.5.3, 4.7.3

    @ParameterizedTest
    @ValueSource(strings = {"a\ud800", "\udc00a", "\ud800\ud800"})
    void aTextThatUtf8CannotSayIsNotSent(String text) {
        everywhere(text).forEach(packet -> assertNotSent(packet, "1.5.3-1"));
        assertNotSent(new Connect(4, "c", true, 0, "u", text, null), "1.5.3-1");
    }

    @Test
    void aTextWithU0000IsNotSent() {
        everywhere("a\0b").forEach(packet -> assertNotSent(packet, "1.5.3-2"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"c080", "eda080", "edbfbf", "f4908080", "ff", "61c3"})
    void aTopicNameThatIsNotUtf8EndsTheLine(String topic) {
        assertThat(failure(publish(topic))).hasMessageContaining("1.5.3-1");
    }

    @Test
    void aTopicNameWithU0000EndsTheLine() {
        assertThat(failure(publish("610062"))).hasMessageContaining("1.5.3-2");
    }

    @Test
    void theByteOrderMarkIsACharacterLikeOthers() {
        Publish publish = new Publish("\ufeffa\ufeff", NOTHING, 0, false, false, 0);

        assertThat(hex(publish)).isEqualTo("30090007efbbbf61efbbbf");
        assertThat(topic("30090007efbbbf61efbbbf")).isEqualTo("\ufeffa\ufeff");
    }

    @Test
    void anEmptyTopicNameOrFilterIsNotSent() {
        List.of(
                        new Publish("", NOTHING, 0, false, false, 0),
                        new Connect(4, "c", true, 0, null, null, new Publish("", NOTHING, 0, false, false, 0)),
                        new Subscribe(1, List.of(new Request("", 0))),
                        new Unsubscribe(1, List.of("")))
                .forEach(packet -> assertNotSent(packet, "4.7.3-1"));
    }

    @Test
    void anEmptyTopicNameEndsTheLine() {
        assertThat(failure(publish(""))).hasMessageContaining("4.7.3-1");
    }

    @Test
    void aTextOf65535BytesIsSentAndALongerOneIsNot() {
        String longest = "é".repeat(32_767) + "a";
        everywhere(longest)
                .forEach(packet -> assertThat(PacketBytes.encode(packet)).hasSizeGreaterThan(65_535));

        everywhere(longest + "a").forEach(packet -> assertNotSent(packet, "65536 bytes"));
    }

    // 3.3.2

    @ParameterizedTest
    @ValueSource(strings = {"+", "a/#", "a+"})
    void aWildcardInATopicNameIsNotSent(String topic) {
        Publish publish = new Publish(topic, NOTHING, 0, false, false, 0);
        assertNotSent(publish, "3.3.2-2");
        assertNotSent(connect(null, null, publish), "3.3.2-2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2b", "612f23", "612b"})
    void aWildcardInATopicNameEndsTheLine(String topic) {
        assertThat(failure(publish(topic))).isNotNull();
    }
}
