package io.github.camelaliyun.mqtt.wire;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshakeException;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshakerFactory;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import io.netty.util.ReferenceCountUtil;

import java.io.IOException;
import java.net.URI;

/** The opening handshake of a WebSocket (RFC 6455, 4.1), with the subprotocol {@code mqtt} (MQTT 3.1.1, 6). */
final class WebSocketOpening extends ChannelInboundHandlerAdapter {

    private static final String SUBPROTOCOL = "mqtt";
    private static final String DECODER = "ws-decoder";

    /** Of the handshaker's own closing, which is not used. */
    private static final long CLOSE_LIMIT_MILLIS = 10_000;

    private final WebSocketClientHandshaker handshaker;
    private final UpgradeRefusal refusal;
    private final NettyLine line;
    private final boolean quotes;
    private ChannelPromise done;

    WebSocketOpening(ServerUri server, LineOptions options, NettyLine line) {
        this.line = line;
        HttpHeaders headers = new DefaultHttpHeaders();
        if (options.transport().webSocketHeaders() != null) {
            options.transport().webSocketHeaders().forEach((name, value) -> headers.set(String.valueOf(name), value));
        }
        // A query or a header may be a login, and a gateway may say what it was asked with.
        quotes = headers.isEmpty() && server.path().indexOf('?') < 0;
        refusal = new UpgradeRefusal(server, quotes);
        if (!headers.contains(HttpHeaderNames.HOST)) {
            headers.set(HttpHeaderNames.HOST, server.authority());
        }
        handshaker = WebSocketClientHandshakerFactory.newHandshaker(
                URI.create(server.scheme() + "://" + server.authority() + server.path()),
                WebSocketVersion.V13,
                SUBPROTOCOL,
                false,
                headers,
                FrameSplitter.MOST_BYTES,
                true,
                false,
                CLOSE_LIMIT_MILLIS,
                false,
                // Only browsers have one (RFC 6455, 4.1); and Netty finds none for a host with an underscore.
                false);
    }

    /** To be called when this handler and the codec of HTTP are in the pipeline. */
    ChannelPromise begin(Channel channel) {
        done = channel.newPromise();
        handshaker.handshake(channel).addListener(sent -> {
            if (!sent.isSuccess()) {
                done.tryFailure(sent.cause());
            }
        });
        return done;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object read) {
        try {
            if (read instanceof HttpResponse response && !done.isDone()) {
                answered(ctx, response);
            }
        } finally {
            ReferenceCountUtil.release(read);
        }
    }

    private void answered(ChannelHandlerContext ctx, HttpResponse response) {
        HttpResponseStatus status = response.status();
        if (response.decoderResult().cause() instanceof TooLongFrameException) {
            done.tryFailure(new RefusedException(refusal.ofLength()));
        } else if (response.decoderResult().isFailure()) {
            done.tryFailure(new RefusedException(refusal.ofNoHttp()));
        } else if (status.code() != HttpResponseStatus.SWITCHING_PROTOCOLS.code()) {
            done.tryFailure(new RefusedException(refusal.ofStatus(response)));
        } else {
            FullHttpResponse whole = new DefaultFullHttpResponse(response.protocolVersion(), status);
            try {
                whole.headers().set(response.headers());
                handshaker.finishHandshake(ctx.channel(), whole);
            } catch (WebSocketClientHandshakeException e) {
                done.tryFailure(new RefusedException(refusal.ofUpgrade(response, SUBPROTOCOL)));
                return;
            } finally {
                whole.release();
            }
            ctx.pipeline().addBefore(DECODER, null, new FrameSplitter(line::heard));
            ctx.pipeline().replace(this, null, new WebSocketFrames(line, quotes));
            done.trySuccess();
        }
    }

    /** The server answers, but with no WebSocket. No failure of the network, which a plain {@code IOException} of Netty is. */
    private static final class RefusedException extends IOException {
        private static final long serialVersionUID = 1L;

        RefusedException(String message) {
            super(message);
        }
    }
}
