package io.github.camelaliyun.mqtt.cases;

import io.github.camelaliyun.mqtt.AliyunMqttComponent;
import io.github.camelaliyun.mqtt.kit.Estate;
import io.github.camelaliyun.mqtt.kit.Pem;
import io.github.camelaliyun.mqtt.kit.TestProxy;
import io.github.camelaliyun.mqtt.sandbox.OtherHost;
import io.github.camelaliyun.mqtt.sandbox.Sandbox;
import io.github.camelaliyun.mqtt.sandbox.SharedSandbox;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The options of camel-paho for TLS, as far as the network layer has to keep them. */
@Timeout(60)
class TlsOptionsIT {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final int CONNECT_TIMEOUT_SECONDS = 2;
    private static final int RECORD_HEADER_BYTES = 5;

    private final List<String> asked = new CopyOnWriteArrayList<>();

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"ssl", "wss"})
    void theHostnameVerifierIsAskedForTheHostOfTheAddress(String scheme) throws Exception {
        URI server = scheme.equals("ssl")
                ? SharedSandbox.get().ssl()
                : SharedSandbox.get().wss();
        try (Estate application = estate(
                URI.create(server.toString().replace("127.0.0.1", "localhost")),
                component -> component.getConfiguration().setSslHostnameVerifier((host, session) -> asked.add(host)))) {
            application.publish("paho:test/tls", "through");

            assertThat(asked).containsExactly("localhost");
        }
    }

    @Test
    void aHostnameVerifierThatRefusesIsNamed() throws Exception {
        assertReason(
                SharedSandbox.get().ssl(),
                component -> component.getConfiguration().setSslHostnameVerifier((host, session) -> false),
                "sslHostnameVerifier does not accept the host 127.0.0.1");
    }

    @Test
    void whatAHostnameVerifierThrowsIsTold() throws Exception {
        assertReason(
                SharedSandbox.get().wss(),
                component -> component.getConfiguration().setSslHostnameVerifier((host, session) -> {
                    throw new IllegalStateException("the verifier is broken");
                }),
                "the verifier is broken");
    }

    @Test
    void aHostnameVerifierThatBlocksIsLeftAtTheConnectTimeoutAndOtherConnectionsGoOn() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        try (Estate other = estate(SharedSandbox.get().ssl(), component -> {});
                Estate blocked = estate(
                        SharedSandbox.get().ssl(),
                        component -> component.getConfiguration().setSslHostnameVerifier((host, session) -> {
                            asked.add(host);
                            return awaitRelease(release);
                        }))) {
            try {
                blocked.consume("in", "paho:test/tls", exchange -> {});
                await().atMost(LIMIT).until(() -> !asked.isEmpty());
                other.publish("paho:test/tls", "another connection");
                blocked.awaitReason("the host name verifier did not end within 2000 ms");
            } finally {
                release.countDown();
            }
        }
    }

    @Test
    void aTrustStoreInSslClientPropsIsTrusted() throws Exception {
        Sandbox sandbox = SharedSandbox.get();
        Properties properties = new Properties();
        properties.setProperty("com.ibm.ssl.trustStore", sandbox.trustStore().toString());
        properties.setProperty("com.ibm.ssl.trustStoreType", "PKCS12");
        properties.setProperty("com.ibm.ssl.trustStorePassword", sandbox.trustStorePassword());
        try (Estate application = new Estate(
                sandbox.ssl(),
                SharedSandbox.uniqueClientId(),
                component -> component.getConfiguration().setSslClientProps(properties))) {
            application.publish("paho:test/tls", "through");

            assertThat(application.component().connectionStatuses().get(0).connects())
                    .isEqualTo(1);
        }
    }

    /** The handshake is through, so what is waited for is CONNACK, which this server does not send. */
    @Test
    void aCertificateOfAnotherHostServesWhereTheComparisonIsOff() throws Exception {
        try (OtherHost server = new OtherHost(folder)) {
            Path ca = Pem.certificateOf(server.trustStore(), "changeit", folder.resolve("other.pem"));
            assertReason(
                    server.uri(),
                    component -> {
                        component.setCaFile("file:" + ca);
                        component.getConfiguration().setHttpsHostnameVerificationEnabled(false);
                    },
                    "no CONNACK");
        }
    }

    /** RFC 6066, 3: it stands there as it is. The proxy spares a resolver that knows the name. */
    @ParameterizedTest
    @ValueSource(strings = {"ssl", "wss"})
    void theNameOfTheHostIsSentInTheFirstRecordOfTls(String scheme) throws Exception {
        String name = "mqtt.unknown.example";
        try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getByName("127.0.0.1"));
                TestProxy proxy = new TestProxy(TestProxy.Kind.HTTP, null, TestProxy.Manner.SERVES);
                Estate application = estate(
                        URI.create(scheme + "://" + name + ":" + server.getLocalPort()),
                        component -> component.setProxy(proxy.address()))) {
            server.setSoTimeout((int) LIMIT.toMillis());
            application.consume("in", "paho:test/tls", exchange -> {});
            try (Socket client = server.accept()) {
                byte[] header = client.getInputStream().readNBytes(RECORD_HEADER_BYTES);
                byte[] hello = client.getInputStream().readNBytes((header[3] & 0xff) << 8 | header[4] & 0xff);
                assertThat(new String(hello, StandardCharsets.ISO_8859_1).contains(name))
                        .as("the name in ClientHello")
                        .isTrue();
            }
        }
    }

    private void assertReason(URI server, Consumer<AliyunMqttComponent> settings, String... words) throws Exception {
        try (Estate application = estate(server, settings)) {
            application.consume("in", "paho:test/tls", exchange -> {});
            application.awaitReason(words);
        }
    }

    private Estate estate(URI server, Consumer<AliyunMqttComponent> settings) throws Exception {
        Sandbox sandbox = SharedSandbox.get();
        Path ca = Pem.certificateOf(sandbox.trustStore(), sandbox.trustStorePassword(), folder.resolve("ca.pem"));
        return new Estate(server, SharedSandbox.uniqueClientId(), component -> {
            component.setCaFile("file:" + ca);
            component.getConfiguration().setConnectionTimeout(CONNECT_TIMEOUT_SECONDS);
            settings.accept(component);
        });
    }

    private static boolean awaitRelease(CountDownLatch release) {
        try {
            return release.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
