package io.github.camelaliyun.mqtt.sandbox;

import com.hivemq.extension.sdk.api.interceptor.publish.PublishInboundInterceptor;
import com.hivemq.extension.sdk.api.interceptor.publish.PublishOutboundInterceptor;
import com.hivemq.extension.sdk.api.interceptor.publish.parameter.PublishInboundInput;
import com.hivemq.extension.sdk.api.interceptor.publish.parameter.PublishInboundOutput;
import com.hivemq.extension.sdk.api.interceptor.publish.parameter.PublishOutboundInput;
import com.hivemq.extension.sdk.api.interceptor.publish.parameter.PublishOutboundOutput;
import com.hivemq.extension.sdk.api.packets.publish.PublishPacket;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Decides which PUBLISH goes through. Inwards, what a client publishes on {@code $…} is acknowledged and goes nowhere: on
 * the service these topics talk to the broker. Outwards, a P2P message reaches its target alone, whoever else's filter
 * matches; what goes out is remembered. Called by the broker's extension threads, several at once.
 */
final class Delivery implements PublishInboundInterceptor, PublishOutboundInterceptor {

    private final ClientLedger ledger;

    Delivery(ClientLedger ledger) {
        this.ledger = ledger;
    }

    @Override
    public void onInboundPublish(PublishInboundInput input, PublishInboundOutput output) {
        if (input.getPublishPacket().getTopic().startsWith("$")) {
            output.preventPublishDelivery();
        }
    }

    @Override
    public void onOutboundPublish(PublishOutboundInput input, PublishOutboundOutput output) {
        PublishPacket publish = input.getPublishPacket();
        String clientId = input.getClientInformation().getClientId();
        Optional<P2pTopic> p2p = P2pTopic.parse(publish.getTopic());
        if (p2p.isPresent() && !p2p.get().target().equals(clientId)) {
            output.preventPublishDelivery();
            return;
        }
        ledger.of(clientId).sent(message(publish));
    }

    private static SentMessage message(PublishPacket publish) {
        byte[] payload = publish.getPayload().map(Delivery::bytes).orElseGet(() -> new byte[0]);
        return new SentMessage(publish.getTopic(), payload, publish.getQos().getQosNumber());
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
