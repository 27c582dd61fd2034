package io.github.camelaliyun.mqtt.tls;

import org.apache.camel.support.jsse.SSLContextParameters;
import org.eclipse.paho.client.mqttv3.internal.security.SSLSocketFactoryFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PahoTlsTest {

    private final Properties properties = new Properties();
    private final Map<String, String> systemProperties = new HashMap<>();

    @AfterEach
    void putBack() {
        systemProperties.forEach((name, value) -> {
            if (value == null) {
                System.clearProperty(name);
            } else {
                System.setProperty(name, value);
            }
        });
    }

    @Test
    void withNothingItIsTlsOfTheJvm() {
        SSLContextParameters parameters = PahoTls.parameters(properties);

        assertThat(parameters.getSecureSocketProtocol()).isEqualTo("TLS");
        assertThat(parameters.getKeyManagers()).isNull();
        assertThat(parameters.getTrustManagers()).isNull();
        assertThat(parameters.getCipherSuites()).isNull();
        assertThat(parameters.getProvider()).isNull();
    }

    @Test
    void eachPropertyHasItsPlace() {
        properties.setProperty("com.ibm.ssl.protocol", "TLSv1.3");
        properties.setProperty("com.ibm.ssl.contextProvider", "SunJSSE");
        properties.setProperty("com.ibm.ssl.keyStore", "own keys.p12");
        properties.setProperty("com.ibm.ssl.keyStorePassword", "secret");
        properties.setProperty("com.ibm.ssl.keyStoreType", "PKCS12");
        properties.setProperty("com.ibm.ssl.keyStoreProvider", "SUN");
        properties.setProperty("com.ibm.ssl.keyManager", "NewSunX509");
        properties.setProperty("com.ibm.ssl.trustStore", "trust.jks");
        properties.setProperty("com.ibm.ssl.trustStorePassword", "secret too");
        properties.setProperty("com.ibm.ssl.trustStoreType", "JKS");
        properties.setProperty("com.ibm.ssl.trustStoreProvider", "SUN");
        properties.setProperty("com.ibm.ssl.trustManager", "PKIX");
        properties.setProperty("com.ibm.ssl.enabledCipherSuites", "TLS_AES_128_GCM_SHA256,TLS_AES_256_GCM_SHA384");
        SSLContextParameters parameters = PahoTls.parameters(properties);

        assertThat(parameters.getSecureSocketProtocol()).isEqualTo("TLSv1.3");
        assertThat(parameters.getProvider()).isEqualTo("SunJSSE");
        var keys = parameters.getKeyManagers();
        assertThat(keys.getKeyStore().getResource())
                .isEqualTo(Path.of("own keys.p12").toUri().toString());
        assertThat(keys.getKeyStore().getPassword()).isEqualTo("secret");
        assertThat(keys.getKeyStore().getType()).isEqualTo("PKCS12");
        assertThat(keys.getKeyPassword()).isEqualTo("secret");
        assertThat(keys.getProvider()).isEqualTo("SUN");
        assertThat(keys.getAlgorithm()).isEqualTo("NewSunX509");
        var trusted = parameters.getTrustManagers();
        assertThat(trusted.getKeyStore().getResource())
                .isEqualTo(Path.of("trust.jks").toUri().toString());
        assertThat(trusted.getKeyStore().getPassword()).isEqualTo("secret too");
        assertThat(trusted.getKeyStore().getType()).isEqualTo("JKS");
        assertThat(trusted.getProvider()).isEqualTo("SUN");
        assertThat(trusted.getAlgorithm()).isEqualTo("PKIX");
        assertThat(parameters.getCipherSuites().getCipherSuite())
                .containsExactly("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384");
    }

    @Test
    void aPasswordMayBeDisguisedAsPahoDoes() {
        String disguised = SSLSocketFactoryFactory.obfuscate("secret".toCharArray());
        assertThat(disguised).startsWith("{xor}").doesNotContain("secret");
        properties.setProperty("com.ibm.ssl.keyStore", "keys.p12");
        properties.setProperty("com.ibm.ssl.keyStorePassword", disguised);
        properties.setProperty("com.ibm.ssl.trustStore", "trust.p12");
        properties.setProperty("com.ibm.ssl.trustStorePassword", disguised);
        SSLContextParameters parameters = PahoTls.parameters(properties);

        assertThat(parameters.getKeyManagers().getKeyStore().getPassword()).isEqualTo("secret");
        assertThat(parameters.getTrustManagers().getKeyStore().getPassword()).isEqualTo("secret");
        assertThat(properties)
                .as("what was given stays as it is")
                .containsEntry("com.ibm.ssl.keyStorePassword", disguised);
    }

    @Test
    void aStoreMayHaveNoPassword() {
        properties.setProperty("com.ibm.ssl.trustStore", "trust.p12");

        assertThat(PahoTls.parameters(properties)
                        .getTrustManagers()
                        .getKeyStore()
                        .getPassword())
                .isNull();
    }

    @Test
    void theSystemPropertiesOfTheJvmStandInForWhatIsMissing() {
        set("javax.net.ssl.keyStore", "jvm.p12");
        set("javax.net.ssl.keyStorePassword", "of the jvm");
        set("javax.net.ssl.trustStore", "jvm-trust.p12");
        properties.setProperty("com.ibm.ssl.trustStore", "trust.p12");
        SSLContextParameters parameters = PahoTls.parameters(properties);

        assertThat(parameters.getKeyManagers().getKeyStore().getResource()).endsWith("/jvm.p12");
        assertThat(parameters.getKeyManagers().getKeyStore().getPassword()).isEqualTo("of the jvm");
        assertThat(parameters.getTrustManagers().getKeyStore().getResource()).endsWith("/trust.p12");
    }

    @Test
    void aPropertyThatPahoDoesNotKnowIsRefused() {
        properties.setProperty("com.ibm.ssl.keystore", "keys.p12");

        assertThatThrownBy(() -> PahoTls.parameters(properties))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("com.ibm.ssl.keystore");
    }

    private void set(String name, String value) {
        systemProperties.put(name, System.getProperty(name));
        System.setProperty(name, value);
    }
}
