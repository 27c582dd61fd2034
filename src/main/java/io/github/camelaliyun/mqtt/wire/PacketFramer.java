package io.github.camelaliyun.mqtt.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.util.ReferenceCountUtil;

import java.util.function.LongSupplier;

/**
 * Cuts what a server sends into packets, gives the codec exactly one at a time, and sees to it that the codec takes it to its
 * last byte: by itself the codec waits for the rest of a packet that ends within its topic name, and takes the packets that
 * follow for it. No packet gets memory for a length that is only claimed; one over the limit is skipped while it streams.
 *
 * <p>It stands before the codec, and its {@link #decoded} behind it.
 */
final class PacketFramer extends ChannelInboundHandlerAdapter implements PacketDeadline.Reader {

    private static final int TYPE_SHIFT = 4;
    private static final int PUBLISH = 3;
    private static final int SUBACK = 9;
    private static final int QOS = 0x06;
    private static final int LENGTH_BITS = 7;
    private static final int LENGTH_MASK = 0x7f;
    private static final int MORE_LENGTH = 0x80;
    private static final int MAX_LENGTH_BYTES = 4;
    private static final int LENGTH_OF_TOPIC = 2;
    private static final int ID = 2;

    /** Who gets the packets. */
    interface Receiver {
        /** Whether no packet is to be given now. */
        boolean pauses();

        void received(Packet packet);

        /** The line is of no more use. */
        void failed(Throwable cause);
    }

    private final int maxPacketSize;
    private final Receiver receiver;
    private final PacketDeadline deadline;
    private final PacketDecoder decoder = new PacketDecoder();

    private ByteBuf bytes;
    private boolean failed;
    /** The remaining length of the packet that is being read; less than 0 if its fixed header is not there yet. */
    private int length = -1;

    private int headerSize;
    /** Bytes of a payload that are still to be skipped, and what is told when they are. */
    private int toSkip;

    private Packet.Oversized skipped;
    /** How many packets have been completed. */
    private long number;

    /** @param maxPacketSize the largest remaining length of a packet that is taken */
    PacketFramer(int maxPacketSize, Receiver receiver) {
        this(maxPacketSize, receiver, System::nanoTime);
    }

    PacketFramer(int maxPacketSize, Receiver receiver, LongSupplier nanoTime) {
        this.maxPacketSize = maxPacketSize;
        this.receiver = receiver;
        this.deadline = new PacketDeadline(nanoTime, this);
    }

    /** The handler behind the codec. */
    ChannelInboundHandlerAdapter decoded() {
        return decoder.decoded();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object read) {
        if (!(read instanceof ByteBuf more) || failed) {
            ReferenceCountUtil.release(read);
            return;
        }
        deadline.came(more.readableBytes());
        bytes = bytes == null ? more : ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(ctx.alloc(), bytes, more);
        cutAll(ctx);
    }

    /** Gives the packets that are there. To be called when a pause has ended. */
    void cut(ChannelHandlerContext ctx) {
        // What has come during the pause has not been looked at, so that the packet has its time anew.
        deadline.restart();
        cutAll(ctx);
    }

    private void cutAll(ChannelHandlerContext ctx) {
        try {
            boolean more = true;
            while (more && !failed && bytes != null && bytes.isReadable() && !receiver.pauses()) {
                more = cutOne(ctx);
            }
        } catch (Throwable e) {
            fail(e);
        }
        if (bytes != null && (failed || !bytes.isReadable())) {
            bytes.release();
            bytes = null;
        }
        if (bytes != null) {
            bytes.discardSomeReadBytes();
        }
        if (isWithinPacket()) {
            deadline.waitFor(number, ctx);
        }
    }

    @Override
    public boolean isWithinPacket() {
        return !failed && (bytes != null || length >= 0);
    }

    @Override
    public boolean pauses() {
        return receiver.pauses();
    }

    @Override
    public void late() {
        fail(new MalformedPacketException(
                "a packet that was not complete within " + PacketDeadline.LIMIT.toSeconds() + " s"));
    }

