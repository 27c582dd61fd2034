package io.github.camelaliyun.mqtt.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.netty.util.ReferenceCountUtil;

import java.util.List;

/**
 * Has the codec encode some packets and hands them on as one buffer: one write to the network, some records of TLS, one frame
 * of a WebSocket. A larger packet goes on in parts, so that the network's direct memory never holds all of it. It stands
 * between the codec and the network. All is on the event loop.
 */
final class BatchWriter extends ChannelOutboundHandlerAdapter {

    private ChannelHandlerContext context;
    private int expected;
    private ByteBuf gathered;
    /** What is encoded and has not been handed on; null for nothing. */
    private ByteBuf rest;

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
    }

    /** Encodes some packets, when what was encoded before has been handed on. */
    void encode(Channel channel, List<Outbox.Entry> batch) throws Exception {
        expected = 0;
        for (Outbox.Entry entry : batch) {
            expected += entry.size();
        }
        boolean encoded = false;
        try {
            ChannelHandlerContext encoder = channel.pipeline().context(MqttEncoder.class);
            for (Outbox.Entry entry : batch) {
                // Not by the pipeline, which would look for the encoder each time.
                MqttEncoder.INSTANCE.write(encoder, Outbound.message(entry.packet()), channel.voidPromise());
            }
            encoded = true;
        } finally {
            if (!encoded) {
                ReferenceCountUtil.release(gathered);
                gathered = null;
            }
        }
        rest = gathered;
        gathered = null;
    }

    /** Whether there is something to hand on. */
    boolean hasRest() {
        return rest != null;
    }

    /**
     * Hands on what is next.
     *
     * @return done when that has been handed to the network
     */
    ChannelFuture handOn() {
        ByteBuf next = rest;
        if (rest.readableBytes() > NettyLine.BATCH_BYTES) {
            next = rest.readRetainedSlice(NettyLine.BATCH_BYTES);
        } else {
            rest = null;
        }
        return context.writeAndFlush(next);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        ReferenceCountUtil.release(rest);
        rest = null;
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (!(message instanceof ByteBuf packet)) {
            // The request of a WebSocket.
            ctx.write(message, promise);
        } else if (packet.readableBytes() == expected) {
            // It is alone.
            gathered = packet;
        } else {
            if (gathered == null) {
                gathered = ctx.alloc().directBuffer(expected);
            }
            gathered.writeBytes(packet);
            packet.release();
        }
    }
}
