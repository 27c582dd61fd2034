package io.github.camelaliyun.mqtt.sandbox;

import io.netty.channel.ChannelPromise;
import io.netty.util.ReferenceCountUtil;

import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.Queue;

/** Packets of the broker's that have not gone out, in order. For one event loop. */
final class HeldPackets {

    record Held(Object packet, ChannelPromise promise) {}

    private final Queue<Held> packets = new ArrayDeque<>();

    void add(Object packet, ChannelPromise promise) {
        packets.add(new Held(packet, promise));
    }

    boolean isEmpty() {
        return packets.isEmpty();
    }

    /** The oldest; null if there is none. */
    Held poll() {
        return packets.poll();
    }

    /** The connection is gone: whoever waits for one of them is told that it was not sent. */
    void abandon() {
        for (Held held = packets.poll(); held != null; held = packets.poll()) {
            ReferenceCountUtil.release(held.packet());
            held.promise().tryFailure(new ClosedChannelException());
        }
    }
}