    private void fail(Throwable cause) {
        failed = true;
        receiver.failed(cause);
    }

    /** Returns whether there may be another one. */
    private boolean cutOne(ChannelHandlerContext ctx) throws Exception {
        if (toSkip > 0) {
            return skip();
        }
        if (number == 0 && length < 0 && !PacketCheck.requireMqtt(bytes)) {
            return false;
        }
        if (length < 0 && !readHeader()) {
            return false;
        }
        PacketCheck.begin(bytes, headerSize, length);
        if (length > maxPacketSize) {
            return cutOversized(ctx);
        }
        if (bytes.readableBytes() < headerSize + length) {
            return false;
        }
        ByteBuf frame = bytes.readSlice(headerSize + length);
        ByteBuf body = frame.slice(headerSize, length);
        int first = frame.getUnsignedByte(0);
        int from = headerSize;
        completed();
        receiver.received(
                first >> TYPE_SHIFT == SUBACK
                        ? decoder.decodeSuback(ctx, frame, from, body)
                        : decoder.decode(ctx, frame, body));
        return true;
    }

    private void completed() {
        length = -1;
        number++;
    }

    /** MQTT 3.1.1, 2.2. Leaves the bytes where they are. */
    private boolean readHeader() throws MalformedPacketException {
        int at = bytes.readerIndex() + 1;
        int value = 0;
        for (int i = 0; i < MAX_LENGTH_BYTES; i++) {
            if (at + i >= bytes.writerIndex()) {
                return false;
            }
            int next = bytes.getUnsignedByte(at + i);
            value |= (next & LENGTH_MASK) << i * LENGTH_BITS;
            if (next <= LENGTH_MASK) {
                length = value;
                headerSize = 2 + i;
                return true;
            }
        }
        throw new MalformedPacketException("a remaining length of more than " + MAX_LENGTH_BYTES + " bytes (2.2.3)");
    }

    /** Takes a PUBLISH for one without a payload, and lets the payload pass. */
    private boolean cutOversized(ChannelHandlerContext ctx) throws Exception {
        int first = bytes.getUnsignedByte(bytes.readerIndex());
        if (first >> TYPE_SHIFT != PUBLISH) {
            throw new MalformedPacketException("a packet of type " + (first >> TYPE_SHIFT) + " with " + length
                    + " bytes, more than the limit of " + maxPacketSize + " bytes");
        }
        int at = bytes.readerIndex() + headerSize;
        if (bytes.writerIndex() < at + LENGTH_OF_TOPIC) {
            return false;
        }
        int size = LENGTH_OF_TOPIC + bytes.getUnsignedShort(at) + ((first & QOS) == 0 ? 0 : ID);
        if (bytes.writerIndex() < at + size) {
            return false;
        }
        bytes.skipBytes(headerSize);
        ByteBuf body = bytes.readSlice(size);
        ByteBuf header = ctx.alloc().buffer(1 + MAX_LENGTH_BYTES);
        header.writeByte(first);
        int rest = size;
        for (; rest > LENGTH_MASK; rest >>= LENGTH_BITS) {
            header.writeByte(rest & LENGTH_MASK | MORE_LENGTH);
        }
        header.writeByte(rest);
        ByteBuf frame = Unpooled.wrappedBuffer(header, body.retainedSlice());
        Packet.Publish publish;
        try {
            publish = (Packet.Publish) decoder.decode(ctx, frame, body);
        } finally {
            frame.release();
        }
        toSkip = length - size;
        skipped = new Packet.Oversized(
                publish.topic(), toSkip, publish.qos(), publish.retain(), publish.duplicate(), publish.packetId());
        return skip();
    }

    private boolean skip() {
        int now = Math.min(toSkip, bytes.readableBytes());
        bytes.skipBytes(now);
        toSkip -= now;
        if (toSkip > 0) {
            return false;
        }
        Packet.Oversized complete = skipped;
        skipped = null;
        completed();
        receiver.received(complete);
        return true;
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        deadline.end();
        if (bytes != null) {
            bytes.release();
            bytes = null;
        }
    }
}
