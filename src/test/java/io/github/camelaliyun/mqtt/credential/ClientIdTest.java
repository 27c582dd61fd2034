package io.github.camelaliyun.mqtt.credential;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

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
        "GID_gr:up@@@1,letters",
        "GID_group@@@,deviceId is not set",
        "GID_group@@@@@@,empty part",
        "GID_group@@@a@@@,empty part",
        "GID_group@@@@@@b,empty part",
        "GID_group@@@a@@@@@@b,empty part",
        "GID_group@@@a b,cannot be seen",
        "GID_group@@@a\u00a0b,cannot be seen",
        "GID_group@@@a\u0007b,cannot be seen",
        "GID_group@@@a\u200bb,cannot be seen",
        "GID_group,write it in the form"
    })
    void aClientIdThatTheServiceWouldDropIsRefusedWithTheRule(String clientId, String rule) {
        assertThatThrownBy(() -> ClientId.parse(clientId))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(rule);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GID_group@@@02-42-ac-11-00-02@@@3f2b8c1e",
                "GID_group@@@a@@@b@@@c",
                "GID_group@@@@a",
                "GID_group@@@02:42:ac:11:00:02",
                "GID_group@@@pump.7",
                "GID_group@@@a%20b",
                "GID_group@@@a,b",
                "GID-group@@@\u6cf57"
            })
    void aDeviceIdThatThePageDoesNotAllowIsTakenWithItsRule(String clientId) {
        ClientId parsed = ClientId.parse(clientId);

        assertThat(parsed).hasToString(clientId);
        assertThat(parsed.deviation())
                .get(as(STRING))
                .contains(clientId, "letters, digits, '-' and '_'", "63620")
                .doesNotContain("P2P");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a/b", "a+", "#1"})
    void aDeviceIdThatNoTopicCanHaveIsSaidToBeSo(String deviceId) {
        assertThat(new ClientId("GID_group", deviceId).deviation())
                .get(as(STRING))
                .endsWith("no P2P message can be addressed to it");
    }

    @Test
    void aDeviceIdAsThePageHasItIsNoDeviation() {
        assertThat(new ClientId("GID_group", "a-B_9").deviation()).isEmpty();
    }

    @Test
    void aClientIdThatIsNotSetIsSaidToBeSo() {
        assertThatThrownBy(() -> ClientId.parse(null))
                .hasMessageStartingWith("clientId is not set: set clientId, in the form");
    }
}
