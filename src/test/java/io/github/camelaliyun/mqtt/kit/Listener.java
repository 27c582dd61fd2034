package io.github.camelaliyun.mqtt.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.function.BiConsumer;

/**
 * A port of 127.0.0.1 that is open until {@link #close()}, and really shut after it. A daemon thread accepts and hands
 * each socket over, with this listener.
 */
final class Listener implements AutoCloseable {

    private static final int END_TIMEOUT_MILLIS = 10_000;

    private final ServerSocket server;
    private final BiConsumer<Listener, Socket> onAccept;
    private final Thread acceptor;

    Listener(int port, BiConsumer<Listener, Socket> onAccept) {
        this.onAccept = onAccept;
        try {
            server = new ServerSocket();
            server.bind(FreePort.address(port));
        } catch (IOException e) {
            throw new UncheckedIOException("port " + port + " could not be opened", e);
        }
        acceptor = new Thread(this::accept, "listener-" + port);
        acceptor.setDaemon(true);
        acceptor.start();
    }

    /**
     * Shuts the port. The kernel goes on to accept connections until the accepting thread has left its call, which may
     * be after the socket was closed: hence the wait for that thread.
     */
    @Override
    public void close() {
        try {
            server.close();
            acceptor.join(END_TIMEOUT_MILLIS);
        } catch (IOException e) {
            throw new UncheckedIOException("port " + server.getLocalPort() + " could not be closed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                onAccept.accept(this, server.accept());
            } catch (IOException e) {
                // Closed, or the client was gone at once.
            }
        }
    }
}
