package io.github.camelaliyun.mqtt;

import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The query of an address is sent and shown nowhere: it may have a token. */
class AddressQueryTest {

    /** The query may have a token. */
    @ParameterizedTest
    @CsvSource({
        "ws://host/mqtt?token=PA55WORD,ws://host:80/mqtt?...",
        "wss://host?PA55WORD,wss://host:443/?...",
        "ws://host/a?b?token=PA55WORD,ws://host:80/a?...",
        "ws://user:pass@host/mqtt?PA55WORD,ws://host:80/mqtt?..."
    })
    void theQueryIsSentAndNotShown(String written, String shown) {
        ServerAddress address = ServerAddress.parse("endpoint", written);

        assertThat(address).hasToString(shown);
        assertThat(address.uri()).contains("PA55WORD").doesNotContain("pass");
        AliyunMqttAccount account = new AliyunMqttAccount();
        account.setEndpoint(written);
        assertThat(account.toString()).doesNotContain("PA55WORD");
        if (address.login() != null) {
            assertThatThrownBy(() -> address.requireNoLogin("endpoint")).hasMessageNotContaining("PA55WORD");
        }
    }

    @Test
    void theQueryIsNoPartOfTheUrlOfTheService() throws Exception {
        try (CamelContext context = new DefaultCamelContext()) {
            context.addComponent("paho", new AliyunMqttComponent());
            context.start();
            AliyunMqttEndpoint endpoint = context.getEndpoint(
                    "paho:a?brokerUrl=RAW(ws://127.0.0.1:1/mqtt?token=PA55WORD)", AliyunMqttEndpoint.class);

            assertThat(endpoint.getServiceUrl()).isEqualTo("ws://127.0.0.1:1/mqtt?...");
            assertThat(endpoint.getEndpointUri()).doesNotContain("PA55WORD");
            assertThat(endpoint)
                    .isNotEqualTo(context.getEndpoint("paho:a?brokerUrl=RAW(ws://127.0.0.1:1/mqtt?token=other)"));
        }
    }

    /** Whatever is wrong with an address, and wherever. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "ws:", "ws:/", "ws//", "ws;//", "wss:/u:p@", "mqtt:/", "https://", "htp://", "ws:///", "ws://[::1",
                        "ws://[x]", "ws://a b",
                "ws://a..b", "ws://h:0", "ws://h:x", "ws://h:1:2", "ws://h,i", "ws://u@h", "ws://ü", "tcp://h",
                        "ssl:/h", "tcp:h", "h", "h:8883"
            })
    void theQueryOfAWrongAddressIsNeverShown(String begin) {
        for (String tail :
                List.of("?token=PA55WORD", "/mqtt?token=PA55WORD", "/m q?PA55WORD", "/mqtt%3Ftoken=PA55WORD")) {
            try {
                assertThat(ServerAddress.parse("endpoint", begin + tail).toString())
                        .doesNotContain("PA55");
            } catch (IllegalArgumentException e) {
                assertThat(e.getMessage()).doesNotContain("PA55");
            }
        }
    }
}
