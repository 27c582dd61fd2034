package io.github.camelaliyun.mqtt;

import io.github.camelaliyun.mqtt.app.MainJob;
import io.github.camelaliyun.mqtt.connection.ConnectionState;
import io.github.camelaliyun.mqtt.kit.Estate;
import io.github.camelaliyun.mqtt.kit.FaultProxy;
import io.github.camelaliyun.mqtt.kit.LogCapture;
import io.github.camelaliyun.mqtt.kit.Pem;
import io.github.camelaliyun.mqtt.sandbox.ClientIdentity;
import io.github.camelaliyun.mqtt.sandbox.OtherHost;
import io.github.camelaliyun.mqtt.sandbox.Sandbox;
import io.github.camelaliyun.mqtt.sandbox.SharedSandbox;
import org.apache.camel.support.jsse.KeyManagersParameters;
import org.apache.camel.support.jsse.KeyStoreParameters;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.apache.camel.support.jsse.TrustManagersParameters;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** Client certificates besides the signature, private authorities, and what is said when they do not fit. */
class TlsIT {

    private static final String TRUST_PASSWORD = "changeit";

    private static Sandbox sandbox;
    private static ClientIdentity identity;

    private final String clientId = SharedSandbox.uniqueClientId();

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() {
        sandbox = Sandbox.start(SharedSandbox.options(0, false).withMutualTls());
        identity = sandbox.issueClientIdentity("device");
    }

