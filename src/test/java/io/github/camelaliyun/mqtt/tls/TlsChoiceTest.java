package io.github.camelaliyun.mqtt.tls;

import io.github.camelaliyun.mqtt.service.InvalidSettingException;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TlsChoiceTest {

    @Test
    void twoWaysToSayTlsAreRefused() {
        PemFiles files = new PemFiles(null, null, "file:ca.pem");

        assertThatThrownBy(() -> new TlsChoice(null, files, new SSLContextParameters(), false))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage(
                        "sslContextParameters cannot be set together with certificateFile, privateKeyFile and caFile: each"
                                + " says the whole of TLS, remove the first or the files");
    }
}
