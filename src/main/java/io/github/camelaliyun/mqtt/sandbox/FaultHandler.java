package io.github.camelaliyun.mqtt.sandbox;

import com.hivemq.mqtt.message.puback.PUBACK;
import com.hivemq.mqtt.message.publish.PUBLISH;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.util.ReferenceCountUtil;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Does to one connection what {@link ClientFaults} says. It stands next to the codec, where the broker does not see what it
 * holds back; all its methods run on the connection's event loop but {@link #stall} and {@link #resume}.
 */
final class FaultHandler extends ChannelDuplexHandler {

    private static final Logger LOG = LoggerFactory.getLogger(FaultHandler.class);
    private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

    private record Held(Object packet, ChannelPromise promise) {}

    private final String clientId;
    private final ClientFaults faults;
    private final long connectedMillis = System.currentTimeMillis();
    private final Queue<Object> unread = new ArrayDeque<>();
    private final Queue<Held> unsent = new ArrayDeque<>();
    private final Queue<Held> backlog = new ArrayDeque<>();
    private int sentOfBatch;
    private ScheduledFuture<?> nextBatch;
    private int publishesOfSecond;
    private long secondBegan;
    private volatile ChannelHandlerContext context;

    FaultHandler(String clientId, ClientFaults faults) {
        this.clientId = clientId;
        this.faults = faults;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        faults.opened(this);
        if (faults.isStalled()) {
            stall();
        }
    }

    /** The connection has ended, or the broker stops. */
    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        faults.closed(this);
        if (nextBatch != null) {
            nextBatch.cancel(false);
        }
        unread.forEach(ReferenceCountUtil::release);
        unsent.forEach(held -> ReferenceCountUtil.release(held.packet()));
        backlog.forEach(held -> ReferenceCountUtil.release(held.packet()));
    }

    /** Nothing is read and nothing sent from now on, as on a network that has stalled. */
    void stall() {
        context.executor().execute(() -> context.channel().config().setAutoRead(false));
    }

    /** What was held back goes on. */
    void resume() {
        ChannelHandlerContext ctx = context;
        ctx.executor().execute(() -> {
            for (Held held = unsent.poll(); held != null; held = unsent.poll()) {
                write(ctx, held.packet(), held.promise());
            }
            ctx.flush();
            for (Object packet = unread.poll(); packet != null; packet = unread.poll()) {
                channelRead(ctx, packet);
            }
            ctx.channel().config().setAutoRead(true);
        });
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object packet) {
        if (faults.isStalled()) {
            unread.add(packet);
        } else if (packet instanceof PUBLISH && isTooMany()) {
            LOG.warn(
                    "sandbox closed the connection of {}: more than {} PUBLISH packets in a second; the service closes"
                            + " connections where the instance's TPS is exceeded",
                    Refusal.printable(clientId),
                    faults.publishesPerSecond());
            ReferenceCountUtil.release(packet);
            ctx.close();
        } else {
            ctx.fireChannelRead(packet);
        }
    }

    private boolean isTooMany() {
        int most = faults.publishesPerSecond();
        long now = System.nanoTime();
        if (now - secondBegan >= SECOND_NANOS) {
            secondBegan = now;
            publishesOfSecond = 0;
        }
        return most > 0 && ++publishesOfSecond > most;
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object packet, ChannelPromise promise) {
        if (faults.isStalled()) {
            unsent.add(new Held(packet, promise));
        } else if (packet instanceof PUBACK && faults.dropsAcknowledgement()) {
            ReferenceCountUtil.release(packet);
            promise.setSuccess();
        } else if (packet instanceof PUBLISH publish && waitsForItsBatch(publish)) {
            backlog.add(new Held(packet, promise));
        } else {
            ctx.write(packet, promise);
        }
    }

    /** One that was there before the client came goes with its batch. */
    private boolean waitsForItsBatch(PUBLISH publish) {
        ClientFaults.Batches batches = faults.batches();
        if (batches.size() == 0 || publish.getTimestamp() >= connectedMillis) {
            return false;
        }
        if (nextBatch == null) {
            startPause(batches);
        }
        if (sentOfBatch < batches.size()) {
            sentOfBatch++;
            return false;
        }
        return true;
    }

    private void startPause(ClientFaults.Batches batches) {
        sentOfBatch = 0;
        nextBatch = context.executor().schedule(this::sendBatch, batches.pause().toNanos(), TimeUnit.NANOSECONDS);
    }

    private void sendBatch() {
        ClientFaults.Batches batches = faults.batches();
        nextBatch = null;
        if (backlog.isEmpty()) {
            return;
        }
        if (batches.size() > 0) {
            startPause(batches);
        }
        while (!backlog.isEmpty() && (batches.size() == 0 || sentOfBatch < batches.size())) {
            Held held = backlog.poll();
            sentOfBatch++;
            context.write(held.packet(), held.promise());
        }
        context.flush();
    }
}
