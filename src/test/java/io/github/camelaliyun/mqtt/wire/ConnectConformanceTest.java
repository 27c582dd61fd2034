package io.github.camelaliyun.mqtt.wire;

import io.github.camelaliyun.mqtt.wire.Packet.Connect;
import io.github.camelaliyun.mqtt.wire.Packet.Publish;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Statements of MQTT 3.1.1 about CONNECT and CONNACK, byte by byte; {@code docs/conformance.md} lists all. */
class ConnectConformanceTest extends ConformanceRig {

    // 3.1

    @Test
    void theFieldsOfConnectAreInTheirOrder() {
        Publish will = new Publish("w", new byte[] {0x57}, 1, true, false, 0);

        assertThat(hex(connect("u", "p", will)))
                .isEqualTo("1019" + "00044d515454" + "04" + "ee" + "005a" + "000163" + "000177" + "000157" + "000175"
                        + "000170");
    }

    @Test
    void withoutAWillConnectHasNothingOfIt() {
        assertThat(hex(connect("u", "p", null)))
                .isEqualTo("1013" + "00044d515454" + "04" + "c2" + "005a" + "000163" + "000175" + "000170");
    }

    @Test
    void withoutAUserNameConnectHasNoneAndNoPassword() {
        assertThat(hex(connect(null, null, null))).isEqualTo("100d" + "00044d515454" + "04" + "02" + "005a" + "000163");
        assertNotSent(connect(null, "p", null), "3.1.2-22");
    }

    @Test
    void withoutAPasswordConnectHasNone() {
        assertThat(hex(connect("u", null, null)))
                .isEqualTo("1010" + "00044d515454" + "04" + "82" + "005a" + "000163" + "000175");
    }

    @ParameterizedTest
    @CsvSource({"0, 06", "1, 0e", "2, 16"})
    void theQosOfAWillIsThatOfTheFlags(int qos, String flags) {
        assertThat(hex(connect(null, null, new Publish("w", NOTHING, qos, false, false, 0))))
                .isEqualTo("1012" + "00044d515454" + "04" + flags + "005a" + "000163" + "000177" + "0000");
    }

    @Test
    void aWillOfQos3IsNotSent() {
        assertNotSent(connect(null, null, new Publish("w", NOTHING, 3, false, false, 0)), "QoS 3");
    }

    @Test
    void anEmptyClientIdIsThereAllTheSame() {
        assertThat(hex(new Connect(4, "", true, 90, null, null, null)))
                .isEqualTo("100c" + "00044d515454" + "04" + "02" + "005a" + "0000");
    }

    // 3.2

    @ParameterizedTest
    @ValueSource(strings = {"20020105", "20020200", "20020006"})
    void aConnackThatThereIsNotEndsTheLine(String connack) {
        assertThat(failure(connack)).isInstanceOf(MalformedPacketException.class);
    }
}
