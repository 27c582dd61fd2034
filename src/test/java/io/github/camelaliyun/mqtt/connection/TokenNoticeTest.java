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
                "1|is none of the service's (code 1, forged): check that the token source gives the service's tokens unchanged",
                "2|has expired (code 2): check that the token source answers in time, and this machine's clock",
                "3|was revoked (code 3): somebody called RevokeToken; a fresh one is fetched",
                "4|is not for a topic that was used (code 4, wrong resource): add that topic to token.resources, or leave them out to have tokens for all parent topics in use",
                "5|is not for what was done (code 5, wrong action): a client that receives needs R, one that sends W; set token.types to RW or R,W",
                "8|has a bad signature (code 8): it is for another instance, or was changed on its way; check instance and text of what the token source gives",
                "-1|is of an account without rights (code -1): let the AccessKey's RAM policy allow MQTT",
                "7|is not valid (code 7, which is none of the documented ones): check that the token source gives tokens of this instance unchanged"
            })
    void eachCodeIsExplainedWithItsCure(int code, String words) {
        TokenNotice notice = invalid("{\"code\":" + code + ",\"type\":\"RW\"}");

        assertThat(notice.explanation()).isEqualTo("the service says that the token of type RW " + words);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "null", "{\"code\":\"x\",\"type\":7}"})
    void whatCannotBeReadOfANoticeIsStillANotice(String payload) {
        assertThat(invalid(payload).explanation()).startsWith("the service says that the token is not valid (code 0, ");
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
