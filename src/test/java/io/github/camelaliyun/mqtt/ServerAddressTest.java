package io.github.camelaliyun.mqtt;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What an address of a server means: its scheme, host, port and path. */
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
        assertThat(ServerAddress.parse("endpoint", written)).hasToString(meant);
    }

    @ParameterizedTest
    @CsvSource({
        "tcp://host,tcp,1883",
        "tcp://host:,tcp,1883",
        "mqtt://host,tcp,1883",
        "ssl://host,ssl,8883",
        "tls://host,ssl,8883",
        "mqtts://host,ssl,8883",
        "ws://host,ws,80",
        "wss://host,wss,443"
    })
    void withoutAPortTheUsualOneOfTheSchemeIsMeant(String written, String scheme, int port) {
        ServerAddress address = ServerAddress.parse("endpoint", written);

        assertThat(address.scheme()).isEqualTo(scheme);
        assertThat(address.host()).isEqualTo("host");
        assertThat(address.port()).isEqualTo(port);
        assertThat(address).hasToString(scheme + "://host:" + port);
    }

    @ParameterizedTest
    @CsvSource({
        "tcp://mqtt_broker:1884,mqtt_broker",
        "tcp://_mqtt._tcp.example.:1884,_mqtt._tcp.example.",
        "tcp://xn--bcher-kva.example:1884,xn--bcher-kva.example",
        "tcp://host.1a:1884,host.1a",
        "tcp://10.0.0.1:1884,10.0.0.1"
    })
    void theHostIsTakenAsItIsWritten(String written, String host) {
        ServerAddress address = ServerAddress.parse("endpoint", written);

        assertThat(address.host()).isEqualTo(host);
        assertThat(address.port()).isEqualTo(1884);
        assertThat(address).hasToString(written);
    }

    @ParameterizedTest
    @CsvSource({
        "tcp://[::1]:1883,::1,tcp://[::1]:1883",
        "tcp://[::1],::1,tcp://[::1]:1883",
        "ssl://[2001:db8::7]:8884,2001:db8::7,ssl://[2001:db8::7]:8884",
        "tcp://[::ffff:10.0.0.1]:1,::ffff:10.0.0.1,tcp://[::ffff:10.0.0.1]:1",
        "tcp://[fe80::1%eth0]:1,fe80::1%eth0,tcp://[fe80::1%eth0]:1",
        "ws://[::1]:81/mqtt,::1,ws://[::1]:81/mqtt"
    })
    void anIpv6AddressStandsInBracketsAndIsHandedOnWithoutThem(String written, String host, String shown) {
        ServerAddress address = ServerAddress.parse("endpoint", written);

        assertThat(address.host()).isEqualTo(host);
        assertThat(address.isIp()).isTrue();
        assertThat(address).hasToString(shown);
    }

    @ParameterizedTest
    @CsvSource({
        "ws://host,''",
        "ws://host/,/",
        "ws://host:81/mqtt,/mqtt",
        "wss://host/a/b?token=x&y=%2F,/a/b?token=x&y=%2F",
        "ws://host/a@b,/a@b",
        "'ws://host/a,b','/a,b'",
        "ws://host?token=x,/?token=x"
    })
    void pathAndQueryOfAWebSocketAreKeptAsTheyAre(String written, String path) {
        ServerAddress address = ServerAddress.parse("endpoint", written);

        assertThat(address.path()).isEqualTo(path);
        assertThat(address.scheme()).startsWith("ws");
        assertThat(address.uri()).endsWith(path);
    }

    @Test
    void aPathMayBeLong() {
        String path = "/a%20b".repeat(2_000);

        assertThat(ServerAddress.parse("endpoint", "ws://host" + path).path()).isEqualTo(path);
    }

    @Test
    void aNameOfManyLabelsIsReadOrRefused() {
        String host = "a.".repeat(20_000) + "b";

        assertThat(ServerAddress.parse("endpoint", "tcp://" + host).host()).isEqualTo(host);
        for (String wrong :
                new String[] {host, "tcp://" + host + "..", "tcp://" + host + ":x", "x:" + "1:".repeat(20_000)}) {
            assertThatThrownBy(() -> ServerAddress.parseAll("endpoint", wrong))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void anAtSignInAPathIsNoLogin() {
        assertThat(ServerAddress.parse("endpoint", "ws://host:80/a@b")).hasToString("ws://host:80/a@b");
    }

    @Test
    void loopbackAndNumbersAreRecognised() {
        assertThat(ServerAddress.parse("endpoint", "tcp://localhost:1").isLoopback())
                .isTrue();
        assertThat(ServerAddress.parse("endpoint", "tcp://127.0.0.1:1").isLoopback())
                .isTrue();
        assertThat(ServerAddress.parse("endpoint", "tcp://10.0.0.1:1").isLoopback())
                .isFalse();
        assertThat(ServerAddress.parse("endpoint", "tcp://[::1]:1").isLoopback())
                .isTrue();
        assertThat(ServerAddress.parse("endpoint", "tcp://[2001:db8::1]:1").isLoopback())
                .isFalse();
        assertThat(ServerAddress.parse("endpoint", "tcp://10.0.0.1:1").isIp()).isTrue();
        assertThat(ServerAddress.parse("endpoint", "tcp://post-cn-1.mqtt.aliyuncs.com:1")
                        .isIp())
                .isFalse();
    }
}
