package io.github.camelaliyun.mqtt;

import io.github.camelaliyun.mqtt.kit.LogCapture;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.PrintWriter;
import java.io.StringWriter;

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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ssl://ak:PA55WORD@post_cn_x:8883",
                "mqttt://ak:PA55WORD@host:1883",
                "ak:PA55WORD@host:1883",
                "tcp://ak:PA55WORD@host",
                "tcp://ak:PA55WORD@",
                "tcp://ak:SEC@PA55WORD@host:1883",
                "tcp://ak:PA55WORD%40host:1883",
                "tcp://ak:PA55WORD%2540host:1883",
                "tcp://ak:a b PA55WORD@host:1883",
                "tcp://ak:PA55WORD/@host:1883",
                "ws://ak:PA55WORD@host:80/a@b",
                "ak:PA55WORD@tcp://host:1883",
                "tcp://host:1883,ssl://ak:PA55WORD@post_cn_x:8883",
                "tcp://ak:PA55WORD,PA55WORD@host:1883",
                "tcp://one:1883,mqttt://ak:PA55WORD,@two:1883"
            })
    void noMessageShowsALogin(String written) {
        assertThatThrownBy(() -> ServerAddress.parseAll(written))
                .isInstanceOf(IllegalArgumentException.class)
                .satisfies(e -> assertThat(stackTrace(e)).doesNotContainIgnoringCase("PA55WORD"));
        AliyunMqttAccount account = new AliyunMqttAccount();
        account.setEndpoint(written);
        assertThat(account.toString()).doesNotContain("PA55WORD");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "brokerUrl=ssl://ak:PA55WORD@post_cn_x:8883",
                "brokerUrl=mqttt://ak:PA55WORD@host:1883",
                "brokerUrl=ak:PA55WORD@host:1883",
                "brokerUrl=RAW(ssl://ak:PA55WORD@post_cn_x:8883)",
                "serverURIs=tcp://one:1883,ssl://ak:PA55WORD@post_cn_x:8883"
            })
    void anEndpointWithALoginIsRefusedWithoutShowingIt(String option) throws Exception {
        try (LogCapture log = new LogCapture();
                CamelContext context = new DefaultCamelContext()) {
            context.addComponent("paho", new AliyunPahoComponent());
            context.start();
            assertThatThrownBy(() -> context.getEndpoint("paho:test/in?" + option))
                    .satisfies(e -> assertThat(stackTrace(e)).doesNotContain("PA55WORD"));
            assertThat(log.lines()).noneMatch(line -> line.contains("PA55WORD"));
        }
    }

    private static String stackTrace(Throwable e) {
        StringWriter text = new StringWriter();
        e.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    @Test
    void anAtSignInAPathIsNoLogin() {
        assertThat(ServerAddress.parse("ws://host:80/a@b")).hasToString("ws://host:80/a@b");
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
