package io.github.camelaliyun.mqtt.kit;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Answers every CONNECT with CONNACK, and from then on reads nothing and says only what it is told to: whoever waits for
 * an answer waits for ever. Its methods may be called from any thread.
 */
public final class DeafBroker implements AutoCloseable {

    /** MQTT 3.1.1, 3.2: no session present, accepted. */
    private static final byte[] CONNACK = {0x20, 2, 0, 0};

    private final int port = FreePort.choose();
    private final AtomicInteger connects = new AtomicInteger();
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    /** The last to be made: it calls at once. */
    private final Listener listener = new Listener(port, (from, socket) -> connack(socket));

    /** {@code tcp://127.0.0.1:<port>}. */
    public URI uri() {
        return URI.create("tcp://127.0.0.1:" + port);
    }

    /** How many CONNECT packets were answered. */
    public int connects() {
        return connects.get();
    }

    /** Sends these bytes to every client that has connected. */
    public void say(byte[] bytes) throws IOException {
        for (Socket socket : sockets) {
            socket.getOutputStream().write(bytes);
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    /** On the accepting thread: each client sends CONNECT at once. */
    private void connack(Socket socket) {
        sockets.add(socket);
        try {
            DataInputStream in = new DataInputStream(socket.getInputStream());
            in.readByte();
            in.readFully(new byte[remainingLength(in)]);
            socket.getOutputStream().write(CONNACK);
            connects.incrementAndGet();
        } catch (IOException e) {
            // The client has gone.
        }
    }

    /** MQTT 3.1.1, 2.2.3. */
    private static int remainingLength(DataInputStream in) throws IOException {
        int length = 0;
        int shift = 0;
        int next;
        do {
            next = in.readUnsignedByte();
            length |= (next & 0x7f) << shift;
            shift += 7;
        } while ((next & 0x80) != 0);
        return length;
    }
}
