package io.github.camelaliyun.mqtt.cases;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * An MQTT server over WebSocket (RFC 6455) at 127.0.0.1, written out here so that a test says what is in each frame. It
 * acknowledges everything, and remembers what it got. A daemon thread accepts, and one reads each link and calls the script;
 * the other methods may be called from any thread.
 */
final class FrameServer implements AutoCloseable {

    static final int FIN = 0x80;
    static final int CONTINUATION = 0;
    static final int BINARY = 2;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;
    /** What Netty's decoder, and so many a broker, takes in a frame by default. */
    static final int USUAL_MOST_BYTES = 65_536;

    static final int SHORT_LENGTH = 126;
    static final int LONG_LENGTH = 127;
    private static final int END_TIMEOUT_MILLIS = 5_000;
    private static final String KEY = "sec-websocket-key:";
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    /** What a test wants. */
    interface Script {
        /** The request of the handshake has come; to be answered. */
        default void asked(Link link) throws Exception {
            link.upgrade();
        }

        /** SUBACK has been sent. */
        default void subscribed(Link link) throws Exception {}
    }

    private final Script script;
    private final ServerSocket server;
    private final List<Link> links = new CopyOnWriteArrayList<>();
    private final List<Packet> packets = new CopyOnWriteArrayList<>();
    private final List<byte[]> pongs = new CopyOnWriteArrayList<>();
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();

    FrameServer(Script script) {
        this.script = script;
        try {
            server = new ServerSocket(0, 10, InetAddress.getByName("127.0.0.1"));
        } catch (IOException e) {
            throw new UncheckedIOException("no port could be opened", e);
        }
        run("frame-server", this::accept);
    }

    URI uri() {
        return URI.create("ws://127.0.0.1:" + server.getLocalPort() + "/mqtt");
    }

    /** The packets of this type so far, in their order. */
    List<Packet> received(int type) {
        return packets.stream().filter(packet -> packet.type() == type).toList();
    }

    /** What the pongs had. */
    List<String> pongs() {
        return pongs.stream()
                .map(pong -> new String(pong, StandardCharsets.UTF_8))
                .toList();
    }

    int connects() {
        return received(ScriptedServer.CONNECT).size();
    }

    @Override
    public void close() throws Exception {
        server.close();
        links.forEach(Link::close);
        for (Thread thread : threads) {
            thread.join(END_TIMEOUT_MILLIS);
        }
    }

    private void run(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                socket.setTcpNoDelay(true);
                Link link = new Link(socket, links.size() + 1);
                links.add(link);
                run("frame-server-link", link::serve);
            } catch (IOException e) {
                // Closed.
            }
        }
    }

    /** The header of a frame (5.2) of so many bytes, or of one that claims so many. */
    static byte[] header(int first, long length) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            DataOutputStream header = new DataOutputStream(bytes);
            header.writeByte(first);
            if (length >= 0 && length < SHORT_LENGTH) {
                header.writeByte((int) length);
            } else if (length >= 0 && length <= 0xffff) {
                header.writeByte(SHORT_LENGTH);
                header.writeShort((int) length);
            } else {
                header.writeByte(LONG_LENGTH);
                header.writeLong(length);
            }
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One client's connection. */
    final class Link {
        private final Socket socket;
        private final int number;
        private String request;

        private Link(Socket socket, int number) {
            this.socket = socket;
            this.number = number;
        }

        /** The first is 1. */
        int number() {
            return number;
        }

        /** The opening handshake: 4.2.2. */
        void upgrade() throws IOException {
            String key = request.lines()
                    .filter(line -> line.toLowerCase(java.util.Locale.ROOT).startsWith(KEY))
                    .map(line -> line.substring(KEY.length()).trim())
                    .findFirst()
                    .orElseThrow(() -> new IOException("a handshake without a key"));
            raw(("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                            + "Sec-WebSocket-Accept: " + accept(key) + "\r\nSec-WebSocket-Protocol: mqtt\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
        }

        synchronized void raw(byte[] bytes) throws IOException {
            socket.getOutputStream().write(bytes);
        }

        /** Sends a frame; its first byte has the opcode, and {@link #FIN}. */
        void frame(int first, byte[] payload) throws IOException {
            ByteArrayOutputStream frame = new ByteArrayOutputStream();
            frame.writeBytes(header(first, payload.length));
            frame.writeBytes(payload);
            raw(frame.toByteArray());
        }

        void packet(byte[] packet) throws IOException {
            frame(FIN | BINARY, packet);
        }

        /** Sends a PUBLISH of QoS 1 in one frame. */
        void publish(String topic, String payload, int id) throws IOException {
            packet(Packet.publish(topic, payload, 1, id));
        }

        void close() {
            try {
                socket.close();
            } catch (IOException e) {
                // It is of no more use either way.
            }
        }

        private String accept(String key) {
            try {
                return Base64.getEncoder()
                        .encodeToString(MessageDigest.getInstance("SHA-1")
                                .digest((key + GUID).getBytes(StandardCharsets.US_ASCII)));
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }

        private void serve() {
            try (socket) {
                DataInputStream in = new DataInputStream(socket.getInputStream());
                StringBuilder head = new StringBuilder();
                while (head.indexOf("\r\n\r\n") < 0) {
                    head.append((char) in.readUnsignedByte());
                }
                request = head.toString();
                script.asked(this);
                DataInputStream payloads = new DataInputStream(new FramePayloads(in, this, pongs::add));
                while (true) {
                    Packet packet = Packet.read(payloads, number);
                    packets.add(packet);
                    answer(packet);
                }
            } catch (Exception e) {
                // The client, the script or this server has ended the link.
            }
        }

        private void answer(Packet packet) throws Exception {
            switch (packet.type()) {
                case ScriptedServer.CONNECT -> packet(new byte[] {ScriptedServer.CONNACK << 4, 2, 0, 0});
                case ScriptedServer.PUBLISH -> {
                    if (packet.qos() > 0) {
                        packet(Packet.acknowledgement(ScriptedServer.PUBACK, packet.id()));
                    }
                }
                case ScriptedServer.SUBSCRIBE -> {
                    byte[] body = new byte[2 + packet.filters().size()];
                    Arrays.fill(body, (byte) 1);
                    body[0] = (byte) (packet.id() >> 8);
                    body[1] = (byte) packet.id();
                    packet(Packet.encode(ScriptedServer.SUBACK << 4, body));
                    script.subscribed(this);
                }
                case ScriptedServer.PINGREQ -> packet(new byte[] {(byte) (ScriptedServer.PINGRESP << 4), 0});
                default -> {
                    // Nothing is due.
                }
            }
        }
    }
}
