package io.github.camelaliyun.mqtt.sandbox;

import com.hivemq.bootstrap.netty.ChannelHandlerNames;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;

/**
 * Lets clients in at a WebSocket port with the path {@code /} as well as {@code /mqtt}, with or without a query, as the
 * service does. The broker knows one path for a port and leaves a request for another without an answer; here the path of
 * each request is made the one that the port has. Nor has the broker a limit for frames, which it holds whole.
 */
final class WebSocketRules {

    /** A client may put several packets into one frame. */
    static final int MAX_FRAME_BYTES = 1024 * 1024;

    private static final String SUBPROTOCOLS = "mqtt,mqttv3.1";

    private WebSocketRules() {}

    /** @param path the one that the broker has for the port */
    static void apply(ChannelPipeline pipeline, String path) {
        pipeline.addAfter(ChannelHandlerNames.HTTP_OBJECT_AGGREGATOR, null, new Renaming(path));
        removeHandshaker(pipeline);
        pipeline.replace(
                ChannelHandlerNames.WEBSOCKET_SERVER_PROTOCOL_HANDLER,
                ChannelHandlerNames.WEBSOCKET_SERVER_PROTOCOL_HANDLER,
                new WebSocketServerProtocolHandler(path, SUBPROTOCOLS, false, MAX_FRAME_BYTES));
        pipeline.addAfter(ChannelHandlerNames.WEBSOCKET_SERVER_PROTOCOL_HANDLER, null, new BinaryOnly());
    }

    /** That of the broker's handler, which has no limit; the new one brings its own. Netty keeps the class to itself. */
    private static void removeHandshaker(ChannelPipeline pipeline) {
        pipeline.toMap().values().stream()
                .filter(handler -> handler.getClass().getSimpleName().equals("WebSocketServerProtocolHandshakeHandler"))
                .forEach(pipeline::remove);
    }

    private static boolean isMqtt(String uri) {
        String path = uri.replaceFirst("\\?.*", "");
        return path.isEmpty() || path.equals("/") || path.equals(BrokerConfig.WEBSOCKET_PATH);
    }

    /** Is for the one request of a channel. */
    private static final class Renaming extends ChannelInboundHandlerAdapter {
        private final String path;

        Renaming(String path) {
            this.path = path;
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object read) {
            if (read instanceof HttpRequest request) {
                if (isMqtt(request.uri())) {
                    request.setUri(path);
                }
                ctx.pipeline().remove(this);
            }
            ctx.fireChannelRead(read);
        }
    }

    private static final class BinaryOnly extends ChannelInboundHandlerAdapter {

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object read) {
            if (read instanceof TextWebSocketFrame frame) {
                frame.release();
                Refusal.close(
                                "a WebSocket text frame",
                                "MQTT 3.1.1, 6 [MQTT-6.0.0-1]: packets are in binary frames, others end the connection")
                        .log(ClientName.of(ctx.channel()), ctx.channel());
                ctx.close();
            } else {
                ctx.fireChannelRead(read);
            }
        }
    }
}
