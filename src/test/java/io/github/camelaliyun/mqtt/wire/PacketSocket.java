package io.github.camelaliyun.mqtt.wire;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/**
 * A client's TCP connection to a broker, packet by packet and without any logic of its own. A thread reads what comes until
 * the connection ends; the methods are for one other thread.
 */
public final class PacketSocket implements AutoCloseable {

    private static final int MAX_PACKET = 1 << 20;
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
            PacketReader packets =
                    new PacketReader(socket.getInputStream(), new Unheard(), MAX_PACKET, System::nanoTime);
            while (true) {
                Packet packet = packets.read();
                synchronized (received) {
                    received.add(packet);
                    received.notifyAll();
                }
            }
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
            BufferedOutputStream out = new BufferedOutputStream(socket.getOutputStream());
            EncodedPacket.of(packet).writeTo(out);
            out.flush();
        } catch (IOException e) {
            // What has come until then says enough.
        }
    }

    /** How many packets have come since the last {@link #take}, and one more if the connection has ended. */
    public int arrived() {
        synchronized (received) {
            return received.size() + (ended ? 1 : 0);
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

    /** Nobody asks when something came. */
    private static final class Unheard implements LineListener {
        @Override
        public void opened(Line line) {
            // There is no line.
        }

        @Override
        public void received(Packet packet) {
            // The reader gives it back.
        }

        @Override
        public void heard() {
            // Of no interest.
        }

        @Override
        public boolean idle() {
            return false;
        }

        @Override
        public void wrote() {
            // Of no interest.
        }

        @Override
        public void closed(Throwable cause) {
            // The reader throws it.
        }
    }
}
