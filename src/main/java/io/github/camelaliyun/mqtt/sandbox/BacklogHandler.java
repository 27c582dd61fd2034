package io.github.camelaliyun.mqtt.sandbox;

import com.hivemq.mqtt.message.publish.PUBLISH;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;

import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Sends one connection in batches what had waited for its client. It stands between the broker, which takes all for sent, and
 * {@link Resender}, which counts from when a message really goes out. All its methods run on the connection's event loop.
 */
final class BacklogHandler extends ChannelOutboundHandlerAdapter {

    private final ClientFaults.Batches batches;
    private final long connectedMillis = System.currentTimeMillis();
    private final HeldPackets backlog = new HeldPackets();
    private int sentOfBatch;
    private ScheduledFuture<?> nextBatch;

    BacklogHandler(ClientFaults.Batches batches) {
        this.batches = batches;
    }

    /** The connection has ended, or the broker stops: what is left is sent with the next one. */
    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        if (nextBatch != null) {
            nextBatch.cancel(false);
        }
        backlog.abandon();
    }

    @Override
    public void write(ChannelHandlerContext context, Object packet, ChannelPromise promise) {
        if (!(packet instanceof PUBLISH publish) || publish.getTimestamp() >= connectedMillis) {
            context.write(packet, promise);
            return;
        }
        if (nextBatch == null) {
            beginBatch(context);
        }
        if (sentOfBatch < batches.size()) {
            sentOfBatch++;
            context.write(packet, promise);
        } else {
            backlog.add(packet, promise);
        }
    }

    private void beginBatch(ChannelHandlerContext context) {
        sentOfBatch = 0;
        nextBatch = context.executor()
                .schedule(() -> sendBatch(context), batches.pause().toNanos(), TimeUnit.NANOSECONDS);
    }

    private void sendBatch(ChannelHandlerContext context) {
        nextBatch = null;
        if (backlog.isEmpty()) {
            return;
        }
        beginBatch(context);
        while (!backlog.isEmpty() && sentOfBatch < batches.size()) {
            HeldPackets.Held held = backlog.poll();
            sentOfBatch++;
            context.write(held.packet(), held.promise());
        }
        context.flush();
    }
}
