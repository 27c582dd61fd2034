package io.github.camelaliyun.mqtt.credential;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ClientIdTest {

    @Test
    void groupAndDeviceMakeTheClientIdAndItsPartsComeBack() {
        ClientId clientId = new ClientId("GID_group", "00001");

        assertThat(clientId).hasToString("GID_group@@@00001");
        assertThat(ClientId.parse("GID_group@@@00001")).isEqualTo(clientId);
    }

    @Test
    void sixtyFourCharactersAreAllowedAndOneMoreIsNot() {
        String device = "d".repeat(64 - "GID_group@@@".length());

        assertThat(new ClientId("GID_group", device).toString()).hasSize(64);
        assertThatThrownBy(() -> new ClientId("GID_group", device + "d"))
                .hasMessageContaining("of 65 characters")
                .hasMessageContaining("shorten deviceId");
    }

    @ParameterizedTest
    @CsvSource({
        "group@@@1,must start with GID_",
        "GID_1@@@1,too short",
        "GID_group@@@a/b,letters",
        "GID_group@@@,deviceId is not set",
        "GID_group,write it in the form",
        "GID_group@@@a@@@b,letters"
    })
    void aClientIdThatTheServiceWouldDropIsRefusedWithTheRule(String clientId, String rule) {
        assertThatThrownBy(() -> ClientId.parse(clientId))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(rule);
    }

    @Test
    void aClientIdThatIsNotSetIsSaidToBeSo() {
        assertThatThrownBy(() -> ClientId.parse(null))
                .hasMessageStartingWith("clientId is not set: set clientId, in the form");
    }
}
