package io.github.camelaliyun.mqtt.service;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class P2pTopicTest {

    @Test
    void parentAndTargetAreTakenApart() {
        assertThat(P2pTopic.parse("test/p2p/GID_a@@@1")).contains(new P2pTopic("test", "GID_a@@@1"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "test",
                "test/p2p",
                "test/p2p/",
                "/p2p/a",
                "test/a/p2p/b",
                "test/P2P/a",
                "p2p/a",
                "test/p2p/a/b",
                "test/p2p/a/"
            })
    void otherTopicsAreNotP2p(String topic) {
        assertThat(P2pTopic.parse(topic)).isEmpty();
    }

    @Test
    void onlyTheClientsOwnTopicIsItsP2pTopic() {
        assertThat(P2pTopic.isOwn("test/p2p/GID_a@@@1", "GID_a@@@1")).isTrue();
        assertThat(P2pTopic.isOwn("test/p2p/GID_a@@@2", "GID_a@@@1")).isFalse();
        assertThat(P2pTopic.isOwn("test/p2p/+", "GID_a@@@1")).isFalse();
        assertThat(P2pTopic.isOwn("test/x/p2p/GID_a@@@1", "GID_a@@@1")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "#", "a+b", "a/b"})
    void clientIdThatWouldWidenTheFilterHasNone(String clientId) {
        assertThat(P2pTopic.filterFor(clientId)).isEmpty();
    }
}
