package io.github.camelaliyun.mqtt.sandbox;

import com.hivemq.bootstrap.netty.ChannelHandlerNames;
import io.netty.channel.ChannelPipeline;

import java.util.concurrent.atomic.AtomicLong;

/** What holds for each connection below the broker's extension API: on its bytes, frames and packets. */
final class ConnectionRules {

    private final TopicRules topics;
    private final AtomicLong bytesBeforeConnect = new AtomicLong();

    ConnectionRules(TopicRules topics) {
        this.topics = topics;
    }

    /** Puts its handlers among those of the broker. */
    void apply(String listener, ChannelPipeline pipeline) {
        if (BrokerConfig.WEBSOCKET_PATHS.containsKey(listener)) {
            WebSocketRules.apply(pipeline, BrokerConfig.WEBSOCKET_PATHS.get(listener));
        }
        if (pipeline.get(ChannelHandlerNames.NON_SSL_HANDLER) != null) {
            // It waits for eleven bytes to look for TLS, which a broken packet may not have.
            pipeline.remove(ChannelHandlerNames.NON_SSL_HANDLER);
        }
        pipeline.addFirst(new ConnectLimit(bytesBeforeConnect, BrokerConfig.isTls(listener)));
        pipeline.addBefore(ChannelHandlerNames.MQTT_MESSAGE_DECODER, null, new PacketGate(topics));
        pipeline.addAfter(ChannelHandlerNames.MQTT_MESSAGE_ENCODER, null, new BrokerAnswers());
        pipeline.addBefore(ChannelHandlerNames.EXCEPTION_HANDLER, null, new UnexpectedErrors());
    }
}
