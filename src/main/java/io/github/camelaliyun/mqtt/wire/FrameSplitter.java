package io.github.camelaliyun.mqtt.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;

import java.util.List;

/**
 * Makes fragments of the large frames that a server sends (RFC 6455, 5.4), while they stream. The decoder behind it keeps
 * each frame until it is whole, and so would give memory for what a header only claims, or refuse the frame of a message that
 * can be skipped; of fragments it never keeps more than one.
 */
final class FrameSplitter extends ByteToMessageDecoder {

    /** Of a fragment's payload. */
    static final int MOST_BYTES = 65_536;

    /** No frame needs more than the largest packet of MQTT, with its fixed header. */
    private static final long MOST_OF_FRAME = 268_435_455L + 5;

    private static final int FIN = 0x80;
    private static final int CONTROL = 0x08;
    private static final int OPCODE = 0x0f;
    private static final int MASK = 0x80;
    private static final int LENGTH = 0x7f;
    private static final int TWO_BYTES = 126;
    private static final int EIGHT_BYTES = 127;
    private static final int SHORT_HEADER = 2;
    private static final int MIDDLE_HEADER = 4;
    private static final int LONG_HEADER = 10;

    /** Bytes of the present frame that are to come. */
    private long left;
    /** Of these, the ones that belong to the present fragment; all, if the frame is not split. */
    private long ofFragment;
    /** The first byte of the next fragment but for FIN, and whether the last one has it. */
    private int first;

    private boolean last;
    /** Whether the present frame carries none of MQTT's bytes. */
    private boolean control;

    private final Runnable heard;

    /** @param heard run whenever bytes of MQTT have arrived: a gateway that pings says nothing of the server behind it */
    FrameSplitter(Runnable heard) {
        this.heard = heard;
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws MalformedPacketException {
        if (left == 0) {
            header(in, out);
        } else {
            if (ofFragment == 0) {
                fragment(ctx, out);
            }
            int now = (int) Math.min(ofFragment, in.readableBytes());
            if (!control) {
                heard.run();
            }
            out.add(in.readRetainedSlice(now));
            ofFragment -= now;
            left -= now;
        }
    }

    private void header(ByteBuf in, List<Object> out) throws MalformedPacketException {
        int at = in.readerIndex();
        int available = in.readableBytes();
        if (available < SHORT_HEADER) {
            return;
        }
        int short7 = in.getUnsignedByte(at + 1) & LENGTH;
        int size = short7 == TWO_BYTES ? MIDDLE_HEADER : short7 == EIGHT_BYTES ? LONG_HEADER : SHORT_HEADER;
        if (available < size) {
            return;
        }
        long length = size == MIDDLE_HEADER
                ? in.getUnsignedShort(at + SHORT_HEADER)
                : size == LONG_HEADER ? in.getLong(at + SHORT_HEADER) : short7;
        if ((in.getUnsignedByte(at + 1) & MASK) != 0) {
            throw new MalformedPacketException("a WebSocket frame that is masked (RFC 6455, 5.1)");
        }
        if (length < 0 || length > MOST_OF_FRAME) {
            throw new MalformedPacketException("a WebSocket frame that claims "
                    + (length < 0 ? "more than any" : String.valueOf(length)) + " bytes");
        }
        int head = in.getUnsignedByte(at);
        left = length;
        control = (head & CONTROL) != 0;
        if (length <= MOST_BYTES) {
            ofFragment = length;
            out.add(in.readRetainedSlice(size));
        } else {
            in.skipBytes(size);
            first = head & ~FIN;
            last = (head & FIN) != 0;
            ofFragment = 0;
        }
    }

    private void fragment(ChannelHandlerContext ctx, List<Object> out) {
        ofFragment = Math.min(left, MOST_BYTES);
        ByteBuf header = ctx.alloc().buffer(LONG_HEADER);
        header.writeByte(first | (last && ofFragment == left ? FIN : 0));
        if (ofFragment < TWO_BYTES) {
            header.writeByte((int) ofFragment);
        } else if (ofFragment < MOST_BYTES) {
            header.writeByte(TWO_BYTES).writeShort((int) ofFragment);
        } else {
            header.writeByte(EIGHT_BYTES).writeLong(ofFragment);
        }
        out.add(header);
        first &= ~OPCODE;
    }
}
