package io.github.camelaliyun.mqtt.app;

import io.github.camelaliyun.mqtt.credential.Credentials;
import io.github.camelaliyun.mqtt.credential.SignatureCredentials;
import io.github.camelaliyun.mqtt.sandbox.SandboxLease;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The sandbox alone: what it prints is enough for a client that has nothing else. */
class SandboxAppIT {

    private static final String CLIENT_ID = "GID_sandbox@@@00001";

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private Map<String, String> given = Map.of();

    @AfterEach
    void forget() {
        given.keySet().forEach(System::clearProperty);
    }

    @Test
    void aClientConnectsWithWhatIsPrintedOnEachOfItsAddresses() throws Exception {
        try (SandboxLease started = start(Map.of("aliyun.mqtt.sandbox.port", "0"))) {
            SSLSocketFactory trusting = trusting(Path.of(line("certificate")));
            for (String kind : new String[] {"tcp", "ssl", "ws", "wss"}) {
                assertThat(line(kind)).startsWith(kind + "://127.0.0.1:");
                connectAndDisconnect(line(kind), trusting);
            }
            assertThat(started.sandbox().connectsOf(CLIENT_ID)).isEqualTo(4);
            assertThat(line("parent topic")).isEqualTo("test");
        }
    }

    @Test
    void theCommandThatIsPrintedSignsForTheClientIdThatItHas() throws Exception {
        try (SandboxLease started = start(Map.of("aliyun.mqtt.sandbox.port", "0"))) {
            assertThat(text())
                    .contains(
                            "PW=$(printf %s 'GID_sandbox@@@00002' | openssl dgst -sha1 -hmac sandbox-secret-key -binary")
                    .contains("mosquitto_pub -p " + started.sandbox().tcp().getPort() + " -i 'GID_sandbox@@@00002'"
                            + " -u 'Signature|sandbox-access-key|post-cn-sandbox' -P \"$PW\"")
                    .contains("-t 'test/p2p/GID_sandbox@@@00001'");
        }
    }

    @Test
    void aSecretOfOnesOwnIsNotPrinted() throws Exception {
        try (SandboxLease started = start(Map.of(
                "aliyun.mqtt.sandbox.port", "0",
                "aliyun.mqtt.secret-key", "TopSecretXYZ",
                "aliyun.mqtt.parent-topic", "plant,office"))) {
            assertThat(text()).doesNotContain("TopSecretXYZ").contains("'plant/p2p/GID_sandbox@@@00001'");
            assertThat(started.sandbox().connectedClients()).isEmpty();
        }
    }

    @Test
    void aMistypedSettingIsRefused() {
        assertThatThrownBy(() -> start(Map.of("aliyun.mqtt.sandbox.prot", "0")))
                .hasMessageContaining("did you mean aliyun.mqtt.sandbox.port?");
    }

    private SandboxLease start(Map<String, String> settings) {
        given = settings;
        settings.forEach(System::setProperty);
        return SandboxApp.start(new PrintStream(printed, true, StandardCharsets.UTF_8));
    }

    private String text() {
        return printed.toString(StandardCharsets.UTF_8);
    }

    /** What stands behind a name on the sheet. */
    private String line(String name) {
        Matcher line =
                Pattern.compile("^  " + name + " +(\\S+)", Pattern.MULTILINE).matcher(text());
        assertThat(line.find()).as(name).isTrue();
        return line.group(1);
    }

    private void connectAndDisconnect(String address, SSLSocketFactory trusting) throws Exception {
        Credentials signed = new SignatureCredentials(line("AccessKey ID"), line("secret"), line("instance"))
                .credentialsFor(CLIENT_ID);
        MqttConnectOptions options = new MqttConnectOptions();
        options.setUserName(signed.username());
        options.setPassword(signed.password().toCharArray());
        if (address.startsWith("ssl") || address.startsWith("wss")) {
            options.setSocketFactory(trusting);
        }
        try (MqttClient client = new MqttClient(address, CLIENT_ID, new MemoryPersistence())) {
            client.connect(options);
            client.disconnect();
        }
    }

    private static SSLSocketFactory trusting(Path pem) throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        try (InputStream in = Files.newInputStream(pem)) {
            trusted.setCertificateEntry(
                    "sandbox", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context.getSocketFactory();
    }
}
