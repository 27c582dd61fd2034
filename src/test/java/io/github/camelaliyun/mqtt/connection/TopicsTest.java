package io.github.camelaliyun.mqtt.connection;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TopicsTest {

    @ParameterizedTest
    @ValueSource(strings = {"test/oppo", "/", "test//x", "中文/主题"})
    void topicNamesThatMqttAllowsAreAllowed(String topic) {
        assertThatCode(() -> Topics.requireName(topic)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "test/+", "test/#", "a\0b", "a\ud800"})
    void topicNamesThatMqttForbidsAreRefused(String topic) {
        assertThatThrownBy(() -> Topics.requireName(topic))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("MQTT 3.1.1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"test/#/x", "test/a#", "test/a+/x", ""})
    void malformedFiltersAreRefused(String filter) {
        assertThatThrownBy(() -> Topics.requireFilter(filter)).hasMessageContaining("MQTT 3.1.1");
    }

    @Test
    void onlyTheClientsOwnTopicIsItsP2pTopic() {
        assertThat(Topics.isOwnP2p("test/p2p/GID_a@@@1", "GID_a@@@1")).isTrue();
        assertThat(Topics.isOwnP2p("test/p2p/GID_a@@@2", "GID_a@@@1")).isFalse();
        assertThat(Topics.isOwnP2p("test/p2p/+", "GID_a@@@1")).isFalse();
        assertThat(Topics.isOwnP2p("test/x/p2p/GID_a@@@1", "GID_a@@@1")).isFalse();
    }
}
