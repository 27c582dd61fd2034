package io.github.camelaliyun.mqtt.kit;

import org.awaitility.Awaitility;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Answers every byte with itself, and remembers what it got and how connections ended. One daemon thread accepts, and
 * one serves each connection; the methods may be called from any thread.
 */
final class EchoServer implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final int port = FreePort.choose();
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private final BlockingQueue<String> ends = new LinkedBlockingQueue<>();
    /** The last to be made: it calls at once. */
    private final Listener listener = new Listener(port, (from, socket) -> daemon(() -> echo(socket)));

    int port() {
        return port;
    }

    /** Waits until it got exactly this, of all connections together. */
    void awaitReceived(String text) {
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> received.toString(StandardCharsets.UTF_8).equals(text));
    }

    /** Waits for the end of a connection: {@code end} (FIN) or {@code reset}. */
    String endOfConnection() throws InterruptedException {
        return ends.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        listener.close();
    }

    private void echo(Socket socket) {
        byte[] buffer = new byte[64 * 1024];
        try (socket) {
            int length;
            while ((length = socket.getInputStream().read(buffer)) >= 0) {
                received.write(buffer, 0, length);
                socket.getOutputStream().write(buffer, 0, length);
            }
            ends.add("end");
        } catch (IOException e) {
            ends.add("reset");
        }
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "echo-server");
        thread.setDaemon(true);
        thread.start();
    }
}
