package io.github.camelaliyun.mqtt.tls;

import io.github.camelaliyun.mqtt.service.Causes;
import io.github.camelaliyun.mqtt.wire.TlsSource;

import java.io.IOException;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLContext;

/**
 * Makes TLS anew at each connect, and so reads key stores and PEM files again: certificates run out and are replaced while
 * the program runs. That costs some milliseconds each time. Any thread may call it.
 *
 * @param files reads them
 */
record FreshTls(TlsSource files) implements TlsSource {

    @Override
    public SSLContext create() throws IOException {
        try {
            return files.create();
        } catch (PemException e) {
            throw e;
        } catch (GeneralSecurityException | IOException | RuntimeException e) {
            // Without the cause: the innermost message is what an operator is shown.
            throw new IOException("the key store or trust store cannot be used ("
                    + Causes.innermost(e).getMessage()
                    + "): check resource, type and password in camel.ssl.* or the component's sslContextParameters");
        }
    }
}
