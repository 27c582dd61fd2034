package io.github.camelaliyun.mqtt.sandbox;

import com.hivemq.extension.sdk.api.auth.PublishAuthorizer;
import com.hivemq.extension.sdk.api.auth.SubscriptionAuthorizer;
import com.hivemq.extension.sdk.api.auth.parameter.PublishAuthorizerInput;
import com.hivemq.extension.sdk.api.auth.parameter.PublishAuthorizerOutput;
import com.hivemq.extension.sdk.api.auth.parameter.SubscriptionAuthorizerInput;
import com.hivemq.extension.sdk.api.auth.parameter.SubscriptionAuthorizerOutput;
import com.hivemq.extension.sdk.api.packets.publish.PublishPacket;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Closes the connection of a client whose PUBLISH or SUBSCRIBE breaks a rule; the service sends no error packet either.
 * Called by the broker's extension threads, several at once.
 */
final class TrafficGate implements PublishAuthorizer, SubscriptionAuthorizer {

    private final TopicRules rules;

    TrafficGate(TopicRules rules) {
        this.rules = rules;
    }

    @Override
    public void authorizePublish(PublishAuthorizerInput input, PublishAuthorizerOutput output) {
        PublishPacket publish = input.getPublishPacket();
        int size = publish.getPayload().map(ByteBuffer::remaining).orElse(0);
        Optional<Refusal> refusal = rules.publish(publish.getTopic(), publish.getRetain(), size);
        if (refusal.isEmpty()) {
            output.authorizeSuccessfully();
            return;
        }
        refusal.get().log(input.getClientInformation().getClientId());
        output.disconnectClient();
    }

    @Override
    public void authorizeSubscribe(SubscriptionAuthorizerInput input, SubscriptionAuthorizerOutput output) {
        String filter = input.getSubscription().getTopicFilter();
        Optional<Refusal> refusal = SubscriptionLimit.isDropped(filter) ? Optional.empty() : rules.subscribe(filter);
        if (refusal.isEmpty()) {
            output.authorizeSuccessfully();
            return;
        }
        refusal.get().log(input.getClientInformation().getClientId());
        output.disconnectClient();
    }
}
