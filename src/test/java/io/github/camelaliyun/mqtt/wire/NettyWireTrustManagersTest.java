package io.github.camelaliyun.mqtt.wire;

import io.github.camelaliyun.mqtt.kit.LogCapture;
import io.netty.channel.EventLoop;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;

import static io.github.camelaliyun.mqtt.kit.Latches.awaitLatch;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** Trust managers and verifiers that take long, or never return, keep no other line and few workers. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class NettyWireTrustManagersTest extends NettyWireTlsRig {

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aTrustManagerThatDoesNotReturnKeepsNoOtherLine(String protocol) throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        contextOfClient = SSLContext.getInstance("TLS");
        contextOfClient.init(null, new TrustManager[] {new HangingTrustManager(asked, go)}, null);
        server = context.getServerSocketFactory().createServerSocket(0, 5, LOCALHOST);
        server.setSoTimeout(20_000);
        open(null);
        client = (SSLSocket) server.accept();
        client.setEnabledProtocols(new String[] {protocol});
        Future<?> shaking = workers.submit(() -> {
            client.startHandshake();
            return null;
        });
        try {
            awaitLatch(asked);
            line.cut(cutByTest);

            assertThat(listener.awaitClosed()).isSameAs(cutByTest);
            for (EventLoop each : TestLoops.all(loops)) {
                assertThat(each.submit(() -> "free").get(10, SECONDS)).isEqualTo("free");
            }
        } finally {
            go.countDown();
        }
        assertThatThrownBy(() -> shaking.get(20, SECONDS)).isInstanceOf(ExecutionException.class);
    }

    /** It is gathered until the trust manager has returned: by TLS, for the handshake goes on then. */
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aServerThatSendsOnWhileATrustManagerIsAtWorkFillsNoMemory(String protocol) throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        beginWith(new HangingTrustManager(asked, go), protocol);
        try {
            awaitLatch(asked);
            workers.submit(() -> {
                byte[] junk = new byte[1 << 16];
                while (true) {
                    network.getOutputStream().write(junk);
                }
            });

            assertThat(listener.awaitClosed())
                    .hasMessage("more than 1048576 bytes came before the TLS handshake ended");
        } finally {
            go.countDown();
        }
    }

    /** Nothing is heard of the channel then. */
    @Test
    void aTrustManagerIsInterruptedWhenAnErrorHasEndedTheThreadOfItsLine() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        beginWith(untilInterrupted(asked, interrupted::countDown), "TLSv1.3");
        awaitLatch(asked);
        for (EventLoop loop : TestLoops.all(loops)) {
            TestLoops.kill(loop);
        }

        listener.awaitClosed();
        awaitLatch(interrupted);
    }

    /** A handshake with a server whose network connection is {@link #network}. */
    private void beginWith(TrustManager trustManager, String protocol) throws Exception {
        contextOfClient = SSLContext.getInstance("TLS");
        contextOfClient.init(null, new TrustManager[] {trustManager}, null);
        server = new ServerSocket(0, 5, LOCALHOST);
        server.setSoTimeout(20_000);
        open(null);
        network = server.accept();
        client =
                (SSLSocket) context.getSocketFactory().createSocket(network, "127.0.0.1", server.getLocalPort(), false);
        client.setUseClientMode(false);
        client.setEnabledProtocols(new String[] {protocol});
        workers.submit(() -> {
            client.startHandshake();
            return null;
        });
    }

    /** A line that cannot be had is tried again and again, and nobody can end a thread. */
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aTrustManagerThatNeverReturnsKeepsAFewWorkersHoweverOftenItIsTried(String protocol) throws Exception {
        AtomicInteger asked = new AtomicInteger();
        CountDownLatch go = new CountDownLatch(1);
        contextOfClient = SSLContext.getInstance("TLS");
        contextOfClient.init(
                null,
                new TrustManager[] {
                    new HangingTrustManager(null, null) {
                        @Override
                        void hang() {
                            asked.incrementAndGet();
                            awaitUninterruptibly(go);
                        }
                    }
                },
                null);
        assertFewAreAsked(protocol, asked, go, "HangingTrustManager.checkServerTrusted");
    }

    @Test
    void aVerifierThatNeverReturnsKeepsAFewWorkersHoweverOftenItIsTried() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        CountDownLatch go = new CountDownLatch(1);
        verifier = (host, session) -> {
            asked.incrementAndGet();
            return awaitUninterruptibly(go);
        };
        assertFewAreAsked("TLSv1.3", asked, go, "NettyWireTrustManagersTest.lambda$");
    }

    private void assertFewAreAsked(String protocol, AtomicInteger asked, CountDownLatch go, String hangsIn)
            throws Exception {
        server = context.getServerSocketFactory().createServerSocket(0, 50, LOCALHOST);
        server.setSoTimeout(20_000);
        Throwable last = null;
        try {
            for (int i = 0; i < 6; i++) {
                RecordingListener each = i == 0 ? listener : new RecordingListener();
                last = tryOnce(protocol, asked, each);
            }
            assertThat(asked.get()).isEqualTo(3);
            assertThat(last)
                    .hasMessageStartingWith("3 calls of a trust manager, key manager or sslHostnameVerifier have not")
                    .hasMessageContaining(hangsIn);
        } finally {
            go.countDown();
        }
        // What works again is asked at once.
        int before = asked.get();
        await().atMost(20, SECONDS).until(() -> {
            tryOnce(protocol, asked, new RecordingListener());
            return asked.get() > before;
        });
    }

    /** Why it ended, which it does when somebody is asked at the latest. */
    private Throwable tryOnce(String protocol, AtomicInteger asked, RecordingListener each) throws Exception {
        int before = asked.get();
        open(null, Duration.ofSeconds(20), each);
        Future<?> shaking = workers.submit(() -> {
            try (SSLSocket socket = (SSLSocket) server.accept()) {
                socket.setEnabledProtocols(new String[] {protocol});
                socket.startHandshake();
                return socket.getInputStream().read();
            }
        });
        await().atMost(20, SECONDS)
                .until(() -> asked.get() > before || each.events().contains("closed"));
        line.cut(cutByTest);
        Throwable why = each.awaitClosed();
        if (why != cutByTest) {
            // It has not even connected.
            new Socket(LOCALHOST, server.getLocalPort()).close();
        }
        await().atMost(20, SECONDS).until(shaking::isDone);
        return why;
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aTrustManagerIsInterruptedAtTheLimitAndTheLimitIsTold(String protocol) throws Exception {
        assertInterrupted(protocol, new IllegalStateException("of the trust manager"));
    }

    @Test
    void aTrustManagerThatIsInterruptedMayThrowAnError() throws Exception {
        assertInterrupted("TLSv1.3", new AssertionError("of the trust manager"));
    }

    private void assertInterrupted(String protocol, Throwable thrown) throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        contextOfClient = SSLContext.getInstance("TLS");
        contextOfClient.init(
                null,
                new TrustManager[] {
                    untilInterrupted(asked, () -> {
                        interrupted.countDown();
                        NettyWireTrustManagersTest.<RuntimeException>rethrow(thrown);
                    })
                },
                null);
        server = context.getServerSocketFactory().createServerSocket(0, 5, LOCALHOST);
        server.setSoTimeout(20_000);
        try (LogCapture log = new LogCapture()) {
            open(null, Duration.ofMillis(500), listener);
            client = (SSLSocket) server.accept();
            client.setEnabledProtocols(new String[] {protocol});
            Future<?> shaking = workers.submit(() -> {
                client.startHandshake();
                return client.getInputStream().read();
            });

            awaitLatch(asked);
            assertThat(listener.awaitClosed()).hasMessage("the TLS handshake did not end within 500 ms");
            assertThat(interrupted.await(10, SECONDS)).isTrue();
            assertThatThrownBy(() -> shaking.get(20, SECONDS)).isInstanceOf(ExecutionException.class);
            workers.shutdown();
            assertThat(workers.awaitTermination(20, SECONDS)).isTrue();
            // What the worker has left for the event loop runs before this ends.
            loops.close();
            assertThat(log.lines()).isEmpty();
        }
    }

    /** Hangs until it is interrupted, and does what the test says then. */
    private static HangingTrustManager untilInterrupted(CountDownLatch asked, Runnable then) {
        return new HangingTrustManager(asked, new CountDownLatch(1)) {
            @Override
            void hang() {
                try {
                    super.hang();
                } catch (AssertionError e) {
                    then.run();
                }
            }
        };
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void rethrow(Throwable thrown) throws T {
        throw (T) thrown;
    }

    private static boolean awaitUninterruptibly(CountDownLatch latch) {
        while (latch.getCount() > 0) {
            try {
                latch.await(20, SECONDS);
            } catch (InterruptedException e) {
                // As one that hangs in native code.
                continue;
            }
        }
        return true;
    }
}
