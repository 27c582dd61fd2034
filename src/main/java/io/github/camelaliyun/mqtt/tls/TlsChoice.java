package io.github.camelaliyun.mqtt.tls;

import io.github.camelaliyun.mqtt.service.InvalidSettingException;
import io.github.camelaliyun.mqtt.wire.TlsSource;
import org.apache.camel.CamelContext;
import org.apache.camel.support.jsse.SSLContextParameters;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;

/** Which of the ways to say TLS applies to an endpoint. Any thread may call it. */
public final class TlsChoice {

    private final CamelContext context;
    private final PemFiles files;
    private final SSLContextParameters parameters;
    private final Map<Properties, TlsSource> pahos = new HashMap<>();
    private TlsSource own;

    /**
     * Settles which of the settings applies; reads no file.
     *
     * @param context the CamelContext that resolves files and has the global parameters
     * @param files the PEM files; may name none
     * @param parameters null for none
     * @param useGlobal whether those of the context stand in for none
     * @throws IllegalArgumentException if both files and parameters are given
     */
    public TlsChoice(CamelContext context, PemFiles files, SSLContextParameters parameters, boolean useGlobal) {
        if (files.given() && parameters != null) {
            throw new InvalidSettingException(
                    "sslContextParameters",
                    "cannot be set together with " + InvalidSettingException.named("certificateFile") + ", "
                            + InvalidSettingException.named("privateKeyFile") + " and "
                            + InvalidSettingException.named("caFile"),
                    "each says the whole of TLS, remove the first or the files");
        }
        this.context = context;
        this.files = files;
        boolean global = useGlobal && parameters == null && !files.given();
        this.parameters = global ? context.getSSLContextParameters() : parameters;
    }

    /**
     * Of camel-paho's own properties if there are some, of the PEM files or SSL context parameters; else the JVM's.
     *
     * @param pahoProperties those that begin with com.ibm.ssl; null for none
     * @return where each connect of the endpoint gets its TLS from
     * @throws IOException if what is used for the first time does not serve
     */
    public synchronized TlsSource source(Properties pahoProperties) throws IOException {
        if (pahoProperties != null) {
            return pahos.computeIfAbsent(pahoProperties, this::paho);
        }
        if (own == null) {
            own = own();
        }
        return own;
    }

    private TlsSource paho(Properties properties) {
        SSLContextParameters ofPaho = PahoTls.parameters(properties);
        return new FreshTls(() -> ofPaho.createSSLContext(context));
    }

    private TlsSource own() throws IOException {
        if (!files.given() && parameters == null) {
            return TlsSource.OF_JVM;
        }
        FreshTls made = new FreshTls(
                files.given()
                        ? () -> files.read(context).createSSLContext(context)
                        : () -> parameters.createSSLContext(context));
        // At the start, so that what does not serve is told there.
        made.create();
        return made;
    }
}
