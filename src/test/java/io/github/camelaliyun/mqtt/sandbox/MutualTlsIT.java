package io.github.camelaliyun.mqtt.sandbox;

import io.github.camelaliyun.mqtt.credential.Credentials;
import io.github.camelaliyun.mqtt.kit.MqttJsClient;
import io.github.camelaliyun.mqtt.kit.RequiresNode;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import java.util.Collections;
import java.util.Map;
import java.util.Properties;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** A listener that demands client certificates, together with signature mode. */
class MutualTlsIT {

    private static Sandbox sandbox;
    private static ClientIdentity identity;

    private final String clientId = SharedSandbox.uniqueClientId();

    @BeforeAll
    static void start() {
        sandbox = Sandbox.start(SharedSandbox.options(0, false).withMutualTls());
        identity = sandbox.issueClientIdentity("GID_test@@@device_1-a");
    }

    @AfterAll
    static void close() {
        sandbox.close();
    }

    @Test
    void clientWithACertificateAndASignatureIsLetIn() throws Exception {
        try (TestClient client = client(identity.keyStore(), identity.password())) {
            client.connect();
            client.publish("test/p2p/" + clientId, "through");

            client.awaitReceived(1);
        }
    }

    @Test
    void aNameThatNoClientIdHasIsRefused() {
        for (String none : new String[] {"a b", "x".repeat(65), "设备"}) {
            assertThatThrownBy(() -> sandbox.issueClientIdentity(none))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "a client certificate's name has 1 to 64 letters, digits, '_', '-' and '@', like a clientId: choose"
                                    + " another one");
        }
    }

    @Test
    void certificateDoesNotReplaceTheSignature() {
        TestClient client = client(identity.keyStore(), identity.password())
                .credentials(new Credentials(SharedSandbox.signed(clientId).username(), "wrong"));

        assertThat(catchThrowableOfType(MqttException.class, client::connect).getReasonCode())
                .isEqualTo(4);
    }

    @Test
    void clientWithoutACertificateIsNotLetIn() {
        TestClient client = client(null, null);

        assertThatThrownBy(client::connect).isInstanceOf(MqttException.class);
        assertThat(sandbox.connectsOf(clientId)).isZero();
    }

    @Test
    void clientWithACertificateOfAnotherAuthorityIsNotLetIn(@TempDir Path folder) throws Exception {
        ClientAuthority other = ClientAuthority.generate(folder);
        other.await();
        ClientIdentity stranger = other.issue("stranger");
        TestClient client = client(stranger.keyStore(), stranger.password());

        assertThatThrownBy(client::connect).isInstanceOf(MqttException.class);
        assertThat(sandbox.connectsOf(clientId)).isZero();
    }

    @Test
    void otherListenersDemandNoCertificate() throws Exception {
        TestClient client = TestClient.of(sandbox.ssl().toString(), clientId)
                .with(options -> options.setSSLProperties(properties(null, null)));

        client.connect().close();
    }

    @Test
    void keyStoreHoldsTheKeyAndTheChainOfItsName() throws Exception {
        KeyStore store = KeyStores.read(identity.keyStore(), identity.password());

        String alias = Collections.list(store.aliases()).get(0);
        assertThat(store.isKeyEntry(alias)).isTrue();
        assertThat(store.getCertificateChain(alias)).hasSize(2);
        assertThat(store.getCertificate(alias).toString()).contains("CN=GID_test@@@device_1-a");
    }

    @Test
    void passwordIsNotPrinted() {
        assertThat(identity.toString()).doesNotContain(identity.password());
    }

    @Test
    @RequiresNode
    void pemFilesServeAClientThatIsNotJava(@TempDir Path folder) throws Exception {
        Path ca = folder.resolve("ca.pem");
        Files.writeString(ca, pem(sandbox.trustStore()));
        try (MqttJsClient client = MqttJsClient.start(
                new MqttJsClient.Options(
                        URI.create(sandbox.mutualTls().toString().replace("ssl", "mqtts")),
                        clientId,
                        SharedSandbox.ACCESS_KEY,
                        SharedSandbox.SECRET_KEY,
                        SharedSandbox.INSTANCE_ID,
                        null),
                Map.of(
                        "NODE_EXTRA_CA_CERTS", ca.toString(),
                        "MQTT_CERTIFICATE", identity.certificate().toString(),
                        "MQTT_PRIVATE_KEY", identity.privateKey().toString()))) {
            client.awaitLine("connected");
            client.publish("test/p2p/" + clientId, "through");

            client.awaitMessage("test/p2p/" + clientId, "through");
        }
    }

    @Test
    void nameThatCouldEndUpElsewhereIsRefused() {
        for (String name : new String[] {"", "a,b", "../a", "a b", "a=b"}) {
            assertThatThrownBy(() -> sandbox.issueClientIdentity(name)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void sandboxWithoutTheListenerSaysHowToGetIt() {
        assertThatThrownBy(() -> SharedSandbox.get().mutualTls()).hasMessageContaining("withMutualTls()");
        assertThatThrownBy(() -> SharedSandbox.get().issueClientIdentity("x")).hasMessageContaining("withMutualTls()");
    }

    private TestClient client(Path keyStore, String password) {
        return TestClient.of(sandbox.mutualTls().toString(), clientId)
                .with(options -> options.setSSLProperties(properties(keyStore, password)))
                .with(options -> options.setHttpsHostnameVerificationEnabled(true));
    }

    private static Properties properties(Path keyStore, String password) {
        Properties properties = new Properties();
        properties.setProperty("com.ibm.ssl.trustStore", sandbox.trustStore().toString());
        properties.setProperty("com.ibm.ssl.trustStoreType", "PKCS12");
        properties.setProperty("com.ibm.ssl.trustStorePassword", sandbox.trustStorePassword());
        if (keyStore != null) {
            properties.setProperty("com.ibm.ssl.keyStore", keyStore.toString());
            properties.setProperty("com.ibm.ssl.keyStoreType", "PKCS12");
            properties.setProperty("com.ibm.ssl.keyStorePassword", password);
        }
        return properties;
    }

    private static String pem(Path trustStore) throws Exception {
        KeyStore store = KeyStores.read(trustStore, sandbox.trustStorePassword());
        Certificate certificate = store.getCertificate(store.aliases().nextElement());
        return "-----BEGIN CERTIFICATE-----\n"
                + Base64.getMimeEncoder().encodeToString(certificate.getEncoded())
                + "\n-----END CERTIFICATE-----\n";
    }
}
