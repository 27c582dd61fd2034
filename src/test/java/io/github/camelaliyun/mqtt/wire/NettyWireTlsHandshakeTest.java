package io.github.camelaliyun.mqtt.wire;

import io.netty.channel.EventLoop;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.ServerSocket;
import java.security.PrivateKey;
import java.security.ProviderException;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;

import static io.github.camelaliyun.mqtt.kit.Latches.awaitLatch;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** Who takes part in the handshake of TLS, and when a line is open after it. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class NettyWireTlsHandshakeTest extends NettyWireTlsRig {

    /** A proxy sees nothing of what TLS protects, and adds nothing to it: here the beginning of a CONNACK. */
    @Test
    void whatAProxySaysBehindItsAnswerIsNoPartOfWhatTlsProtects() throws Exception {
        assertThatThrownBy(() -> shakeHandsAndKeepTheNetworkOpen(
                        "TLSv1.3", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n\u0020"))
                .isInstanceOf(SSLException.class);
        assertThat(listener.awaitClosed()).hasMessage("bytes before CONNECT was sent");
        assertThat(listener.events()).containsExactly("closed");
    }

    @Test
    void nothingIsTakenFromAServerWhoseNameIsNotVerifiedYet() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        verifier = (host, session) -> {
            awaitLatch(go);
            return true;
        };
        shakeHands("TLSv1.3");
        client.getOutputStream().write(new byte[] {0x40, 2, 0, 1});

        await().during(300, MILLISECONDS).until(() -> listener.events().isEmpty());
        go.countDown();
        assertThat(listener.awaitClosed()).hasMessage("bytes before CONNECT was sent");
        assertThat(listener.events()).containsExactly("closed");
    }

    @Test
    void aLineThatEndsWhileTheNameIsVerifiedDoesNotOpenAfterwards() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        verifier = (host, session) -> {
            asked.countDown();
            awaitLatch(go);
            return true;
        };
        shakeHands("TLSv1.3");
        awaitLatch(asked);
        line.cut(cutByTest);
        assertThat(listener.awaitClosed()).isSameAs(cutByTest);

        go.countDown();
        workers.shutdown();
        assertThat(workers.awaitTermination(20, SECONDS)).isTrue();
        // What the worker has left for the event loop runs before this ends.
        loops.close();
        assertThat(listener.events()).containsExactly("closed");
    }

    @Test
    void aServerThatAnswersWithAnAlertIsToldInItsWords() throws Exception {
        server = new ServerSocket(0, 5, LOCALHOST);
        server.setSoTimeout(20_000);
        open(null);
        network = server.accept();
        assertThat(network.getInputStream().read(new byte[5_000])).isPositive();
        // handshake_failure (RFC 8446, 6.2)
        network.getOutputStream().write(HexFormat.of().parseHex("15030300020228"));

        assertThat(listener.awaitClosed()).isInstanceOf(SSLException.class).hasMessageContaining("handshake_failure");
        assertThat(listener.events()).containsExactly("closed");
    }

    /** A key may be in a device that takes its time, and others have their connections on the event loop. */
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void keysAreLookedUpAndUsedByWorkers(String protocol) throws Exception {
        Set<String> threads = ConcurrentHashMap.newKeySet();
        X509ExtendedKeyManager watched = new DelegatingKeyManager(keyManager, threads);
        contextOfClient = SSLContext.getInstance("TLS");
        contextOfClient.init(new KeyManager[] {watched}, trustManagers, null);
        wantClientsKey = true;
        connect(protocol);

        assertThat(threads).isNotEmpty().noneMatch(name -> name.startsWith("loop-"));
        line.cut(cutByTest);
        listener.awaitClosed();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aKeyThatCannotBeHadEndsTheLineWithItsReason(String protocol) throws Exception {
        contextOfClient = SSLContext.getInstance("TLS");
        contextOfClient.init(
                new KeyManager[] {
                    new DelegatingKeyManager(keyManager, ConcurrentHashMap.newKeySet()) {
                        @Override
                        public PrivateKey getPrivateKey(String alias) {
                            throw new ProviderException("the token was removed");
                        }
                    }
                },
                trustManagers,
                null);
        wantClientsKey = true;
        assertThatThrownBy(() -> shakeHands(protocol)).isInstanceOf(IOException.class);

        assertThat(listener.awaitClosed()).hasStackTraceContaining("the token was removed");
        assertThat(listener.events()).containsExactly("closed");
    }

    /** TLS 1.2 alone has it. The engine is locked while the trust manager is asked, and to say goodbye wants its lock. */
    @Test
    void aServerThatWantsAnotherHandshakeKeepsNoOtherLine() throws Exception {
        CountDownLatch asked = new CountDownLatch(2);
        CountDownLatch go = new CountDownLatch(1);
        contextOfClient = SSLContext.getInstance("TLS");
        contextOfClient.init(
                null,
                new TrustManager[] {
                    new HangingTrustManager(asked, go) {
                        @Override
                        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
                            if (asked.getCount() > 1) {
                                asked.countDown();
                            } else {
                                super.checkServerTrusted(chain, type, engine);
                            }
                        }
                    }
                },
                null);
        connect("TLSv1.2");
        // Else it would be resumed, without a certificate.
        Collections.list(contextOfClient.getClientSessionContext().getIds())
                .forEach(id ->
                        contextOfClient.getClientSessionContext().getSession(id).invalidate());
        Future<?> shaking = workers.submit(() -> {
            client.startHandshake();
            // Reads what comes until the end.
            return client.getInputStream().read();
        });
        try {
            await().atMost(20, SECONDS)
                    .until(() -> asked.getCount() == 0 || listener.events().contains("closed"));
            line.finish();
            for (EventLoop each : TestLoops.all(loops)) {
                assertThat(each.submit(() -> "free").get(10, SECONDS)).isEqualTo("free");
            }
            assertThat(listener.awaitClosed()).hasMessageContaining("renegotiation");
        } finally {
            go.countDown();
        }
        assertThatThrownBy(() -> shaking.get(20, SECONDS)).isInstanceOf(ExecutionException.class);
    }
}
