package io.github.camelaliyun.mqtt.tls;

import org.apache.camel.support.jsse.CipherSuitesParameters;
import org.apache.camel.support.jsse.KeyManagersParameters;
import org.apache.camel.support.jsse.KeyStoreParameters;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.apache.camel.support.jsse.TrustManagersParameters;
import org.eclipse.paho.client.mqttv3.internal.security.SSLSocketFactoryFactory;

import java.nio.file.Path;
import java.util.List;
import java.util.Properties;

/**
 * What {@code sslClientProps} say, camel-paho's option with properties that begin with {@code com.ibm.ssl}, in Camel's words.
 * Paho's own class reads them, with the passwords that it can disguise and the system properties that stand in for what is
 * missing.
 */
final class PahoTls {

    private static final String PROTOCOL = "TLS";

    private PahoTls() {}

    /** @throws IllegalArgumentException if there is a property among them that Paho does not know */
    static SSLContextParameters parameters(Properties properties) {
        SSLSocketFactoryFactory paho = new SSLSocketFactoryFactory();
        paho.initialize(properties, null);
        SSLContextParameters parameters = new SSLContextParameters();
        parameters.setSecureSocketProtocol(paho.getSSLProtocol(null) == null ? PROTOCOL : paho.getSSLProtocol(null));
        parameters.setProvider(paho.getJSSEProvider(null));
        if (paho.getKeyStore(null) != null) {
            KeyManagersParameters own = new KeyManagersParameters();
            own.setKeyStore(store(paho.getKeyStore(null), paho.getKeyStorePassword(null), paho.getKeyStoreType(null)));
            own.setKeyPassword(own.getKeyStore().getPassword());
            own.setProvider(paho.getKeyStoreProvider(null));
            own.setAlgorithm(paho.getKeyManager(null));
            parameters.setKeyManagers(own);
        }
        if (paho.getTrustStore(null) != null) {
            TrustManagersParameters trusted = new TrustManagersParameters();
            trusted.setKeyStore(
                    store(paho.getTrustStore(null), paho.getTrustStorePassword(null), paho.getTrustStoreType(null)));
            trusted.setProvider(paho.getTrustStoreProvider(null));
            trusted.setAlgorithm(paho.getTrustManager(null));
            parameters.setTrustManagers(trusted);
        }
        if (paho.getEnabledCipherSuites(null) != null) {
            CipherSuitesParameters suites = new CipherSuitesParameters();
            suites.setCipherSuite(List.of(paho.getEnabledCipherSuites(null)));
            parameters.setCipherSuites(suites);
        }
        return parameters;
    }

    private static KeyStoreParameters store(String file, char[] password, String type) {
        KeyStoreParameters store = new KeyStoreParameters();
        store.setResource(Path.of(file).toUri().toString());
        store.setPassword(password == null ? null : new String(password));
        store.setType(type);
        return store;
    }
}
