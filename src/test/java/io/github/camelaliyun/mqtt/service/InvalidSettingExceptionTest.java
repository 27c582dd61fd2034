package io.github.camelaliyun.mqtt.service;

import org.junit.jupiter.api.Test;

import static io.github.camelaliyun.mqtt.service.InvalidSettingException.named;
import static org.assertj.core.api.Assertions.assertThat;

class InvalidSettingExceptionTest {

    private final InvalidSettingException invalid = new InvalidSettingException(
            "secretKey", "and " + named("secretKeyProperty") + " are both set", "keep " + named("secretKey"));

    @Test
    void itsMessageHasTheNamesOfTheBean() {
        assertThat(invalid).hasMessage("secretKey and secretKeyProperty are both set: keep secretKey");
    }

    @Test
    void eachNameIsSpelledAsItsReaderDoes() {
        InvalidSettingException spelled = invalid.in(String::toUpperCase);

        assertThat(spelled).hasMessage("SECRETKEY and SECRETKEYPROPERTY are both set: keep SECRETKEY");
        assertThat(spelled.setting()).isEqualTo("SECRETKEY");
        assertThat(spelled.problem()).isEqualTo("and SECRETKEYPROPERTY are both set");
        assertThat(spelled.cure()).isEqualTo("keep SECRETKEY");
    }

    @Test
    void whoeverIsFurtherOutSpellsWhatOthersHaveSpelled() {
        assertThat(invalid.in(name -> "token." + name).in(name -> "aliyun.mqtt." + name))
                .hasMessage("aliyun.mqtt.token.secretKey and aliyun.mqtt.token.secretKeyProperty are both set:"
                        + " keep aliyun.mqtt.token.secretKey");
    }

    /** Group references of a regular expression among them. */
    @Test
    void aSpellingIsTakenAsItIs() {
        assertThat(invalid.in(name -> "$1\\" + name).cure()).isEqualTo("keep $1\\secretKey");
    }

    @Test
    void aMissingOneIsToldAsSuchWithWhatThePlaceAdds() {
        InvalidSettingException missing = InvalidSettingException.missing("groupId", "from the console");

        assertThat(missing.isMissing()).isTrue();
        assertThat(missing.in(name -> "group-id", " (GROUP_ID)"))
                .hasMessage("group-id is not set: set group-id, from the console (GROUP_ID)");
        assertThat(invalid.isMissing()).isFalse();
    }

    @Test
    void theStackIsThatOfTheRule() {
        assertThat(invalid.in(String::toUpperCase).getStackTrace()).isEqualTo(invalid.getStackTrace());
    }
}
