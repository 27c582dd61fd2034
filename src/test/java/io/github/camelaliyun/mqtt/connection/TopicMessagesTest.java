package io.github.camelaliyun.mqtt.connection;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/** What a topic that MQTT forbids is refused with. */
class TopicMessagesTest {

    @Test
    void theRuleAndTheCureAreNamed() {
        assertThat(refusal(""))
                .isEqualTo("topic name is empty: at least one character is needed (MQTT 3.1.1, 4.7.3-1)");
        assertThat(refusal("test/+"))
                .isEqualTo("topic name 'test/+' has a wildcard: '+' and '#' may stand in a subscription only"
                        + " (MQTT 3.1.1, 3.3.2-2)");
        assertThat(refusal("a\0b")).contains("has a NUL character (MQTT 3.1.1, 4.7.3-2)");
        assertThat(refusal("a\ud800")).contains("is not valid UTF-8 text (MQTT 3.1.1, 1.5.3-1)");
        assertThat(refusal("x".repeat(65_536))).contains("has 65536 bytes, MQTT allows 65535");
        assertThat(refusal("a\u0001b"))
                .contains("has the character U+0001: control characters and noncharacters may not stand in a topic")
                .endsWith("use letters, digits, '-' and '_'");
    }

    private static String refusal(String topic) {
        return catchThrowable(() -> Topics.requireName(topic)).getMessage();
    }

    @Test
    void aQosThatThereIsNotIsRefusedWithThoseThatThereAre() {
        for (int none : new int[] {-1, 3}) {
            assertThat(catchThrowable(() -> new Subscription("test/a", none)))
                    .hasMessage("QoS " + none + " of topic filter 'test/a' must be 0, 1 or 2");
        }
    }
}
