package io.github.camelaliyun.mqtt.sandbox;

import com.hivemq.extension.sdk.api.async.Async;
import com.hivemq.extension.sdk.api.interceptor.connack.ConnackOutboundInterceptor;
import com.hivemq.extension.sdk.api.interceptor.connack.parameter.ConnackOutboundInput;
import com.hivemq.extension.sdk.api.interceptor.connack.parameter.ConnackOutboundOutput;
import com.hivemq.extension.sdk.api.packets.connect.ConnackReasonCode;
import com.hivemq.extension.sdk.api.packets.general.Qos;
import com.hivemq.extension.sdk.api.services.builder.Builders;
import com.hivemq.extension.sdk.api.services.subscription.SubscriptionStore;
import com.hivemq.extension.sdk.api.services.subscription.TopicSubscription;
import io.github.camelaliyun.mqtt.service.P2pTopic;
import io.github.camelaliyun.mqtt.service.Printable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * Lets a client receive its P2P messages without a SUBSCRIBE packet: while its CONNACK is held back, the broker itself
 * subscribes it, to these and to what {@link ServerPush} sends. The session exists by then, and nothing published after the client saw its CONNACK can be missed. In a
 * persistent session the subscription stays, so P2P messages wait while the client is away. That others do not see them
 * is {@link DeliveryInterceptor}'s part.
 *
 * @see <a href="https://help.aliyun.com/document_detail/96176.html">P2P messages</a>
 */
final class P2pDelivery implements ConnackOutboundInterceptor {

    private static final Logger LOG = LoggerFactory.getLogger(P2pDelivery.class);
    /** The broker answers within milliseconds; a client whose CONNACK takes longer is disconnected. */
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final SubscriptionStore subscriptions;
    private final ClientLedger ledger;

    P2pDelivery(SubscriptionStore subscriptions, ClientLedger ledger) {
        this.subscriptions = subscriptions;
        this.ledger = ledger;
    }

    @Override
    public void onOutboundConnack(ConnackOutboundInput input, ConnackOutboundOutput output) {
        if (input.getConnackPacket().getReasonCode() != ConnackReasonCode.SUCCESS) {
            return;
        }
        String clientId = input.getClientInformation().getClientId();
        if (!input.getConnackPacket().getSessionPresent()) {
            ledger.of(clientId).sessionStarted();
        }
        Optional<String> filter = P2pTopic.filterFor(clientId);
        if (filter.isEmpty()) {
            return;
        }
        Set<TopicSubscription> own = Set.of(subscription(filter.get()), subscription(ServerPush.filterFor(clientId)));
        Async<ConnackOutboundOutput> held = output.async(TIMEOUT);
        subscriptions.addSubscriptions(clientId, own).whenComplete((done, failure) -> {
            if (failure == null) {
                held.resume();
            } else {
                // Not resumed: the client is disconnected after the timeout and tries again, instead of missing P2P.
                LOG.error("sandbox cannot deliver P2P messages to {}: {}", Printable.of(clientId), failure.toString());
            }
        });
    }

    /** QoS 2 here means: whatever QoS the sender chose. */
    private static TopicSubscription subscription(String filter) {
        return Builders.topicSubscription()
                .topicFilter(filter)
                .qos(Qos.EXACTLY_ONCE)
                .build();
    }
}
