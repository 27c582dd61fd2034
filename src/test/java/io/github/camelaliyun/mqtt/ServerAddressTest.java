package io.github.camelaliyun.mqtt;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ServerAddressTest {

    @ParameterizedTest
    @CsvSource({
        "tcp://host:1883,tcp://host:1883",
        "mqtt://host:1883,tcp://host:1883",
        "tls://host:8883,ssl://host:8883",
        "mqtts://host:8883,ssl://host:8883",
        "ws://host:80/mqtt,ws://host:80/mqtt",
        "WSS://host:443,wss://host:443"
    })
    void everySchemeOfTheFieldMeansOneOfPahos(String written, String meant) {
        assertThat(ServerAddress.parse(written)).hasToString(meant);
    }

    @ParameterizedTest
    @CsvSource({
        "tcp://host,has no port: did you mean 'tcp://host:1883'",
        "tls://host,has no port: did you mean 'ssl://host:8883'",
        "tpc://host:1883,unknown scheme 'tpc': did you mean 'tcp'",
        "http://host:80,unknown scheme 'http'",
        "sandbx,did you mean 'sandbox'",
        "post-cn-1.mqtt.aliyuncs.com:1883,did you mean 'tcp://post-cn-1.mqtt.aliyuncs.com:1883'",
        "tcp://:1883,has no host"
    })
    void aMistypedAddressIsRefusedWithTheNearestValidOne(String written, String message) {
        assertThatThrownBy(() -> ServerAddress.parse(written))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void anAddressWithCredentialsIsRefusedWithoutRepeatingThem() {
        assertThatThrownBy(() -> ServerAddress.parse("tcp://user:hidden@host:1883"))
                .hasMessageContaining("never in an address")
                .hasMessageNotContaining("hidden");
    }

    @Test
    void loopbackAndNumbersAreRecognised() {
        assertThat(ServerAddress.parse("tcp://localhost:1").isLoopback()).isTrue();
        assertThat(ServerAddress.parse("tcp://127.0.0.1:1").isLoopback()).isTrue();
        assertThat(ServerAddress.parse("tcp://10.0.0.1:1").isLoopback()).isFalse();
        assertThat(ServerAddress.parse("tcp://10.0.0.1:1").isIp()).isTrue();
        assertThat(ServerAddress.parse("tcp://post-cn-1.mqtt.aliyuncs.com:1").isIp())
                .isFalse();
    }
}
