package io.github.camelaliyun.mqtt.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttEncoder;

import java.util.ArrayList;
import java.util.List;

/** Packets to bytes and back, without a network. */
final class PacketBytes {

    private final List<Packet> packets = new ArrayList<>();
    private final EmbeddedChannel channel;
    private Throwable failure;
    boolean paused;

    PacketBytes(int maxPacketSize) {
        PacketFramer framer = new PacketFramer(maxPacketSize, new Collector());
        channel = new EmbeddedChannel(framer, new MqttDecoder(268_435_455), framer.decoded());
    }

    /** What is complete after these bytes too. */
    List<Packet> decode(byte[]... bytes) {
        for (byte[] some : bytes) {
            channel.writeInbound(Unpooled.wrappedBuffer(some));
        }
        List<Packet> complete = List.copyOf(packets);
        packets.clear();
        return complete;
    }

    /** Why the line would end; null if it would not. */
    Throwable failure() {
        return failure;
    }

    void close() {
        channel.finishAndReleaseAll();
    }

    static byte[] encode(Packet packet) {
        Outbound.size(packet);
        EmbeddedChannel encoder = new EmbeddedChannel(MqttEncoder.INSTANCE);
        encoder.writeOutbound(Outbound.message(packet));
        ByteBuf encoded = encoder.readOutbound();
        byte[] bytes = ByteBufUtil.getBytes(encoded);
        encoded.release();
        return bytes;
    }

    private final class Collector implements PacketFramer.Receiver {
        @Override
        public boolean pauses() {
            return paused || failure != null;
        }

        @Override
        public void received(Packet packet) {
            packets.add(packet);
        }

        @Override
        public void failed(Throwable cause) {
            failure = cause;
        }
    }
}
