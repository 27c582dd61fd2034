package io.github.camelaliyun.mqtt.credential.token;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class TokenResourcesTest {

    @ParameterizedTest
    @CsvSource({
        "a/b,a/b",
        "a/+,a/b",
        "a/+,a/+",
        "a/+/c,a/b/c",
        "a/#,a",
        "a/#,a/b",
        "a/#,a/b/c",
        "a/#,a/#",
        "a/#,a/+/c",
        "a/#,a/b/#",
        "a/+/#,a/b",
        "+/+,a/b",
        "#,a/b"
    })
    void resourceCovers(String resource, String wanted) {
        assertThat(TokenResources.covers(resource, wanted)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "a/b,a/c",
        "a/b,a",
        "a/b,a/b/c",
        "a/b,a/+",
        "a/b,a/#",
        "a/b,A/b",
        "a/+,a",
        "a/+,a/b/c",
        "a/+,a/#",
        "a/+/#,a",
        "a/+/#,a/#",
        "a/#,ab",
        "a/#,+/b",
        "a/#,#",
        "+,a/b"
    })
    void resourceDoesNotCover(String resource, String wanted) {
        assertThat(TokenResources.covers(resource, wanted)).isFalse();
    }
}
