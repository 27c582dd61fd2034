package io.github.camelaliyun.mqtt.bench;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SelectionTest {

    @Test
    void aStarStandsForAnyText() {
        Selection selection = Selection.of("publish-*");

        assertThat(selection.contains("publish-qos1-256-loopback")).isTrue();
        assertThat(selection.contains("consume-qos1-256")).isFalse();
    }

    @Test
    void withoutAStarOnlyTheWholeNameFits() {
        assertThat(Selection.of("camel-paho").contains("camel-paho-16")).isFalse();
        assertThat(Selection.of("paho").contains("camel-paho")).isFalse();
    }

    @Test
    void severalAreSeparatedByCommas() {
        Selection selection = Selection.of("latency, startup");

        assertThat(selection.contains("latency")).isTrue();
        assertThat(selection.contains("startup")).isTrue();
        assertThat(selection.contains("consumers-4")).isFalse();
    }

    @Test
    void anExclamationMarkLeavesNamesOut() {
        Selection selection = Selection.of("!startup,!identities-*");

        assertThat(selection.contains("latency")).isTrue();
        assertThat(selection.contains("startup")).isFalse();
        assertThat(selection.contains("identities-100")).isFalse();
    }

    @Test
    void otherCharactersMeanThemselves() {
        assertThat(Selection.of("a.c").contains("abc")).isFalse();
    }
}
