package io.github.camelaliyun.mqtt.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.util.ReferenceCountUtil;

import java.io.EOFException;

/**
 * Carries bytes in the frames of a WebSocket. Packets and frames need not begin together (MQTT 3.1.1, 6.0.0-2): what arrives
 * is one stream. What leaves is in frames that a server takes by default, and each is whole, since not every server puts
 * fragments together.
 */
final class WebSocketFrames extends ChannelDuplexHandler {

    private final NettyLine line;
    private final boolean quotes;
    private ChannelHandlerContext context;
    /** Nothing may be sent behind a close frame (RFC 6455, 5.5.1). */
    private boolean closing;

    /** @param quotes whether the server's words may be shown: it knows nothing that must not be */
    WebSocketFrames(NettyLine line, boolean quotes) {
        this.line = line;
        this.quotes = quotes;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
    }

    /** Says that nothing more comes from here (RFC 6455, 5.5.1). */
    void close() {
        closing = true;
        context.writeAndFlush(new CloseWebSocketFrame(WebSocketCloseStatus.NORMAL_CLOSURE));
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object read) {
        if (read instanceof BinaryWebSocketFrame frame) {
            ctx.fireChannelRead(frame.content());
        } else if (read instanceof ContinuationWebSocketFrame frame) {
            ctx.fireChannelRead(frame.content());
        } else if (read instanceof PingWebSocketFrame ping
                && !closing
                && ctx.channel().isWritable()) {
            ctx.writeAndFlush(new PongWebSocketFrame(ping.content()));
        } else {
            // A ping too that finds much waiting to be sent: only the latest must be answered (RFC 6455, 5.5.3).
            try {
                other(ctx, read);
            } finally {
                ReferenceCountUtil.release(read);
            }
        }
    }

    private void other(ChannelHandlerContext ctx, Object read) {
        if (read instanceof CloseWebSocketFrame close) {
            if (!closing) {
                ctx.writeAndFlush(
                        close.statusCode() < 0
                                ? new CloseWebSocketFrame()
                                : new CloseWebSocketFrame(close.statusCode(), ""));
            }
            line.end(new EOFException("WebSocket close code " + (close.statusCode() < 0 ? "none" : close.statusCode())
                    + (!quotes || close.reasonText().isEmpty() ? "" : ", " + close.reasonText())));
        } else if (read instanceof TextWebSocketFrame) {
            ctx.writeAndFlush(new CloseWebSocketFrame(WebSocketCloseStatus.INVALID_MESSAGE_TYPE));
            line.end(new MalformedPacketException("a WebSocket frame with text (6.0.0-1)"));
        }
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        ctx.write(message instanceof ByteBuf bytes ? new BinaryWebSocketFrame(bytes) : message, promise);
    }
}