    @AfterAll
    static void close() {
        sandbox.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ssl", "wss"})
    void pkcs12StoresCarryTheMainJobOverMutualTlsWithTheSignature(String transport) {
        Map<String, String> settings = settings(mutual(transport));
        trustStore(settings, sandbox.trustStore());
        settings.put("camel.ssl.keyStore", "file:" + identity.keyStore());
        settings.put("camel.ssl.keystorePassword", identity.password());
        settings.put("camel.ssl.keyStoreType", "PKCS12");
        try (MainJob job = MainJob.start(settings)) {
            job.awaitReceived("topic:test/oppo msg:Hello mqtt 0", "topic:test/p2p/" + clientId + " msg:Hello mqtt 1");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ssl", "wss"})
    void pemFilesCarryTheMainJobOverMutualTlsWithTheSignature(String transport) throws Exception {
        Map<String, String> settings = settings(mutual(transport));
        settings.put("camel.beans.paho.certificateFile", "file:" + identity.certificate());
        settings.put("camel.beans.paho.privateKeyFile", "file:" + identity.privateKey());
        settings.put("camel.beans.paho.caFile", "file:" + caFile());
        try (MainJob job = MainJob.start(settings)) {
            job.awaitReceived("topic:test/oppo msg:Hello mqtt 0", "topic:test/p2p/" + clientId + " msg:Hello mqtt 1");
        }
    }

    @Test
    void storesOfTheComponentsOwnCarryMutualTlsWithoutGlobalOnes() throws Exception {
        SSLContextParameters parameters = new SSLContextParameters();
        parameters.setKeyManagers(new KeyManagersParameters());
        parameters.getKeyManagers().setKeyStore(store(identity.keyStore(), identity.password()));
        parameters.getKeyManagers().setKeyPassword(identity.password());
        parameters.setTrustManagers(new TrustManagersParameters());
        parameters.getTrustManagers().setKeyStore(store(sandbox.trustStore(), TRUST_PASSWORD));
        try (Estate estate =
                new Estate(sandbox.mutualTls(), clientId, paho -> paho.setSslContextParameters(parameters))) {
            estate.publish("paho:test/oppo", "through");

            assertThat(sandbox.connectsOf(clientId)).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ssl", "wss"})
    void withoutAClientCertificateTheLogNamesTheSettings(String transport) throws Exception {
        Map<String, String> settings = settings(mutual(transport));
        settings.put("camel.beans.paho.caFile", "file:" + caFile());
        assertRefused(settings, "client certificate", "set certificateFile and privateKeyFile");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ssl", "wss"})
    void aServerOfAnotherAuthorityIsNotTrusted(String transport) throws Exception {
        Map<String, String> settings = settings(transport.equals("ssl") ? sandbox.ssl() : sandbox.wss());
        Path other =
                Pem.certificateOf(SharedSandbox.get().trustStore(), TRUST_PASSWORD, folder.resolve("other-ca.pem"));
        settings.put("camel.beans.paho.caFile", "file:" + other);
        assertRefused(settings, "the server's certificate is not trusted", "trust its issuer through caFile");
    }

    @Test
    void aTrustedCertificateForAnotherHostIsRefusedAndTheHostIsNamed() throws Exception {
        try (OtherHost server = new OtherHost(folder)) {
            Map<String, String> settings = settings(server.uri());
            trustStore(settings, server.trustStore());
            assertRefused(settings, "the server's certificate is for another host", "127.0.0.1", "in the endpoint");
        }
    }

    @Test
    void aRenewedCertificateIsPresentedAtTheNextConnect() throws Exception {
        Path certificate = folder.resolve("client.crt");
        Path key = folder.resolve("client.key");
        Path ca = caFile();
        OtherHost.writePem(folder, certificate, key);
        try (LogCapture log = new LogCapture();
                Estate estate = new Estate(sandbox.mutualTls(), clientId, paho -> {
                    paho.setCertificateFile("file:" + certificate);
                    paho.setPrivateKeyFile("file:" + key);
                    paho.setCaFile("file:" + ca);
                })) {
            estate.consume("in", "paho:test/oppo", exchange -> {});
            log.awaitLine("WARN cannot connect", "cannot connect", "client certificate");

            Files.copy(identity.certificate(), certificate, StandardCopyOption.REPLACE_EXISTING);
            Files.copy(identity.privateKey(), key, StandardCopyOption.REPLACE_EXISTING);

            await().atMost(Duration.ofSeconds(30))
                    .until(() -> sandbox.connectedClients().contains(clientId));
        }
    }

    @Test
    void aFileThatBreaksWhileTheProgramRunsIsNamedAndTriedAgain() throws Exception {
        Path ca = caFile();
        try (LogCapture log = new LogCapture();
                Estate estate = new Estate(sandbox.ssl(), clientId, paho -> paho.setCaFile("file:" + ca))) {
            estate.consume("in", "paho:test/oppo", exchange -> {});
            await().until(() -> sandbox.connectedClients().contains(clientId));

            Files.writeString(ca, "-----BEGIN CERT");
            sandbox.faults().kick(clientId);
            log.awaitLine("WARN cannot connect", "cannot connect", "caFile file:" + ca + " has no certificate");
            caFile();

            await().atMost(Duration.ofSeconds(30))
                    .until(() -> sandbox.connectedClients().contains(clientId));
        }
    }

    /** What is written is more than the proxy and the sockets' buffers take, so the writer waits with the TLS lock. */
    @Test
    void aDeadNetworkThatBlocksAWriteIsLeftWhenThePingStaysUnanswered() throws Exception {
        Path ca = caFile();
        try (FaultProxy line = FaultProxy.inFrontOf(sandbox.ssl().getPort());
                Estate estate = new Estate(URI.create("ssl://127.0.0.1:" + line.port()), clientId, paho -> {
                    paho.setCaFile("file:" + ca);
                    paho.getConfiguration().setKeepAliveInterval(3);
                    paho.getConfiguration().setMaxInflight(2_000);
                })) {
            estate.publish("paho:test/oppo", "connected");
            awaitANewConnectionOnceStalled(line, estate);
        }
    }

    private static void awaitANewConnectionOnceStalled(FaultProxy line, Estate estate) {
        try {
            line.stall();
            byte[] large = new byte[60_000];
            for (int i = 0; i < 1_700; i++) {
                estate.publishAsync("paho:test/oppo?qos=0", large);
            }

            await().atMost(Duration.ofSeconds(20)).until(() -> line.acceptedConnections() >= 2);
            line.resume();
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> estate.component().connectionStatuses().get(0).state() == ConnectionState.CONNECTED);
        } finally {
            // Before the estate, whose close would wait for a write that did not end.
            line.close();
        }
    }

    @Test
    void aStoreWithAnotherPasswordStopsTheStartInWords() {
        Map<String, String> settings = settings(sandbox.ssl());
        trustStore(settings, sandbox.trustStore());
        settings.put("camel.ssl.trustStorePassword", "another");

        assertThatThrownBy(() -> MainJob.start(settings).close())
                .rootCause()
                .hasMessageContaining("the key store or trust store cannot be used")
                .hasMessageNotContaining("another");
    }

    private void assertRefused(Map<String, String> settings, String... words) {
        try (LogCapture log = new LogCapture();
                MainJob job = MainJob.start(settings)) {
            log.awaitLine("WARN cannot connect", words);

            assertThat(job.received()).isEmpty();
            assertThat(sandbox.connectsOf(clientId)).isZero();
        }
    }

    private static URI mutual(String transport) {
        return transport.equals("ssl") ? sandbox.mutualTls() : sandbox.mutualTlsWebSocket();
    }

    private Path caFile() throws Exception {
        return Pem.certificateOf(sandbox.trustStore(), TRUST_PASSWORD, folder.resolve("ca.pem"));
    }

    private static KeyStoreParameters store(Path file, String password) {
        KeyStoreParameters store = new KeyStoreParameters();
        store.setResource("file:" + file);
        store.setPassword(password);
        return store;
    }

    private static void trustStore(Map<String, String> settings, Path store) {
        settings.put("camel.ssl.enabled", "true");
        settings.put("camel.ssl.trustStore", "file:" + store);
        settings.put("camel.ssl.trustStorePassword", TRUST_PASSWORD);
    }

    private Map<String, String> settings(URI endpoint) {
        String[] parts = clientId.split("@@@");
        return new HashMap<>(Map.of(
                "aliyun.mqtt.endpoint",
                endpoint.toString(),
                "aliyun.mqtt.access-key",
                SharedSandbox.ACCESS_KEY,
                "aliyun.mqtt.secret-key",
                SharedSandbox.SECRET_KEY,
                "aliyun.mqtt.instance-id",
                SharedSandbox.INSTANCE_ID,
                "aliyun.mqtt.group-id",
                parts[0],
                "aliyun.mqtt.device-id",
                parts[1],
                "camel.main.shutdown-timeout",
                "1"));
    }
}
