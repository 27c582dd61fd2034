package io.github.camelaliyun.mqtt.wire;

import io.netty.channel.ChannelHandlerContext;

import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The time that a packet has to be complete, and each part of a large one. It begins when the packet has been waited for. On
 * the event loop.
 */
final class PacketDeadline {

    /** So long a packet may take, and each part of a large one. */
    static final Duration LIMIT = Duration.ofMinutes(5);

    /** Such a part. A slow line brings it in time, one that is held open by a byte now and then does not. */
    static final int BYTES_OF_LIMIT = 65_536;

    /** Who reads the packets. */
    interface Reader {
        /** Whether a packet is being waited for. */
        boolean isWithinPacket();

        /** Whether nothing is to be read now: then no time passes. */
        boolean pauses();

        /** The time is over. */
        void late();
    }

    private final LongSupplier nanoTime;
    private final Reader reader;
    /** Which packet was waited for last, and since when. */
    private long begun = -1;

    private long begunNanos;
    /** Bytes that have come since then. */
    private long come;

    private ScheduledFuture<?> limit;

    PacketDeadline(LongSupplier nanoTime, Reader reader) {
        this.nanoTime = nanoTime;
        this.reader = reader;
    }

    /** @param number counts the packets */
    void waitFor(long number, ChannelHandlerContext ctx) {
        if (begun != number) {
            begun = number;
            restart();
            if (limit == null) {
                watch(ctx, LIMIT.toNanos());
            }
        }
    }

    /** Bytes have come. */
    void came(int bytes) {
        come += bytes;
    }

    /** The packet has its time anew. */
    void restart() {
        begunNanos = nanoTime.getAsLong();
        come = 0;
    }

    /** One timer at most: it finds out what is being waited for when it runs. */
    private void watch(ChannelHandlerContext ctx, long nanos) {
        limit = ctx.executor().schedule(() -> check(ctx), nanos, TimeUnit.NANOSECONDS);
    }

    private void check(ChannelHandlerContext ctx) {
        limit = null;
        if (!reader.isWithinPacket()) {
            return;
        }
        if (reader.pauses() || come >= BYTES_OF_LIMIT) {
            restart();
        }
        long left = begunNanos + LIMIT.toNanos() - nanoTime.getAsLong();
        if (left > 0) {
            watch(ctx, left);
        } else {
            reader.late();
        }
    }

    void end() {
        if (limit != null) {
            limit.cancel(false);
        }
    }
}
