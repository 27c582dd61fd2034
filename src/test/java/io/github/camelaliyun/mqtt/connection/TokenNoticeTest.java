package io.github.camelaliyun.mqtt.connection;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;

class TokenNoticeTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1|forged|check that the token source",
                "2|expired|this machine's clock",
                "3|revoked|a fresh one is fetched",
                "4|wrong resource|token.resources",
                "5|wrong action|token.types",
                "8|bad signature|another instance",
                "-1|without rights|RAM policy"
            })
    void eachCodeIsExplainedWithItsCure(int code, String cause, String cure) {
        TokenNotice notice = invalid("{\"code\":" + code + ",\"type\":\"RW\"}");

        assertThat(notice.explanation())
                .contains("of type RW", "(code " + code, cure)
                .containsIgnoringCase(cause);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "null", "{\"code\":\"x\",\"type\":7}"})
    void whatCannotBeReadOfANoticeIsStillANotice(String payload) {
        assertThat(invalid(payload).explanation()).contains("is not valid (code 0)");
    }

    @Test
    void anotherTopicIsNoNotice() {
        assertThat(notice("test/a", "{}")).isEmpty();
    }

    private static TokenNotice invalid(String payload) {
        return notice("$SYS/tokenInvalidNotice", payload).orElseThrow();
    }

    private static Optional<TokenNotice> notice(String topic, String payload) {
        return TokenNotice.of(topic, payload.getBytes(StandardCharsets.UTF_8));
    }
}
