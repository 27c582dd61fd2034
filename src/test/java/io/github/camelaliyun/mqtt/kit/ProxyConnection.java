package io.github.camelaliyun.mqtt.kit;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * One client's connection through a {@link FaultProxy}: two sockets and a {@link ProxyPump} for each direction. Its
 * methods may be called from any thread.
 */
final class ProxyConnection {

    private static final int CONNECT_TIMEOUT_MILLIS = 3_000;

    private final Socket client;
    private final Socket broker = new Socket();
    private final ProxyPump toBroker;
    private final ProxyPump toClient;
    private final AtomicInteger openDirections = new AtomicInteger(2);
    private final Consumer<ProxyConnection> onClosed;

    ProxyConnection(Socket client, LineState line, Consumer<ProxyConnection> onClosed) {
        this.client = client;
        this.onClosed = onClosed;
        this.toBroker = new ProxyPump(this, client, broker, line);
        this.toClient = new ProxyPump(this, broker, client, line);
    }

    /** Connects to the broker and begins to forward; a broker that is not there resets the client. */
    void start(SocketAddress brokerAddress) {
        Thread connecting = new Thread(() -> connect(brokerAddress), "fault-proxy-connect");
        connecting.setDaemon(true);
        connecting.start();
    }

    private void connect(SocketAddress brokerAddress) {
        try {
            broker.connect(brokerAddress, CONNECT_TIMEOUT_MILLIS);
            client.setTcpNoDelay(true);
            broker.setTcpNoDelay(true);
            toBroker.start("to-broker");
            toClient.start("to-client");
        } catch (IOException e) {
            reset();
        }
    }

    /** Lets the pumps look at the line's state again. */
    void wake() {
        toBroker.wake();
        toClient.wake();
    }

    void halfClose() {
        toClient.mute();
    }

    /** Closes both sockets so that their peers get an RST. */
    void reset() {
        resetOnClose(client);
        resetOnClose(broker);
        close();
    }

    void close() {
        toBroker.stop();
        toClient.stop();
        closeQuietly(client);
        closeQuietly(broker);
        onClosed.accept(this);
    }

    /** Called by each pump after it has forwarded the end of its stream. */
    void directionEnded() {
        if (openDirections.decrementAndGet() == 0) {
            close();
        }
    }

    private static void resetOnClose(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
        } catch (IOException alreadyClosed) {
            // Then there is nothing to reset.
        }
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is of no more use either way.
        }
    }
}
