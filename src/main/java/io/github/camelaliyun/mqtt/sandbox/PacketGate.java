package io.github.camelaliyun.mqtt.sandbox;

import io.github.camelaliyun.mqtt.service.ServiceLimits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.mqtt.MqttMessageType;

import java.util.List;
import java.util.Optional;

/**
 * Lets whole packets through to the broker's decoder, and ends the connection of a client whose packet is broken or too large
 * as soon as that shows, with one line that has the rule. A client of MQTT 5 is told of it by the broker: what it sends then
 * goes through. One for each connection, on its event loop.
 */
final class PacketGate extends ByteToMessageDecoder {

    private static final byte[] UNACCEPTABLE_LEVEL = {0x20, 2, 0, 1};
    private static final byte[] BAD_CLIENT_ID = {0x20, 2, 0, 2};

    private static final int MAX_LENGTH_BYTES = 4;
    private static final int LENGTH_BITS = 7;
    private static final int MORE = 0x80;
    private static final int RETAINED = 1;
    private static final int MAX_BYTES_WITHOUT_RULES = 16 * 1024 * 1024;
    private static final String SIZE_WITHOUT_RULES =
            "none, for it is switched off; the sandbox holds no packet of more than " + MAX_BYTES_WITHOUT_RULES
                    + " bytes";

    private final TopicRules rules;
    /** Of the protocol; 0 before CONNECT. */
    private int level;

    private boolean passing;

    PacketGate(TopicRules rules) {
        this.rules = rules;
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        if (passing) {
            out.add(in.readRetainedSlice(in.readableBytes()));
            return;
        }
        try {
            int length = lengthOfWholePacket(in);
            if (length > 0) {
                readPacket(ctx, in.slice(in.readerIndex(), length));
                if (!Refusal.isClosing(ctx.channel())) {
                    out.add(in.readRetainedSlice(length));
                }
            }
        } catch (BrokenPacketException e) {
            refuse(ctx, e.refusal(), Unpooled.EMPTY_BUFFER);
        }
        if (passing) {
            out.add(in.readRetainedSlice(in.readableBytes()));
        } else if (Refusal.isClosing(ctx.channel())) {
            in.skipBytes(in.readableBytes());
        }
    }

    /** 0 while it is not there yet. */
    private int lengthOfWholePacket(ByteBuf in) throws BrokenPacketException {
        int start = in.readerIndex();
        int first = in.getUnsignedByte(start);
        if (level != ConnectHeader.MQTT_5 && level != ConnectHeader.MQTT_3_1) {
            PacketRules.checkHeader(first, level != 0);
        } else if (MqttMessageType.CONNECT.value() == first >> 4) {
            PacketRules.checkHeader(first, true);
        }
        int remaining = 0;
        for (int i = 0; i < MAX_LENGTH_BYTES; i++) {
            if (in.readableBytes() < i + 2) {
                return 0;
            }
            int next = in.getUnsignedByte(start + 1 + i);
            remaining |= (next & MORE - 1) << LENGTH_BITS * i;
            if ((next & MORE) == 0) {
                int length = 2 + i + remaining;
                requireSize(first >> 4, length);
                return in.readableBytes() < length ? 0 : length;
            }
        }
        throw new BrokenPacketException(
                "a packet with a remaining length of more than four bytes",
                "2.2.3",
                "that length has four bytes at most");
    }

    /** Without the rules too there is a limit: the sandbox holds a packet until it is whole. */
    private void requireSize(int type, int length) throws BrokenPacketException {
        // A client that is not connected may have no right to be here.
        boolean ofService = level == 0 || rules.inForce();
        if (length > (ofService ? ServiceLimits.MAX_PACKET_BYTES : MAX_BYTES_WITHOUT_RULES)) {
            throw new BrokenPacketException(Refusal.close(
                    "a packet of type " + MqttMessageType.valueOf(type) + " of " + length + " bytes",
                    ofService ? Refusal.PACKET_SIZE : SIZE_WITHOUT_RULES));
        }
    }

    private void readPacket(ChannelHandlerContext ctx, ByteBuf packet) throws BrokenPacketException {
        int first = packet.readUnsignedByte();
        while ((packet.readByte() & MORE) != 0) {
            // The remaining length has been read.
        }
        if (level == 0) {
            readConnect(ctx, packet);
        } else if (level == ConnectHeader.MQTT_3_1_1) {
            int bytes = packet.readableBytes();
            MqttMessageType type = MqttMessageType.valueOf(first >> 4);
            String topic = PacketRules.checkBody(type, first, packet);
            if (topic != null && (first & RETAINED) != 0) {
                // The broker refuses that by itself, without a word.
                Optional<Refusal> retained = rules.publish(topic, true, bytes);
                retained.ifPresent(refusal -> refuse(ctx, refusal, Unpooled.EMPTY_BUFFER));
            }
        }
    }

    private void readConnect(ChannelHandlerContext ctx, ByteBuf packet) throws BrokenPacketException {
        ConnectHeader connect = ConnectHeader.read(packet);
        level = connect.level();
        if (connect.clientId() == null || (level == ConnectHeader.MQTT_3_1 && rules.inForce())) {
            refuse(
                    ctx,
                    Refusal.close(
                            "CONNECT with the protocol level " + level,
                            "it speaks MQTT 3.1.1 (level 4) and MQTT 5 (level 5), nothing is said of others"),
                    Unpooled.wrappedBuffer(UNACCEPTABLE_LEVEL));
        } else if (connect.clientId().isEmpty() && level != ConnectHeader.MQTT_5) {
            refuse(
                    ctx,
                    Refusal.close("CONNECT with an empty clientId", "a clientId is <Group ID>@@@<Device ID>"),
                    Unpooled.wrappedBuffer(BAD_CLIENT_ID));
        } else {
            if (!connect.clientId().isEmpty()) {
                ClientName.set(ctx.channel(), connect.clientId());
            }
            ConnectLimit.connected(ctx.channel());
        }
    }

    private void refuse(ChannelHandlerContext ctx, Refusal refusal, ByteBuf answer) {
        refusal.log(ClientName.of(ctx.channel()), ctx.channel());
        if (level == ConnectHeader.MQTT_5) {
            passing = true;
        } else {
            ctx.writeAndFlush(answer).addListener(ChannelFutureListener.CLOSE);
        }
    }
}
