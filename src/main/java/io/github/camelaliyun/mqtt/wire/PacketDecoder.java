package io.github.camelaliyun.mqtt.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.util.ReferenceCountUtil;

/** Has the codec of a pipeline read one packet, to its last byte. On the event loop. */
final class PacketDecoder {

    private static final int ID = 2;

    private ChannelHandlerContext codec;
    /** What the codec has made of the present packet. */
    private MqttMessage message;

    /** The handler behind the codec. */
    ChannelInboundHandlerAdapter decoded() {
        return new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext ctx, Object read) {
                if (read instanceof MqttMessage decoded && message == null) {
                    message = decoded;
                } else {
                    ReferenceCountUtil.release(read);
                }
            }
        };
    }

    /**
     * @param ctx of a handler before the codec
     * @param frame the whole packet, which stays the caller's
     * @param body the packet's bytes behind its fixed header
     */
    Packet decode(ChannelHandlerContext ctx, ByteBuf frame, ByteBuf body) throws Exception {
        message = null;
        try {
            if (codec == null) {
                codec = ctx.pipeline().context(MqttDecoder.class);
            }
            // Not by the pipeline, which has nothing between.
            ((MqttDecoder) codec.handler()).channelRead(codec, frame.retain());
            if (message == null) {
                throw new MalformedPacketException("a packet that ends within one of its fields");
            }
            Packet packet = PacketCheck.packet(message, body);
            if (frame.isReadable()) {
                // As the codec of another version of Netty may do: it would begin the next packet with it.
                throw new MalformedPacketException(message.fixedHeader().messageType() + " with bytes behind its end");
            }
            return packet;
        } finally {
            ReferenceCountUtil.release(message);
            message = null;
        }
    }

    /**
     * The codec would be of no more use after a return code that is reserved. But that one filter is answered with nonsense
     * is no reason to part from all the others, so whoever asked for it is told the codes as they came.
     *
     * @param bodyAt where the body begins in the frame
     */
    Packet decodeSuback(ChannelHandlerContext ctx, ByteBuf frame, int bodyAt, ByteBuf body) throws Exception {
        ByteBuf granted = frame.copy();
        try {
            for (int at = bodyAt + ID; at < granted.writerIndex(); at++) {
                granted.setByte(at, 0);
            }
            return decode(ctx, granted, body);
        } finally {
            granted.release();
        }
    }
}
