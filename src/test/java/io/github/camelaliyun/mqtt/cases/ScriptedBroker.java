package io.github.camelaliyun.mqtt.cases;

import io.github.camelaliyun.mqtt.kit.FreePort;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A broker at 127.0.0.1 that accepts and acknowledges everything, delivers nothing by itself, and lets a test decide about
 * each packet. One daemon thread accepts, and one for each link reads and calls the script; the other methods may be
 * called from any thread.
 */
final class ScriptedBroker implements AutoCloseable {

    static final int CONNECT = 1;
    static final int PUBLISH = 3;
    static final int PUBREL = 6;
    static final int SUBSCRIBE = 8;
    static final int UNSUBSCRIBE = 10;
    static final int PINGREQ = 12;
    static final int DISCONNECT = 14;

    private static final int END_TIMEOUT_MILLIS = 10_000;

    /** Decides about each packet that arrives, CONNECT too. */
    @FunctionalInterface
    interface Script {
        /** Returns whether the packet is dealt with; if not, it gets its usual answer. */
        boolean take(Link link, ClientPacket packet) throws IOException;
    }

    private final ServerSocket server = new ServerSocket();
    private final Script script;
    private final List<Link> links = new CopyOnWriteArrayList<>();
    private final List<Thread> threads = new CopyOnWriteArrayList<>();

    ScriptedBroker(Script script) throws IOException {
        this.script = script;
        server.bind(new InetSocketAddress("127.0.0.1", FreePort.choose()));
        start(this::accept);
    }

    URI uri() {
        return URI.create("tcp://127.0.0.1:" + server.getLocalPort());
    }

    int port() {
        return server.getLocalPort();
    }

    /** The links that have sent a CONNECT, in order. */
    List<Link> links() {
        return links.stream().filter(link -> !link.packets.isEmpty()).toList();
    }

    /** The link that sent a CONNECT last. */
    Link lastLink() {
        List<Link> all = links();
        return all.get(all.size() - 1);
    }

    /** The packets of this type that came by all links. */
    List<ClientPacket> received(int type) {
        return links.stream().flatMap(link -> link.received(type).stream()).toList();
    }

    @Override
    public void close() throws Exception {
        server.close();
        for (Link link : links) {
            link.cut();
        }
        for (Thread thread : threads) {
            thread.join(END_TIMEOUT_MILLIS);
        }
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Link link = new Link(server.accept());
                links.add(link);
                start(link::serve);
            } catch (IOException e) {
                // Closed.
            }
        }
    }

    private void start(Runnable work) {
        Thread thread = new Thread(work, "scripted-broker");
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    /** A client's connection. */
    final class Link {

        private final Socket socket;
        private final List<ClientPacket> packets = new CopyOnWriteArrayList<>();
        private volatile boolean ended;

        Link(Socket socket) throws IOException {
            this.socket = socket;
            socket.setTcpNoDelay(true);
        }

        /** The packets that came by it, in order. */
        List<ClientPacket> packets() {
            return List.copyOf(packets);
        }

        List<ClientPacket> received(int type) {
            return packets.stream().filter(packet -> packet.type() == type).toList();
        }

        boolean isOpen() {
            return !ended && !socket.isClosed();
        }

        /** Sends these bytes; does nothing when the link has ended. */
        void send(byte... bytes) {
            synchronized (socket) {
                try {
                    socket.getOutputStream().write(bytes);
                } catch (IOException e) {
                    cut();
                }
            }
        }

        /** Sends a PUBLISH; the identifier has no meaning at QoS 0. */
        void publish(String topic, byte[] payload, int qos, int packetId) {
            send(ClientPacket.publish(topic, payload, qos, packetId));
        }

        /** Answers a PUBLISH of QoS 1. */
        void puback(ClientPacket publish) {
            send(withId(0x40, publish.packetId()));
        }

        /** Answers a SUBSCRIBE with this return code for each of its filters. */
        void suback(ClientPacket subscribe, int... returnCodes) {
            byte[] codes = new byte[returnCodes.length];
            for (int i = 0; i < codes.length; i++) {
                codes[i] = (byte) returnCodes[i];
            }
            send(withId(0x90, subscribe.packetId(), codes));
        }

        /**
         * Closes it without a word, as a server does: what the client sent behind is still taken from the line, so that it
         * sees an end (FIN) and not a reset.
         */
        void close() {
            ended = true;
            try {
                socket.shutdownOutput();
            } catch (IOException e) {
                // The client has closed it.
            }
        }

        private void cut() {
            try {
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private void serve() {
            try (socket) {
                DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
                while (true) {
                    ClientPacket packet = ClientPacket.read(in);
                    if (ended) {
                        continue;
                    }
                    packets.add(packet);
                    if (!script.take(this, packet)) {
                        answer(packet);
                    }
                }
            } catch (IOException e) {
                // The client, or the script, has ended it.
            }
        }

        /** Gives a packet its usual answer. */
        void answer(ClientPacket packet) {
            switch (packet.type()) {
                case CONNECT -> send((byte) 0x20, (byte) 2, (byte) 0, (byte) 0);
                case PUBLISH -> {
                    if (packet.qos() > 0) {
                        send(withId(packet.qos() == 1 ? 0x40 : 0x50, packet.packetId()));
                    }
                }
                case PUBREL -> send(withId(0x70, packet.packetId()));
                case SUBSCRIBE ->
                    suback(
                            packet,
                            packet.filters().stream().mapToInt(filter -> 1).toArray());
                case UNSUBSCRIBE -> send(withId(0xb0, packet.packetId()));
                case PINGREQ -> send((byte) 0xd0, (byte) 0);
                default -> {
                    // Acknowledgements and DISCONNECT have no answer.
                }
            }
        }

        private byte[] withId(int firstByte, int packetId, byte... rest) {
            return ByteBuffer.allocate(4 + rest.length)
                    .put((byte) firstByte)
                    .put((byte) (2 + rest.length))
                    .putShort((short) packetId)
                    .put(rest)
                    .array();
        }
    }
}
