package io.github.camelaliyun.mqtt.service;

import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Properties;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Beside Camel's own reader, which has the last word. */
class PlaceholderBracesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a{{hunter2",
                "{{hunter2",
                "hunter2}}",
                "}}hunter2{{",
                "a\\{{hunter2}}",
                "a\\\\{{hunter2",
                "{{k}}{{hunter2"
            })
    void bracesWithoutTheirCounterpartAreRefusedWithoutTheValue(String value) throws Exception {
        assertThatThrownBy(() -> PlaceholderBraces.require("secretKey", value, PlaceholderBraces.ESCAPE))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage(
                        "secretKey has {{ without }}, or the other way round: write \\{{ and \\}} for braces that are"
                                + " none of a placeholder, which in a properties file are \\\\{{ and \\\\}}")
                .hasMessageNotContaining("hunter2");
        try (CamelContext camel = camel(value)) {
            assertThatThrownBy(() -> camel.resolvePropertyPlaceholders("{{it}}"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "secret",
                "{x}",
                "a\\{{secret",
                "a\\{{secret\\}}",
                "a'{{'secret",
                "{{k}}",
                "x{{k}}y{{none:z}}",
                "{{none:{{k}}}}"
            })
    void whatCamelReadsIsTaken(String value) throws Exception {
        assertThatCode(() -> PlaceholderBraces.require("secretKey", value, PlaceholderBraces.ESCAPE))
                .doesNotThrowAnyException();
        try (CamelContext camel = camel(value)) {
            assertThatCode(() -> camel.resolvePropertyPlaceholders("{{it}}")).doesNotThrowAnyException();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a{{hunter2", "hunter2}}", "{{hunter2}}"})
    void bracesThatWouldBeResolvedOnceMoreAreRefusedWithoutTheValue(String value) {
        assertThatThrownBy(() -> PlaceholderBraces.requireNone("token.serverBearer", value))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage(
                        "token.serverBearer has {{ or }}: choose a value without {{ and }}, which Camel takes for those of a"
                                + " placeholder")
                .hasMessageNotContaining("hunter2");
    }

    /** As the cure says. */
    @ParameterizedTest
    @ValueSource(strings = {"a\\{{secret", "a\\{{secret\\}}"})
    void theBackslashIsNoPartOfTheValue(String value) throws Exception {
        try (CamelContext camel = camel(value)) {
            assertThat(camel.resolvePropertyPlaceholders("{{it}}")).isEqualTo(value.replace("\\", ""));
        }
    }

    private static CamelContext camel(String value) {
        CamelContext camel = new DefaultCamelContext();
        Properties properties = new Properties();
        properties.setProperty("it", value);
        properties.setProperty("k", "v");
        camel.getPropertiesComponent().setOverrideProperties(properties);
        return camel;
    }
}
