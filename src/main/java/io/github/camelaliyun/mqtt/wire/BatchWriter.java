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
 * Has the codec encode some packets and hands them on as one buffer: one write to the network, one record of TLS, one frame
 * of a WebSocket. It stands between the codec and the network.
 */
final class BatchWriter extends ChannelOutboundHandlerAdapter {

    private ChannelHandlerContext context;
    private int expected;
    private ByteBuf gathered;

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
    }

    /**
     * On the event loop.
     *
     * @return done when all have been handed to the network
     */
    ChannelFuture write(Channel channel, List<Outbox.Entry> batch) throws Exception {
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
        ByteBuf all = gathered;
        gathered = null;
        return context.writeAndFlush(all);
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
