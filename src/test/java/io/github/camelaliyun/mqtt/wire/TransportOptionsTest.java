package io.github.camelaliyun.mqtt.wire;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Properties;

import static org.assertj.core.api.Assertions.assertThat;

class TransportOptionsTest {

    /** A name may be wrong and have the value in it. */
    @Test
    void noHeaderIsShown() {
        Properties headers = new Properties();
        headers.put("Authorization", "Bearer secret");
        headers.put("X-Token: secret", "");
        TransportOptions options =
                new TransportOptions(TlsSource.OF_JVM, true, null, headers, serverUri -> ProxyChoice.only(null));

        assertThat(options).hasToString("TransportOptions[httpsHostnameVerification=true, webSocketHeaders=2]");
        assertThat(new LineOptions("c", Duration.ofSeconds(1), options, 1).toString())
                .contains("clientId=c")
                .doesNotContain("secret");
        assertThat(TransportOptions.DEFAULTS.toString()).contains("webSocketHeaders=0");
    }
}
