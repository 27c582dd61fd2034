package io.github.camelaliyun.mqtt.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.netty.handler.proxy.ProxyHandler;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/**
 * The steps from a network connection to an open line: the proxy, TLS, the host name, the WebSocket, each as far as the
 * server's address wants it. They have one limit together. On the line's event loop.
 */
final class Opening {

    /** Before this handler stands what carries MQTT; behind it is the first one that knows packets. */
    private static final String GATE = "gate";

    /** The framer has its own limit, which is lower or as high. */
    private static final int ANY_LENGTH = 268_435_455;

    /**
     * Of bytes from a server: what comes while a trust manager is at work is gathered. The JVM takes no longer messages of a
     * handshake than 32 KiB each.
     */
    private static final int MOST_BEFORE_OPEN = 1_048_576;

    private final NettyLine line;
    private final ServerUri server;
    private final Tls tls;
    private final LineOptions options;
    private ProxyHandler proxy;
    private String step = "";
    /** What a failure means in this step. */
    private UnaryOperator<Throwable> failure = LineFailure::of;

    /** Null before the begin and after the end. */
    private ScheduledFuture<?> limit;

    private boolean early;
    private int arrived;

    /** @param tls null for none */
    Opening(NettyLine line, ServerUri server, Tls tls, LineOptions options) {
        this.line = line;
        this.server = server;
        this.tls = tls;
        this.options = options;
    }

    /** @param through null for no proxy */
    void prepare(Channel channel, ProxyHandler through, PacketFramer framer, BatchWriter writer) {
        proxy = through;
        ChannelPipeline pipeline = channel.pipeline();
        pipeline.addLast(new Front());
        if (proxy != null) {
            pipeline.addLast(proxy);
            pipeline.addBefore(pipeline.context(proxy).name(), null, new ProxyAnswers(proxy.protocol()));
        }
        pipeline.addLast(GATE, new Gate())
                .addLast(framer)
                .addLast(new MqttDecoder(ANY_LENGTH))
                .addLast(writer)
                .addLast(MqttEncoder.INSTANCE)
                .addLast(framer.decoded())
                .addLast(new Back());
    }

    /** The network connection is there. */
    void begin(Channel channel) {
        long millis = options.connectTimeout().toMillis();
        limit = channel.eventLoop()
                .schedule(
                        () -> line.end(new SocketTimeoutException(step + " did not end within " + millis + " ms")),
                        millis,
                        TimeUnit.MILLISECONDS);
        channel.closeFuture().addListener(closed -> noLimit());
        if (proxy == null) {
            secure(channel);
        } else {
            step("the proxy's handshake", proxy.connectFuture(), LineFailure::ofProxy, () -> secure(channel));
        }
    }

    private void noLimit() {
        if (limit != null) {
            limit.cancel(false);
            limit = null;
        }
    }

    private void secure(Channel channel) {
        if (tls == null) {
            upgrade(channel);
            return;
        }
        SslHandler handler = tls.handler();
        channel.pipeline().addBefore(GATE, null, handler);
        step("the TLS handshake", handler.handshakeFuture(), LineFailure::ofTls, () -> verify(channel));
    }

    private void verify(Channel channel) {
        if (!tls.hasVerifier()) {
            upgrade(channel);
            return;
        }
        step = "the host name verifier";
        tls.calls().execute(() -> {
            try {
                tls.verify();
                channel.eventLoop().execute(() -> guarded(() -> upgrade(channel)));
            } catch (Throwable e) {
                line.cut(e);
            }
        });
    }

    private void upgrade(Channel channel) {
        if (!server.webSocket()) {
            opened(channel);
            return;
        }
        WebSocketOpening handshake = new WebSocketOpening(server, options, line);
        channel.pipeline().addBefore(GATE, null, new HttpClientCodec()).addBefore(GATE, null, handshake);
        step(
                "the WebSocket handshake",
                handshake.begin(channel),
                thrown -> LineFailure.ofWebSocket(server, thrown),
                () -> opened(channel));
    }

    private void opened(Channel channel) {
        noLimit();
        channel.pipeline().remove(GATE);
        if (early) {
            throw new IllegalStateException("bytes before CONNECT was sent");
        }
        line.opened();
    }

    private void step(String name, Future<?> done, UnaryOperator<Throwable> meaning, Runnable next) {
        step = name;
        failure = meaning;
        done.addListener(ended -> {
            if (ended.isSuccess()) {
                failure = LineFailure::of;
                guarded(next);
            } else {
                failed(ended.cause());
            }
        });
    }

    private void failed(Throwable thrown) {
        line.end(failure.apply(thrown));
    }

    private void guarded(Runnable next) {
        try {
            next.run();
        } catch (Throwable e) {
            line.end(LineFailure.of(e));
        }
    }

    /** The first handler, which every byte passes. */
    private final class Front extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object read) {
            line.arriving();
            if (limit != null && read instanceof ByteBuf bytes) {
                arrived += bytes.readableBytes();
                if (arrived > MOST_BEFORE_OPEN) {
                    bytes.release();
                    line.end(
                            new IOException("more than " + MOST_BEFORE_OPEN + " bytes came before " + step + " ended"));
                    return;
                }
            }
            if (!server.webSocket()) {
                line.heard();
            }
            ctx.fireChannelRead(read);
        }

        /**
         * Passes by TLS, which would want the engine's lock; a key or trust manager that does not return has it, and would
         * keep the event loop with all its lines.
         */
        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            ChannelHandlerContext secured = ctx.pipeline().context(SslHandler.class);
            (secured == null ? ctx : secured).fireChannelInactive();
        }
    }

    /**
     * Lets no bytes pass before the line is open: a server says nothing before CONNECT. What a proxy says behind its answer
     * would be taken for the beginning of what TLS protects.
     */
    private final class Gate extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object read) {
            early |= !(read instanceof ByteBuf bytes) || bytes.isReadable();
            ReferenceCountUtil.release(read);
        }
    }

    /** The last handler. */
    private final class Back extends ChannelInboundHandlerAdapter {
        @Override
        public void channelReadComplete(ChannelHandlerContext ctx) {
            line.idle();
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext ctx) {
            line.write();
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            failed(new EOFException());
        }

        /** The server has said goodbye in TLS: nothing more comes, whether it closes the network connection or not. */
        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event instanceof SslCloseCompletionEvent said && said.isSuccess()) {
                failed(new EOFException());
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            failed(cause);
        }
    }
}
