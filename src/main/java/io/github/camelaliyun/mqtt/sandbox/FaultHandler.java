package io.github.camelaliyun.mqtt.sandbox;

import com.hivemq.mqtt.message.disconnect.DISCONNECT;
import com.hivemq.mqtt.message.puback.PUBACK;
import com.hivemq.mqtt.message.publish.PUBLISH;
import io.github.camelaliyun.mqtt.service.Printable;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.util.ReferenceCountUtil;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;

/**
 * Does to one connection what {@link ClientFaults} says. It stands next to the codec, where the broker does not see what it
 * holds back; all its methods run on the connection's event loop but {@link #obey}.
 */
final class FaultHandler extends ChannelDuplexHandler {

    private static final Logger LOG = LoggerFactory.getLogger(FaultHandler.class);
    private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final String clientId;
    private final ClientFaults faults;
    private final Queue<Object> unread = new ArrayDeque<>();
    private final HeldPackets unsent = new HeldPackets();
    private boolean closing;
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
        obey();
    }

    /** The connection has ended, or the broker stops. */
    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        faults.closed(this);
        unread.forEach(ReferenceCountUtil::release);
        unread.clear();
        unsent.abandon();
    }

    /**
     * Stalls, or lets what was held back go on. Which of the two is decided on the event loop: then the last call of several
     * threads' counts, as it does in the faults.
     */
    void obey() {
        ChannelHandlerContext ctx = context;
        ctx.executor().execute(() -> {
            if (faults.isStalled()) {
                ctx.channel().config().setAutoRead(false);
            } else {
                goOn(ctx);
            }
        });
    }

    private void goOn(ChannelHandlerContext ctx) {
        while (!faults.isStalled() && !unsent.isEmpty()) {
            HeldPackets.Held held = unsent.poll();
            send(ctx, held.packet(), held.promise());
        }
        ctx.flush();
        while (!faults.isStalled() && !unread.isEmpty()) {
            receive(ctx, unread.poll());
        }
        ctx.fireChannelReadComplete();
        if (!faults.isStalled()) {
            ctx.channel().config().setAutoRead(true);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object packet) {
        if (faults.isStalled() || !unread.isEmpty()) {
            unread.add(packet);
        } else {
            receive(ctx, packet);
        }
    }

    private void receive(ChannelHandlerContext ctx, Object packet) {
        if (closing) {
            ReferenceCountUtil.release(packet);
        } else if (packet instanceof PUBLISH && isTooMany()) {
            LOG.warn(
                    "sandbox closed the connection of {}: more than {} PUBLISH packets in a second; the service closes"
                            + " connections where the instance's TPS is exceeded",
                    Printable.of(clientId),
                    faults.publishesPerSecond());
            // What else has been read already is not the broker's any more.
            closing = true;
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
        publishesOfSecond++;
        return most > 0 && publishesOfSecond > most;
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object packet, ChannelPromise promise) {
        if (!faults.isStalled() && unsent.isEmpty()) {
            send(ctx, packet, promise);
        } else if (packet instanceof DISCONNECT) {
            // The broker closes the connection once this is written: it does not reach the client on a stalled network.
            swallow(packet, promise);
        } else {
            unsent.add(packet, promise);
        }
    }

    private void send(ChannelHandlerContext ctx, Object packet, ChannelPromise promise) {
        if (packet instanceof PUBACK && faults.dropsAcknowledgement()) {
            swallow(packet, promise);
        } else {
            ctx.write(packet, promise);
        }
    }

    private static void swallow(Object packet, ChannelPromise promise) {
        ReferenceCountUtil.release(packet);
        promise.setSuccess();
    }
}
