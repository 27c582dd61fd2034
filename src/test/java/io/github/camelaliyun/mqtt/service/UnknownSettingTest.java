package io.github.camelaliyun.mqtt.service;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class UnknownSettingTest {

    private static final List<String> NAMES = List.of("endpoint", "access-key", "secret-key", "token.server-bearer");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "secret-key:hunter2",
                "secret-key hunter2",
                "secret-keyhunter2",
                "secretKey.hunter2",
                "SECRET_KEYhunter2",
                "access-key->hunter2",
                "token.server-bearer/hunter2",
                "server-bearerhunter2",
                "accounts.x.secret-keyhunter2",
                "proxy-passwordhunter2",
                "endpoint:tcp://u:hunter2@h",
                ":hunter2"
            })
    void theValueBehindANameIsNotShown(String name) {
        assertThat(unknown(name))
                .hasMessageStartingWith("aliyun.mqtt.")
                .hasMessageContaining("... is no setting: ")
                .hasMessageContaining("What follows is not shown")
                .hasMessageNotContaining("hunter2");
        assertThat(unknown(name).setting()).doesNotContain("hunter2");
    }

    @ParameterizedTest
    @CsvSource({"secret-kye,secret-key", "endpiont,endpoint", "server-bearer,token.server-bearer"})
    void aTypingErrorIsShownWithTheNearestName(String name, String nearest) {
        assertThat(unknown(name))
                .hasMessage("aliyun.mqtt." + name + " is no setting: did you mean aliyun.mqtt." + nearest + "?");
    }

    @Test
    void whatIsNearToNoneHasNoProposal() {
        assertThat(unknown("colour")).hasMessage("aliyun.mqtt.colour is no setting: correct its name, or remove it");
    }

    @Test
    void aNameCannotForgeALine() {
        assertThat(unknown("x\nERROR forged").getMessage()).doesNotContain("\n").doesNotContain("forged");
        assertThat(unknown("x".repeat(100_000)).getMessage()).hasSizeLessThan(400);
    }

    private static InvalidSettingException unknown(String name) {
        return UnknownSetting.of("aliyun.mqtt.", name, "is no setting", NAMES);
    }
}
