package io.github.camelaliyun.mqtt.service;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class NearestNameTest {

    private static final List<String> NAMES = List.of(
            "endpoint", "secret-key", "secret-key-property", "token.types", "sandbox.port", "tcp", "ssl", "signature");

    @ParameterizedTest
    @CsvSource({
        "port,sandbox.port",
        "SECRET,secret-key",
        "sign,signature",
        "signed,signature",
        "tpc,tcp",
        "secret-kye,secret-key",
        "secretkey,secret-key",
        "secret-key-proprety,secret-key-property",
        "sandbox.prot,sandbox.port",
        "endpoint2,endpoint"
    })
    void theNearestNameIsFound(String typed, String meant) {
        assertThat(NearestName.of(typed, NAMES)).contains(meant);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "post-cn-x", "kerberos", "qos", "xyz", "t-shirt"})
    void whatIsNearToNothingHasNone(String typed) {
        assertThat(NearestName.of(typed, NAMES)).isEmpty();
    }

    @Test
    void whatNobodyTypesHasNone() {
        assertThat(NearestName.of(null, NAMES)).isEmpty();
        assertThat(NearestName.of("tcp" + "x".repeat(1_000_000), NAMES)).isEmpty();
        assertThat(NearestName.of("tcp", List.of())).isEmpty();
    }
}
