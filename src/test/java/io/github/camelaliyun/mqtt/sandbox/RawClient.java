package io.github.camelaliyun.mqtt.sandbox;

import io.github.camelaliyun.mqtt.credential.Credentials;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A client that sends whatever bytes a test wants, and does nothing by itself. */
final class RawClient implements AutoCloseable {

    private static final int CONNECT = 0x10;
    private static final int CONNACK_LENGTH = 4;

    private final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;

    private RawClient(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout((int) TestClient.PATIENCE.toMillis());
        in = new DataInputStream(socket.getInputStream());
        out = socket.getOutputStream();
    }

    /** A TCP connection, and nothing more. */
    static RawClient open(URI address) throws IOException {
        return of(new Socket(address.getHost(), address.getPort()));
    }

    static RawClient of(Socket socket) throws IOException {
        return new RawClient(socket);
    }

    /** Connected by MQTT 3.1.1 with a clean session. */
    static RawClient connected(URI address, String clientId, Credentials credentials) throws IOException {
        RawClient client = open(address);
        client.send(connect(4, clientId, credentials));
        byte[] connack = client.read(CONNACK_LENGTH);
        if (connack[CONNACK_LENGTH - 1] != 0) {
            throw new IllegalStateException("CONNACK " + connack[CONNACK_LENGTH - 1]);
        }
        return client;
    }

    /** To the shared sandbox. */
    static RawClient connected(String clientId) throws IOException {
        return connected(SharedSandbox.get().tcp(), clientId, SharedSandbox.signed(clientId));
    }

    /** By WebSocket, after its handshake; packets are sent as {@link #frame}s. */
    static RawClient webSocket(Socket socket, String path) throws IOException {
        RawClient client = of(socket);
        client.send(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n"
                        + "Sec-WebSocket-Protocol: mqtt\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        StringBuilder answer = new StringBuilder();
        while (answer.indexOf("\r\n\r\n") < 0) {
            answer.append((char) client.in.readUnsignedByte());
        }
        if (!answer.toString().startsWith("HTTP/1.1 101 ")) {
            throw new IllegalStateException(answer.toString());
        }
        return client;
    }

    /**
     * The begin of a masked frame.
     *
     * @param first FIN and the kind
     * @param length what it announces, whatever follows
     */
    static byte[] frame(int first, long length, byte[] payload) {
        ByteBuffer frame = ByteBuffer.allocate(14 + payload.length).put((byte) first);
        if (length < 126) {
            frame.put((byte) (0x80 | length));
        } else if (length < 0x10000) {
            frame.put((byte) 0xFE).putShort((short) length);
        } else {
            frame.put((byte) 0xFF).putLong(length);
        }
        frame.putInt(0).put(payload);
        return Arrays.copyOf(frame.array(), frame.position());
    }

    /** As the sandbox sees it, and names it in lines about a client that has no clientId yet. */
    String address() {
        return "127.0.0.1:" + socket.getLocalPort();
    }

    RawClient send(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
        return this;
    }

    byte[] read(int count) throws IOException {
        return in.readNBytes(count);
    }

    /** All that comes until the server closes the connection. */
    byte[] readToTheEnd() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try {
            for (int next = in.read(); next >= 0; next = in.read()) {
                all.write(next);
            }
        } catch (SocketException e) {
            // A reset, where the server has not read all.
        }
        return all.toByteArray();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    static byte[] packet(int first, byte[] body) {
        ByteArrayOutputStream packet = new ByteArrayOutputStream();
        packet.write(first);
        int length = body.length;
        do {
            packet.write((length & 0x7F) | (length > 0x7F ? 0x80 : 0));
            length >>= 7;
        } while (length > 0);
        packet.writeBytes(body);
        return packet.toByteArray();
    }

    /** @param level of the protocol: 3, 4 or 5, for which there are no properties then */
    static byte[] connect(int level, String clientId, Credentials credentials) {
        return packet(
                CONNECT,
                join(
                        text(level == 3 ? "MQIsdp" : "MQTT"),
                        new byte[] {(byte) level, (byte) 0xC2, 0, 60},
                        level == 5 ? new byte[1] : new byte[0],
                        text(clientId),
                        text(credentials.username()),
                        text(credentials.password())));
    }

    static byte[] publish(String topic, byte[] payload) {
        return packet(0x30, join(text(topic), payload));
    }

    static byte[] subscribe(int packetId, String... filters) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(new byte[] {(byte) (packetId >> 8), (byte) packetId});
        for (String filter : filters) {
            body.writeBytes(text(filter));
            body.write(1);
        }
        return packet(0x82, body.toByteArray());
    }

    static byte[] text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return join(new byte[] {(byte) (bytes.length >> 8), (byte) bytes.length}, bytes);
    }

    static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
