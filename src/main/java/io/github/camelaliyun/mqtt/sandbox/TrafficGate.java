package io.github.camelaliyun.mqtt.sandbox;

import com.hivemq.extension.sdk.api.auth.PublishAuthorizer;
import com.hivemq.extension.sdk.api.auth.SubscriptionAuthorizer;
import com.hivemq.extension.sdk.api.auth.parameter.PublishAuthorizerInput;
import com.hivemq.extension.sdk.api.auth.parameter.PublishAuthorizerOutput;
import com.hivemq.extension.sdk.api.auth.parameter.SubscriptionAuthorizerInput;
import com.hivemq.extension.sdk.api.auth.parameter.SubscriptionAuthorizerOutput;
import com.hivemq.extension.sdk.api.packets.publish.PublishPacket;
import io.github.camelaliyun.mqtt.sandbox.token.TokenRejectedException;
import io.github.camelaliyun.mqtt.sandbox.token.TokenSession;
import io.github.camelaliyun.mqtt.sandbox.token.TokenSessions;
import io.github.camelaliyun.mqtt.service.P2pTopic;

import java.util.Optional;

/**
 * Closes the connection of a client whose PUBLISH or SUBSCRIBE breaks a rule; the service sends no error packet either.
 * What a client's tokens let it subscribe is checked here too, what they let it publish by {@link TokenGate} before. What
 * passes is remembered.
 * Called by the broker's extension threads, several at once.
 */
final class TrafficGate implements PublishAuthorizer, SubscriptionAuthorizer {

    private final TopicRules rules;
    private final TokenSessions sessions;
    private final FaultRules faults;
    private final MessageLog<PublishedMessage> published;

    TrafficGate(TopicRules rules, TokenSessions sessions, FaultRules faults, MessageLog<PublishedMessage> published) {
        this.rules = rules;
        this.sessions = sessions;
        this.faults = faults;
        this.published = published;
    }

    @Override
    public void authorizePublish(PublishAuthorizerInput input, PublishAuthorizerOutput output) {
        PublishPacket publish = input.getPublishPacket();
        Optional<Refusal> refusal = Dropped.is(publish.getTopic())
                ? Optional.empty()
                : rules.publish(publish.getTopic(), publish.getRetain(), Payload.size(publish));
        String clientId = input.getClientInformation().getClientId();
        if (refusal.isPresent()) {
            refusal.get().log(clientId, BrokerChannel.of(input.getConnectionInformation()));
            output.disconnectClient();
            return;
        }
        if (!Dropped.is(publish.getTopic())) {
            published.add(new PublishedMessage(
                    clientId,
                    publish.getTopic(),
                    Payload.bytes(publish),
                    publish.getQos().getQosNumber()));
        }
        output.authorizeSuccessfully();
    }

    @Override
    public void authorizeSubscribe(SubscriptionAuthorizerInput input, SubscriptionAuthorizerOutput output) {
        String filter = input.getSubscription().getTopicFilter();
        String clientId = input.getClientInformation().getClientId();
        Optional<Refusal> refusal = Dropped.is(filter) ? Optional.empty() : rules.subscribe(filter);
        if (refusal.isPresent()) {
            refusal.get().log(clientId, BrokerChannel.of(input.getConnectionInformation()));
            output.disconnectClient();
        } else if (Dropped.is(filter) || (!faults.refuses(filter) && tokensAllow(clientId, filter))) {
            output.authorizeSuccessfully();
        } else {
            // SUBACK 0x80; the client is told more and disconnected.
            output.failAuthorization();
        }
    }

    /** True for a client in another mode. One's own P2P messages need no token: the service's pages leave that open. */
    private boolean tokensAllow(String clientId, String filter) {
        TokenSession session = sessions.of(clientId).orElse(null);
        if (session == null || P2pTopic.isOwn(filter, clientId)) {
            return true;
        }
        try {
            session.requireSubscribe(filter);
            return !session.isOver();
        } catch (TokenRejectedException e) {
            session.reject(e);
            return false;
        }
    }
}
