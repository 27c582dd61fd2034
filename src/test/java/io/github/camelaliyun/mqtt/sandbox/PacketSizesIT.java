package io.github.camelaliyun.mqtt.sandbox;

import io.github.camelaliyun.mqtt.kit.LogCapture;
import io.netty.buffer.PooledByteBufAllocator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Case P36: clients that announce much, or send it slowly, take no memory. */
@Timeout(120)
class PacketSizesIT {

    private static final int CLIENTS = 6;
    private static final int BINARY = 0x82;
    private static final long MOST_MEMORY = 48 << 20;
    private static final byte[] SOME = new byte[64 * 1024];
    /** A PUBLISH, of which 250 MiB remain. */
    private static final byte[] PUBLISH_OF_250_MIB = HexFormat.of().parseHex("308080807d0003612f62");
    /** A CONNECT, of which 250 MiB remain. */
    private static final byte[] CONNECT_OF_250_MIB = HexFormat.of().parseHex("108080807d00044d515454");

    private static final String LIMIT = "; the service's rule: a packet has at most 131072 bytes";

    private final String clientId = SharedSandbox.uniqueClientId();
    private final LogCapture log = new LogCapture();
    private final List<RawClient> clients = new ArrayList<>();
    private long before;

    @BeforeEach
    void look() {
        SharedSandbox.get();
        before = memory();
    }

    @AfterEach
    void end() throws IOException {
        for (RawClient client : clients) {
            client.close();
        }
        log.close();
    }

    /** P36 */
    @ParameterizedTest
    @ValueSource(strings = {"tcp", "ssl", "ws", "wss"})
    void sixClientsThatAnnouncePacketsOf250MebibytesTakeNoMemory(String scheme) throws Exception {
        for (int i = 0; i < CLIENTS; i++) {
            RawClient client = open(scheme);
            client.send(framed(scheme, RawClient.connect(4, clientId + i, SharedSandbox.signed(clientId + i))));
            client.read(scheme.startsWith("w") ? 6 : 4);
            flood(client, framed(scheme, PUBLISH_OF_250_MIB));
        }

        for (int i = 0; i < CLIENTS; i++) {
            assertThat(linesOf(clientId + i))
                    .containsExactly("WARN sandbox refused " + clientId + i
                            + ": a packet of type PUBLISH of 262144005 bytes" + LIMIT);
        }
        assertThat(memory() - before).isLessThan(MOST_MEMORY);
    }

    /** P36, other instances. */
    @ParameterizedTest
    @ValueSource(strings = {"tcp", "ssl", "ws", "wss"})
    void clientsThatAreNotConnectedTakeNoMemory(String scheme) throws Exception {
        for (int i = 0; i < CLIENTS; i++) {
            RawClient client = open(scheme);
            flood(client, framed(scheme, CONNECT_OF_250_MIB));

            assertThat(linesOf(client.address()))
                    .containsExactly("WARN sandbox refused " + client.address()
                            + ": a packet of type CONNECT of 262144005 bytes" + LIMIT);
        }
        assertThat(memory() - before).isLessThan(MOST_MEMORY);
    }

    /** P36, other instances: what HTTP and WebSocket hold. */
    @ParameterizedTest
    @ValueSource(strings = {"ws", "wss"})
    void framesThatAnnounceMuchTakeNoMemory(String scheme) throws Exception {
        RawClient tooLong = open(scheme);
        flood(tooLong, RawClient.frame(BINARY, 1L << 40, SOME));
        assertThat(linesOf(tooLong.address()))
                .hasSize(1)
                .first()
                .asString()
                .contains("a WebSocket frame that cannot be");

        RawClient unconnected = open(scheme);
        flood(unconnected, RawClient.frame(BINARY, 1024 * 1024, SOME));
        assertThat(linesOf(unconnected.address()))
                .hasSize(1)
                .first()
                .asString()
                .contains(" bytes without a whole CONNECT" + LIMIT);

        RawClient connected = open(scheme);
        connected.send(framed(scheme, RawClient.connect(4, clientId, SharedSandbox.signed(clientId))));
        connected.read(6);
        flood(connected, RawClient.frame(BINARY, 1024 * 1024 + 1, SOME));
        assertThat(linesOf(clientId))
                .containsExactly("WARN sandbox refused " + clientId
                        + ": a WebSocket frame that cannot be: Max frame length of 1048576 has been exceeded.; the service's"
                        + " rule: RFC 6455, 5.2 and 10.4; a frame has at most 1048576 bytes");
        assertThat(memory() - before).isLessThan(MOST_MEMORY);
    }

