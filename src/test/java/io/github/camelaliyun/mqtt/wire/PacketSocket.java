package io.github.camelaliyun.mqtt.wire;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/**
 * A client's TCP connection to a broker, packet by packet and without any logic of its own. A thread reads what comes until
 * the connection ends; the methods are for one other thread.
 */
public final class PacketSocket implements AutoCloseable {

    private static final int MAX_PACKET = 1 << 20;
    private static final int BUFFER_BYTES = 65_536;
    private static final int JOIN_MILLIS = 10_000;

    private final Socket socket;
    private final Thread reader;
    /** Guarded by itself, as is {@link #ended}. */
    private final List<Packet> received = new ArrayList<>();

    private boolean ended;

    public PacketSocket(URI server) {
        try {
            socket = new Socket(server.getHost(), server.getPort());
            socket.setTcpNoDelay(true);
        } catch (IOException e) {
            throw new UncheckedIOException(server + " accepts no connection", e);
        }
        reader = new Thread(this::read, "packet-socket");
        reader.setDaemon(true);
        reader.start();
    }

    private void read() {
        try {
            PacketBytes packets = new PacketBytes(MAX_PACKET);
            byte[] some = new byte[BUFFER_BYTES];
            for (int count = socket.getInputStream().read(some);
                    count >= 0;
                    count = socket.getInputStream().read(some)) {
                List<Packet> came = packets.decode(Arrays.copyOf(some, count));
                synchronized (received) {
                    received.addAll(came);
                    received.notifyAll();
                }
            }
            throw new EOFException();
        } catch (IOException e) {
            synchronized (received) {
                ended = true;
                received.notifyAll();
            }
        }
    }

    /** Sends it at once; nothing if the connection has ended. */
    public void send(Packet packet) {
        try {
            socket.getOutputStream().write(PacketBytes.encode(packet));
        } catch (IOException e) {
            // What has come until then says enough.
        }
    }

    /** How many such packets have come since the last {@link #take}, and one more if the connection has ended. */
    public int arrived(Predicate<Packet> counts) {
        synchronized (received) {
            return (int) received.stream().filter(counts).count() + (ended ? 1 : 0);
        }
    }

    /** What has come since the last call. */
    public List<Packet> take() {
        synchronized (received) {
            List<Packet> taken = List.copyOf(received);
            received.clear();
            return taken;
        }
    }

    public boolean hasEnded() {
        synchronized (received) {
            return ended;
        }
    }

    /**
     * Ends the connection without a DISCONNECT, and returns when the server has closed its side too: then it has read all
     * that was sent before.
     */
    public void cut() {
        try {
            socket.shutdownOutput();
            reader.join(JOIN_MILLIS);
        } catch (IOException e) {
            // The server was faster.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        close();
    }

    @Override
    public void close() {
        try {
            socket.close();
            reader.join(JOIN_MILLIS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
