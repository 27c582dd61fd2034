package io.github.camelaliyun.mqtt.sandbox;

import io.github.camelaliyun.mqtt.service.ServiceLimits;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Bounds what a connection may cost before it has sent a CONNECT: bytes, those of a TLS handshake and of a WebSocket included,
 * and time. It is the first to read, and leaves after CONNECT. One for each connection, on its event loop.
 */
final class ConnectLimit extends ChannelInboundHandlerAdapter {

    /** Twice the packet limit leaves room for a handshake, and for what the client has sent behind its CONNECT. */
    static final int MAX_BYTES = 2 * ServiceLimits.MAX_PACKET_BYTES;

    /** Of all connections without a CONNECT together. */
    static final long MAX_BYTES_OF_ALL = 16L * 1024 * 1024;

    /** What one connection may have sent in any case, so that the others keep no client out. */
    static final int FREE_BYTES = 8 * 1024;

    static final long MAX_SECONDS = 10;

    private static final int TLS_HANDSHAKE = 0x16;

    private final AtomicLong bytesOfAll;
    private final boolean tls;
    private long bytes;
    private ScheduledFuture<?> timeout;

    /**
     * @param bytesOfAll shared by all connections of a sandbox
     * @param tls whether the connection has to begin with a TLS handshake, else it may not
     */
    ConnectLimit(AtomicLong bytesOfAll, boolean tls) {
        this.bytesOfAll = bytesOfAll;
        this.tls = tls;
    }

    /** Once a whole CONNECT is there. */
    static void connected(Channel connection) {
        if (connection.pipeline().get(ConnectLimit.class) != null) {
            connection.pipeline().remove(ConnectLimit.class);
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        timeout = ctx.executor()
                .schedule(
                        () -> refuse(
                                ctx,
                                "no CONNECT within " + MAX_SECONDS + " s of the connection",
                                "MQTT 3.1.1, 3.1.4: a server closes a connection without CONNECT after a reasonable time"),
                        MAX_SECONDS,
                        TimeUnit.SECONDS);
    }

    /** Connected, or closed. */
    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        timeout.cancel(false);
        bytesOfAll.addAndGet(-bytes);
        bytes = 0;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object read) {
        if (Refusal.isClosing(ctx.channel())) {
            ReferenceCountUtil.release(read);
            return;
        }
        if (read instanceof ByteBuf buffer && !allows(ctx, buffer)) {
            buffer.release();
            return;
        }
        ctx.fireChannelRead(read);
    }

    private boolean allows(ChannelHandlerContext ctx, ByteBuf buffer) {
        if (bytes == 0 && buffer.isReadable()) {
            boolean handshake = buffer.getByte(buffer.readerIndex()) == TLS_HANDSHAKE;
            if (handshake != tls) {
                refuse(
                        ctx,
                        tls
                                ? "bytes that are not TLS, on a port of ssl:// or wss://"
                                : "TLS, on a port of tcp:// or ws://",
                        "the ports of ssl:// and wss:// speak TLS from the first byte on, the others never");
                return false;
            }
        }
        bytes += buffer.readableBytes();
        long all = bytesOfAll.addAndGet(buffer.readableBytes());
        if (bytes > MAX_BYTES) {
            refuse(ctx, bytes + " bytes without a whole CONNECT", Refusal.PACKET_SIZE);
        } else if (all > MAX_BYTES_OF_ALL && bytes > FREE_BYTES) {
            refuse(
                    ctx,
                    bytes + " bytes without a whole CONNECT, while all such connections have sent " + all,
                    "none of its pages has one; the sandbox holds " + MAX_BYTES_OF_ALL + " bytes for them together");
        }
        return !Refusal.isClosing(ctx.channel());
    }

    private static void refuse(ChannelHandlerContext ctx, String what, String rule) {
        Refusal.close(what, rule).log(ClientName.of(ctx.channel()), ctx.channel());
        ctx.channel().close();
    }
}
