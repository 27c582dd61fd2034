package io.github.camelaliyun.mqtt.kit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@Timeout(30)
class FaultProxyTest {

    private static final int SILENCE_MILLIS = 200;
    /** No interrupt ends a read, so the sockets have a limit of their own. */
    private static final int PATIENCE_MILLIS = 10_000;

    private final EchoServer server = new EchoServer();
    private final FaultProxy proxy = FaultProxy.inFrontOf(server.port());
    private final List<Socket> clients = new ArrayList<>();

    @AfterEach
    void closeAll() throws IOException {
        for (Socket client : clients) {
            client.close();
        }
        proxy.close();
        server.close();
    }

    @Test
    void forwardsBothWaysAndCountsConnections() throws Exception {
        assertThat(echo(connect(), "one")).isEqualTo("one");
        assertThat(echo(connect(), "two")).isEqualTo("two");

        assertThat(proxy.acceptedConnections()).isEqualTo(2);
        assertThat(proxy.openConnections()).isEqualTo(2);
        proxy.reset();
        assertThat(proxy.openConnections()).isZero();
        assertThat(proxy.uri()).hasToString("tcp://127.0.0.1:" + proxy.port());
    }

    @Test
    void theEndOfOneDirectionLeavesTheOtherOpen() throws Exception {
        Socket client = connect();
        send(client, "last");
        client.shutdownOutput();

        assertThat(receive(client, 4)).isEqualTo("last");
        assertThat(client.getInputStream().read()).isEqualTo(-1);
    }

    @Test
    void delayAddsLatencyInEachDirection() throws Exception {
        Socket client = connect();
        proxy.delay(Duration.ofMillis(100));

        long start = System.nanoTime();
        assertThat(echo(client, "slow")).isEqualTo("slow");

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(200));
    }

    @Test
    void delayKeepsTheThroughput() throws Exception {
        Socket client = connect();
        assertThat(echo(client, "x")).isEqualTo("x");
        proxy.delay(Duration.ofMillis(100));
        byte[] megabytes = new byte[8 * 1024 * 1024];

        long start = System.nanoTime();
        CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> send(client, megabytes));
        assertThat(client.getInputStream().readNBytes(megabytes.length)).hasSize(megabytes.length);
        sending.join();

        // In chunks of 64 KiB, a wait for each would take over 12 s.
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void stallHoldsBackWhatResumeForwards() throws Exception {
        Socket before = connect();
        assertThat(echo(before, "x")).isEqualTo("x");

        proxy.stall();
        Socket during = connect();
        send(before, "held");
        send(during, "back");
        assertSilent(before);
        assertSilent(during);

        proxy.resume();
        assertThat(receive(before, 4)).isEqualTo("held");
        assertThat(receive(during, 4)).isEqualTo("back");
    }

    @Test
    void resetReachesBothSidesAndTheNextConnectionWorks() throws Exception {
        Socket client = connect();
        assertThat(echo(client, "x")).isEqualTo("x");

        proxy.reset();

        assertThatThrownBy(() -> client.getInputStream().read())
                .isInstanceOf(SocketException.class)
                .hasMessageContaining("reset");
        assertThat(server.endOfConnection()).isEqualTo("reset");
        assertThat(echo(connect(), "again")).isEqualTo("again");
    }

    @Test
    void halfCloseEndsTheClientsInputOnly() throws Exception {
        Socket client = connect();
        assertThat(echo(client, "x")).isEqualTo("x");

        proxy.halfClose();

        assertThat(client.getInputStream().read()).isEqualTo(-1);
        send(client, "still heard");
        server.awaitReceived("xstill heard");
        client.shutdownOutput();
        assertThat(server.endOfConnection()).isEqualTo("end");
    }

    @Test
    void cutClosesAndRefusesUntilRestore() throws Exception {
        Socket client = connect();
        assertThat(echo(client, "x")).isEqualTo("x");

        proxy.cut();

        assertThat(client.getInputStream().read()).isEqualTo(-1);
        assertThatThrownBy(this::connect).isInstanceOf(ConnectException.class);

        proxy.restore();

        assertThat(echo(connect(), "back")).isEqualTo("back");
        assertThat(proxy.acceptedConnections()).isEqualTo(2);
    }

    @Test
    void aBrokerThatIsNotThereResetsTheClient() throws Exception {
        server.close();

        Socket client = connect();

        assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
    }

    private Socket connect() throws IOException {
        Socket client = new Socket();
        clients.add(client);
        client.setSoTimeout(PATIENCE_MILLIS);
        client.connect(FreePort.address(proxy.port()));
        return client;
    }

    private static void assertSilent(Socket client) throws IOException {
        client.setSoTimeout(SILENCE_MILLIS);
        assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
        client.setSoTimeout(PATIENCE_MILLIS);
    }

    private static String echo(Socket client, String text) throws IOException {
        send(client, text);
        return receive(client, text.length());
    }

    private static void send(Socket client, String text) {
        send(client, text.getBytes());
    }

    private static void send(Socket client, byte[] bytes) {
        try {
            client.getOutputStream().write(bytes);
        } catch (IOException e) {
            throw new AssertionError("the client could not send", e);
        }
    }

    private static String receive(Socket client, int length) throws IOException {
        return new String(client.getInputStream().readNBytes(length));
    }
}
