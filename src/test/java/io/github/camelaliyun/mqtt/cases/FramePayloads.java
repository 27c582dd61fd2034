package io.github.camelaliyun.mqtt.cases;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Consumer;

/** What is in the frames of a client that carry data, as one stream; too large a frame is answered with a close. */
final class FramePayloads extends InputStream {
    private static final int MASK_BYTES = 4;
    private static final int TOO_BIG = 1009;

    private final DataInputStream in;
    private final FrameServer.Link link;
    private final Consumer<byte[]> pongs;
    private byte[] frame = {};
    private int at;

    FramePayloads(DataInputStream in, FrameServer.Link link, Consumer<byte[]> pongs) {
        this.in = in;
        this.link = link;
        this.pongs = pongs;
    }

    @Override
    public int read() throws IOException {
        while (at == frame.length) {
            next();
        }
        return frame[at++] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (at == frame.length) {
            next();
        }
        int now = Math.min(length, frame.length - at);
        System.arraycopy(frame, at, into, offset, now);
        at += now;
        return now;
    }

    private void next() throws IOException {
        int opcode = in.readUnsignedByte() & 0x0f;
        int second = in.readUnsignedByte() & 0x7f;
        long length = second == FrameServer.SHORT_LENGTH
                ? in.readUnsignedShort()
                : second == FrameServer.LONG_LENGTH ? in.readLong() : second;
        if (length > FrameServer.USUAL_MOST_BYTES) {
            link.frame(FrameServer.FIN | FrameServer.CLOSE, new byte[] {TOO_BIG >> 8, (byte) TOO_BIG});
            throw new EOFException("a frame of " + length + " bytes");
        }
        byte[] mask = in.readNBytes(MASK_BYTES);
        byte[] payload = in.readNBytes((int) length);
        for (int i = 0; i < payload.length; i++) {
            payload[i] ^= mask[i % MASK_BYTES];
        }
        if (opcode == FrameServer.CLOSE) {
            throw new EOFException("closed");
        }
        if (opcode == FrameServer.PONG) {
            pongs.accept(payload);
        } else if (opcode != FrameServer.PING) {
            frame = payload;
            at = 0;
        }
    }
}
