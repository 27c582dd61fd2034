package io.github.camelaliyun.mqtt.sandbox;

import com.hivemq.extension.sdk.api.interceptor.subscribe.SubscribeInboundInterceptor;
import com.hivemq.extension.sdk.api.interceptor.subscribe.parameter.SubscribeInboundInput;
import com.hivemq.extension.sdk.api.interceptor.subscribe.parameter.SubscribeInboundOutput;
import com.hivemq.extension.sdk.api.interceptor.unsubscribe.UnsubscribeInboundInterceptor;
import com.hivemq.extension.sdk.api.interceptor.unsubscribe.parameter.UnsubscribeInboundInput;
import com.hivemq.extension.sdk.api.interceptor.unsubscribe.parameter.UnsubscribeInboundOutput;
import com.hivemq.extension.sdk.api.packets.subscribe.ModifiableSubscription;
import io.github.camelaliyun.mqtt.service.Printable;
import io.github.camelaliyun.mqtt.service.ServiceLimits;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.List;

/**
 * Remembers the filters of SUBSCRIBE packets and drops those beyond 30 per clientId the way the service does: the SUBACK
 * says success, nothing is ever delivered. Called in a client's packet order, for several clients at once.
 *
 * @see <a href="https://help.aliyun.com/document_detail/175698.html">Limits: subscriptions per client</a>
 */
final class SubscriptionLimit implements SubscribeInboundInterceptor, UnsubscribeInboundInterceptor {

    private static final Logger LOG = LoggerFactory.getLogger(SubscriptionLimit.class);

    private final ClientLedger ledger;
    private final TopicRules rules;
    private final FaultRules faults;

    SubscriptionLimit(ClientLedger ledger, TopicRules rules, FaultRules faults) {
        this.ledger = ledger;
        this.rules = rules;
        this.faults = faults;
    }

    @Override
    public void onInboundSubscribe(SubscribeInboundInput input, SubscribeInboundOutput output) {
        String clientId = input.getClientInformation().getClientId();
        ClientRecord client = ledger.of(clientId);
        List<ModifiableSubscription> all = output.getSubscribePacket().getSubscriptions();
        List<String> dropped = new ArrayList<>();
        for (ModifiableSubscription subscription : all) {
            String filter = subscription.getTopicFilter();
            client.named().add(filter);
            // A forbidden filter keeps its name: it is refused later, with the rule it breaks.
            boolean refused = rules.subscribe(filter).isPresent() || faults.refuses(filter);
            if (rules.inForce() && !refused && !client.subscribe(filter)) {
                dropped.add(filter);
                subscription.setTopicFilter(Dropped.TOPIC);
            }
        }
        if (!dropped.isEmpty()) {
            LOG.warn(
                    "sandbox dropped {} of the {} subscriptions in a SUBSCRIBE of {}, the first of them to '{}'; the"
                            + " service's rule: a client has at most {} subscriptions, more are dropped without an error",
                    dropped.size(),
                    all.size(),
                    Printable.of(clientId),
                    Printable.of(dropped.get(0)),
                    ServiceLimits.MAX_SUBSCRIPTIONS);
        }
    }

    @Override
    public void onInboundUnsubscribe(UnsubscribeInboundInput input, UnsubscribeInboundOutput output) {
        ClientRecord client = ledger.of(input.getClientInformation().getClientId());
        input.getUnsubscribePacket().getTopicFilters().forEach(client::unsubscribe);
    }
}
