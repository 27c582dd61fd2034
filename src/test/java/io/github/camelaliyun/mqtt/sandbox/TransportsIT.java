package io.github.camelaliyun.mqtt.sandbox;

import io.github.camelaliyun.mqtt.credential.Credentials;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.KeyStore;
import java.util.Collections;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TransportsIT {

    private static final int BAD_USER_NAME_OR_PASSWORD_V5 = 0x86;

    private final String clientId = SharedSandbox.uniqueClientId();

    static Stream<String> endpoints() {
        Sandbox sandbox = SharedSandbox.get();
        Stream<URI> all = Stream.of(
                sandbox.tcp(),
                sandbox.ssl(),
                sandbox.ws(),
                sandbox.ws().resolve("/"),
                sandbox.wsRoot(),
                sandbox.wsRoot().resolve("/mqtt"),
                sandbox.wss(),
                sandbox.wss().resolve("/"));
        // The same by name: the certificate is for both.
        return all.map(URI::toString).flatMap(uri -> Stream.of(uri, uri.replace("127.0.0.1", "localhost")));
    }

    @ParameterizedTest
    @MethodSource("endpoints")
    void messageGoesThroughEveryTransport(String endpoint) throws Exception {
        try (TestClient client = TestClient.of(endpoint, clientId)) {
            client.with(options -> options.setSSLProperties(trust()))
                    .with(options -> options.setHttpsHostnameVerificationEnabled(true));
            client.connect();
            client.publish("test/p2p/" + clientId, "through");

            client.awaitReceived(1);
        }
    }

    @Test
    void endpointsHaveTheShapesThatClientsExpect() {
        Sandbox sandbox = SharedSandbox.get();

        assertThat(sandbox.tcp().toString()).matches("tcp://127\\.0\\.0\\.1:\\d+");
        assertThat(sandbox.ssl().toString()).matches("ssl://127\\.0\\.0\\.1:\\d+");
        assertThat(sandbox.ws().toString()).matches("ws://127\\.0\\.0\\.1:\\d+/mqtt");
        assertThat(sandbox.wsRoot().toString()).matches("ws://127\\.0\\.0\\.1:\\d+/");
        assertThat(sandbox.wss().toString()).matches("wss://127\\.0\\.0\\.1:\\d+/mqtt");
    }

    @Test
    void clientWithoutTheTrustStoreDoesNotTrustTheSandbox() {
        TestClient client = TestClient.of(SharedSandbox.get().ssl().toString(), clientId);

        assertThatThrownBy(client::connect).hasCauseInstanceOf(SSLException.class);
    }

    @Test
    void trustStoreHoldsTheCertificateAndNoKey() throws Exception {
        Sandbox sandbox = SharedSandbox.get();
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(sandbox.trustStore())) {
            store.load(in, sandbox.trustStorePassword().toCharArray());
        }

        List<String> aliases = Collections.list(store.aliases());
        assertThat(aliases).hasSize(1);
        assertThat(store.isCertificateEntry(aliases.get(0))).isTrue();
    }

    @Test
    void sandboxListensOnLoopbackOnly() throws Exception {
        Sandbox sandbox = SharedSandbox.get();
        List<Integer> ports = Stream.of(sandbox.tcp(), sandbox.ssl(), sandbox.ws(), sandbox.wsRoot(), sandbox.wss())
                .map(URI::getPort)
                .toList();
        for (NetworkInterface network : Collections.list(NetworkInterface.getNetworkInterfaces())) {
            for (InetAddress address : Collections.list(network.getInetAddresses())) {
                for (int port : ports) {
                    if (!address.isLoopbackAddress()) {
                        assertThatThrownBy(() -> connect(address, port)).isInstanceOf(IOException.class);
                    }
                }
            }
        }
    }

    @Test
    void mqtt5ClientIsAuthenticatedAsWell() throws Exception {
        Credentials signed = SharedSandbox.signed(clientId);

        assertThat(connackOfMqtt5(signed)).isZero();
        assertThat(connackOfMqtt5(new Credentials(signed.username(), "wrong"))).isEqualTo(BAD_USER_NAME_OR_PASSWORD_V5);
    }

    /** By hand: Paho's client here speaks no MQTT 5. */
    private int connackOfMqtt5(Credentials credentials) throws IOException {
        ByteBuffer body = ByteBuffer.allocate(256);
        put(body, "MQTT");
        body.put((byte) 5).put((byte) 0b1100_0010).putShort((short) 90).put((byte) 0);
        put(body, clientId);
        put(body, credentials.username());
        put(body, credentials.password());
        assertThat(body.position()).as("fits a one-byte remaining length").isLessThan(128);
        URI tcp = SharedSandbox.get().tcp();
        try (Socket socket = new Socket(tcp.getHost(), tcp.getPort())) {
            socket.setSoTimeout((int) TestClient.PATIENCE.toMillis());
            OutputStream out = socket.getOutputStream();
            ByteBuffer packet = ByteBuffer.allocate(256).put((byte) 0x10).put((byte) body.position());
            packet.put(body.flip());
            out.write(packet.array(), 0, packet.position());
            byte[] connack = new byte[4];
            new DataInputStream(socket.getInputStream()).readFully(connack);
            assertThat(connack[0]).isEqualTo((byte) 0x20);
            return connack[3] & 0xff;
        }
    }

    private static void put(ByteBuffer buffer, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        buffer.putShort((short) bytes.length).put(bytes);
    }

    private static void connect(InetAddress address, int port) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, port), 1_000);
        }
    }

    private static Properties trust() {
        Properties properties = new Properties();
        properties.setProperty(
                "com.ibm.ssl.trustStore", SharedSandbox.get().trustStore().toString());
        properties.setProperty("com.ibm.ssl.trustStoreType", "PKCS12");
        properties.setProperty(
                "com.ibm.ssl.trustStorePassword", SharedSandbox.get().trustStorePassword());
        return properties;
    }
}
