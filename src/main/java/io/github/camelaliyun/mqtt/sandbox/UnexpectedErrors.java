package io.github.camelaliyun.mqtt.sandbox;

import io.github.camelaliyun.mqtt.service.Printable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.CorruptedFrameException;
import io.netty.handler.codec.TooLongFrameException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;

/** Stands before the broker's handler of exceptions, which logs each with its stack, and tells of them in one line. */
final class UnexpectedErrors extends ChannelInboundHandlerAdapter {

    private static final Logger LOG = LoggerFactory.getLogger(UnexpectedErrors.class);

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof IOException) {
            // A line that breaks, TLS included, is the client's or the network's.
            LOG.debug("the connection of {} broke", ClientName.of(ctx.channel()), cause);
        } else if (cause instanceof CorruptedFrameException || cause instanceof TooLongFrameException) {
            Refusal.close(
                            "a WebSocket frame that cannot be: " + cause.getMessage(),
                            "RFC 6455, 5.2 and 10.4; a frame has at most " + WebSocketRules.MAX_FRAME_BYTES + " bytes")
                    .log(ClientName.of(ctx.channel()), ctx.channel());
        } else if (!Refusal.isClosing(ctx.channel())) {
            LOG.warn(
                    "sandbox closed the connection of {} for an error of its own: {}",
                    Printable.of(ClientName.of(ctx.channel())),
                    Printable.of(cause.toString(), Printable.SENTENCE));
            LOG.debug("the error", cause);
        }
        ctx.close();
    }
}
