package io.github.camelaliyun.mqtt.sandbox;

import com.hivemq.extension.sdk.api.interceptor.publish.PublishInboundInterceptor;
import com.hivemq.extension.sdk.api.interceptor.publish.PublishOutboundInterceptor;
import com.hivemq.extension.sdk.api.interceptor.publish.parameter.PublishInboundInput;
import com.hivemq.extension.sdk.api.interceptor.publish.parameter.PublishInboundOutput;
import com.hivemq.extension.sdk.api.interceptor.publish.parameter.PublishOutboundInput;
import com.hivemq.extension.sdk.api.interceptor.publish.parameter.PublishOutboundOutput;
import com.hivemq.extension.sdk.api.packets.publish.PublishPacket;
import io.github.camelaliyun.mqtt.service.P2pTopic;
import io.github.camelaliyun.mqtt.service.SystemTopics;

import java.util.Optional;

/**
 * Decides which PUBLISH goes through. Inwards, what a client may publish on {@code $…} is acknowledged and goes nowhere: on
 * the service these topics talk to the broker. Outwards, a P2P message reaches its target alone, whoever else's filter
 * matches, and a message of the broker's own is put on its topic; what goes out is remembered. Called by the broker's extension threads, several at once.
 */
final class DeliveryInterceptor implements PublishInboundInterceptor, PublishOutboundInterceptor {

    private final ClientLedger ledger;
    private final ServerPush push;
    private final TokenUploadHandler upload;
    private final TopicRules rules;

    DeliveryInterceptor(ClientLedger ledger, ServerPush push, TokenUploadHandler upload, TopicRules rules) {
        this.ledger = ledger;
        this.push = push;
        this.upload = upload;
        this.rules = rules;
    }

    @Override
    public void onInboundPublish(PublishInboundInput input, PublishInboundOutput output) {
        String topic = input.getPublishPacket().getTopic();
        if (topic.equals(SystemTopics.UPLOAD_TOKEN)) {
            upload.received(input.getClientInformation().getClientId(), input.getPublishPacket());
            // Its PUBACK passes the outbound interceptors, which that of a prevented one does not.
            output.getPublishPacket().setTopic(Dropped.TOPIC);
        } else if (SystemTopics.isSystem(topic)) {
            Optional<Refusal> refusal = rules.publish(topic, false, 0);
            if (refusal.isPresent()) {
                // The broker ends the connection by itself.
                refusal.get()
                        .log(
                                input.getClientInformation().getClientId(),
                                BrokerChannel.of(input.getConnectionInformation()));
            } else {
                output.preventPublishDelivery();
            }
        }
    }

    @Override
    public void onOutboundPublish(PublishOutboundInput input, PublishOutboundOutput output) {
        push.deliver(output.getPublishPacket());
        PublishPacket publish = output.getPublishPacket();
        String clientId = input.getClientInformation().getClientId();
        Optional<P2pTopic> p2p = P2pTopic.parse(publish.getTopic());
        if (p2p.isPresent() && !p2p.get().target().equals(clientId)) {
            output.preventPublishDelivery();
            return;
        }
        ledger.of(clientId).sent().add(message(publish));
    }

    private static SentMessage message(PublishPacket publish) {
        return new SentMessage(
                publish.getTopic(), Payload.bytes(publish), publish.getQos().getQosNumber());
    }
}