    /** P36, other instances: each is slow and within the limit. */
    @Test
    void manySlowConnectsTogetherHaveALimitAndKeepNobodyOut() throws Exception {
        byte[] most = new byte[120 * 1024];
        System.arraycopy(HexFormat.of().parseHex("10fcff0700044d515454"), 0, most, 0, 10);
        int slow = (int) (ConnectLimit.MAX_BYTES_OF_ALL / most.length) + 20;
        for (int i = 0; i < slow; i++) {
            try {
                open("tcp").send(most);
            } catch (SocketException e) {
                // It is one too many, and has been told so already.
            }
        }

        await().untilAsserted(
                        () -> assertThat(linesOf("bytes without a whole CONNECT, while all such connections have sent"))
                                .isNotEmpty()
                                .allSatisfy(line -> assertThat(line)
                                        .matches(
                                                "WARN sandbox refused 127.0.0.1:\\d+: \\d+ bytes without a whole CONNECT, while all such"
                                                        + " connections have sent \\d+; the service's rule: none of its pages has one; the sandbox"
                                                        + " holds 16777216 bytes for them together")));
        RawClient.connected(clientId).close();
        assertThat(memory() - before).isLessThan(MOST_MEMORY);
    }

    @Test
    void plainBytesOnAPortOfTlsAndTlsOnAnotherAreTold() throws Exception {
        RawClient plain = RawClient.open(SharedSandbox.get().ssl());
        plain.send(RawClient.connect(4, clientId, SharedSandbox.signed(clientId)));
        clients.add(plain);
        plain.readToTheEnd();
        RawClient tls = RawClient.open(SharedSandbox.get().tcp());
        tls.send(HexFormat.of().parseHex("16030100"));
        clients.add(tls);
        tls.readToTheEnd();

        String rule =
                "; the service's rule: the ports of ssl:// and wss:// speak TLS from the first byte on, the others never";
        assertThat(linesOf(plain.address()))
                .containsExactly("WARN sandbox refused " + plain.address()
                        + ": bytes that are not TLS, on a port of ssl:// or wss://" + rule);
        assertThat(linesOf(tls.address()))
                .containsExactly(
                        "WARN sandbox refused " + tls.address() + ": TLS, on a port of tcp:// or ws://" + rule);
    }

    @Test
    void withoutTheRulesAPacketHasALimitToo() throws Exception {
        try (Sandbox plain = Sandbox.start(SharedSandbox.options(0, false).withoutRules())) {
            RawClient client = RawClient.open(plain.tcp());
            clients.add(client);
            client.send(RawClient.connect(4, clientId, SharedSandbox.signed(clientId)));
            client.read(4);
            flood(client, PUBLISH_OF_250_MIB);

            assertThat(linesOf(clientId))
                    .containsExactly("WARN sandbox refused " + clientId
                            + ": a packet of type PUBLISH of 262144005 bytes; the service's rule: none, for it is switched off;"
                            + " the sandbox holds no packet of more than 16777216 bytes");
        }
    }

    @Test
    void textFrameIsTold() throws Exception {
        RawClient client = open("ws");
        client.send(RawClient.frame(0x81, 2, "hi".getBytes()));
        client.readToTheEnd();

        assertThat(linesOf(client.address()))
                .containsExactly("WARN sandbox refused " + client.address()
                        + ": a WebSocket text frame; the service's rule: MQTT 3.1.1, 6 [MQTT-6.0.0-1]: packets are in binary"
                        + " frames, others end the connection");
    }

    /** Until the sandbox takes no more. */
    private static void flood(RawClient client, byte[] first) throws IOException {
        try {
            client.send(first);
            for (int i = 0; i < 64; i++) {
                client.send(SOME);
            }
        } catch (IOException e) {
            // It has closed the connection.
        }
        client.readToTheEnd();
    }

    private static byte[] framed(String scheme, byte[] packet) {
        return scheme.startsWith("w") ? RawClient.frame(BINARY, packet.length, packet) : packet;
    }

    private RawClient open(String scheme) throws Exception {
        Sandbox sandbox = SharedSandbox.get();
        RawClient client = switch (scheme) {
            case "tcp" -> RawClient.open(sandbox.tcp());
            case "ssl" -> RawClient.of(tls(sandbox.ssl()));
            case "ws" ->
                RawClient.webSocket(new Socket("127.0.0.1", sandbox.ws().getPort()), "/mqtt");
            default -> RawClient.webSocket(tls(sandbox.wss()), "/mqtt");
        };
        clients.add(client);
        return client;
    }

    private static Socket tls(URI address) throws Exception {
        KeyStore trust = KeyStore.getInstance(
                SharedSandbox.get().trustStore().toFile(),
                SharedSandbox.get().trustStorePassword().toCharArray());
        TrustManagerFactory trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trusted.init(trust);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trusted.getTrustManagers(), null);
        return context.getSocketFactory().createSocket(address.getHost(), address.getPort());
    }

    private static long memory() {
        return PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory()
                + PooledByteBufAllocator.DEFAULT.metric().usedHeapMemory();
    }

    private List<String> linesOf(String words) {
        return log.lines().stream().filter(line -> line.contains(words)).toList();
    }
}
