package io.github.camelaliyun.mqtt.hostile;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Locale;

/** A peer that speaks WebSocket (RFC 6455), written out here so that it can break its rules. */
final class WebSocketPeer extends Peer {

    static final int CONTINUATION = 0;
    static final int TEXT = 1;
    static final int BINARY = 2;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int FIN = 0x80;

    private static final int PONG = 10;
    private static final int MASK_BYTES = 4;
    private static final int MOST_OF_A_CONTROL_FRAME = 125;
    private static final int SHORT_LENGTH = 126;
    private static final int LONG_LENGTH = 127;
    private static final int MOST_REQUEST_BYTES = 8_192;
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final String KEY = "sec-websocket-key:";
    private static final byte[] NOTHING = {};
    private static final byte[] NORMAL_CLOSURE = {3, (byte) 0xe8};

    private int ends;

    WebSocketPeer(Socket socket) throws IOException {
        super(socket);
    }

    /** The opening handshake: 4.2. */
    @Override
    void begin() throws IOException {
        String key = request()
                .lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(KEY))
                .map(line -> line.substring(KEY.length()).trim())
                .findFirst()
                .orElseThrow(() -> new IOException("a handshake without a key"));
        raw(("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "
                        + accept(key) + "\r\nSec-WebSocket-Protocol: mqtt\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
    }

    private String request() throws IOException {
        StringBuilder request = new StringBuilder();
        while (request.indexOf("\r\n\r\n") < 0) {
            int next = in().read();
            if (next < 0 || request.length() > MOST_REQUEST_BYTES) {
                throw new EOFException("no handshake, but: " + request);
            }
            request.append((char) next);
        }
        return request.toString();
    }

    private static String accept(String key) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-1")
                            .digest((key + GUID).getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    void write(byte[] bytes, int number, int count, HostileCase.Framing framing) throws IOException {
        if (framing.pings()) {
            raw(frame(FIN | PING, new byte[] {(byte) number}));
        }
        if (framing == HostileCase.Framing.FRAMES_AND_EMPTY_ONES) {
            raw(frame(FIN | BINARY, NOTHING));
        }
        int opcode = framing.fragments() && number > 0 ? CONTINUATION : BINARY;
        int fin = framing.fragments() && number + 1 < count ? 0 : FIN;
        raw(frame(fin | opcode, bytes));
    }

    @Override
    void send(HostileCase hostile, Witness witness) {
        if (hostile.framing() == HostileCase.Framing.ONE_FRAME) {
            send(hostile.bytes());
        } else {
            super.send(hostile, witness);
        }
    }

    /** With a closing handshake every other time. */
    @Override
    void finish() {
        try {
            if (ends++ % 2 == 0) {
                raw(frame(FIN | CLOSE, NORMAL_CLOSURE));
            }
        } catch (IOException e) {
            // The line has closed.
        }
        super.finish();
    }

    /** Passes over what the client sends until it answers a ping; what it answers. */
    byte[] awaitPong() throws IOException {
        DataInputStream frames = new DataInputStream(in());
        while (true) {
            int opcode = frames.readUnsignedByte() & 0x0f;
            int length = frames.readUnsignedByte() & 0x7f;
            if (length > MOST_OF_A_CONTROL_FRAME) {
                throw new IOException("a frame that the test does not expect");
            }
            byte[] mask = frames.readNBytes(MASK_BYTES);
            byte[] payload = frames.readNBytes(length);
            for (int i = 0; i < payload.length; i++) {
                payload[i] ^= mask[i % MASK_BYTES];
            }
            if (opcode == PONG) {
                return payload;
            }
        }
    }

    /** One frame: the first byte with the opcode, the length, the payload. */
    static byte[] frame(int first, byte[] payload) {
        ByteArrayOutputStream frame = new ByteArrayOutputStream(payload.length + 10);
        frame.writeBytes(header(first, payload.length));
        frame.writeBytes(payload);
        return frame.toByteArray();
    }

    /** The header of a frame of so many bytes, or of one that says so: 5.2. */
    static byte[] header(int first, long length) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            DataOutputStream header = new DataOutputStream(bytes);
            header.writeByte(first);
            if (length < SHORT_LENGTH) {
                header.writeByte((int) length);
            } else if (length <= 0xffff) {
                header.writeByte(SHORT_LENGTH);
                header.writeShort((int) length);
            } else {
                header.writeByte(LONG_LENGTH);
                header.writeLong(length);
            }
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
