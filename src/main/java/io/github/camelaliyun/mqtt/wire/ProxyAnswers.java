package io.github.camelaliyun.mqtt.wire;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderResultProvider;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.util.ReferenceCountUtil;

import java.io.IOException;

/**
 * Stands between the codec of a proxy's protocol and the handler of its handshake, which does not ask whether an answer could
 * be read: what does not speak SOCKS 5 looks as if it refused all logins, and what does not speak HTTP as if it had a status.
 */
final class ProxyAnswers extends ChannelInboundHandlerAdapter {

    private final String protocol;

    /** @param protocol the scheme of its address */
    ProxyAnswers(String protocol) {
        this.protocol = protocol;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object read) {
        if (read instanceof DecoderResultProvider answer
                && answer.decoderResult().isFailure()
                && !(answer.decoderResult().cause() instanceof TooLongFrameException)) {
            ReferenceCountUtil.release(read);
            ctx.fireExceptionCaught(new IOException("what answers there does not speak " + protocol));
        } else {
            ctx.fireChannelRead(read);
        }
    }
}
