package io.github.camelaliyun.mqtt.sandbox;

import com.hivemq.extension.sdk.api.async.Async;
import com.hivemq.extension.sdk.api.async.TimeoutFallback;
import com.hivemq.extension.sdk.api.interceptor.puback.PubackOutboundInterceptor;
import com.hivemq.extension.sdk.api.interceptor.puback.parameter.PubackOutboundInput;
import com.hivemq.extension.sdk.api.interceptor.puback.parameter.PubackOutboundOutput;
import com.hivemq.extension.sdk.api.interceptor.publish.PublishInboundInterceptor;
import com.hivemq.extension.sdk.api.interceptor.publish.parameter.PublishInboundInput;
import com.hivemq.extension.sdk.api.interceptor.publish.parameter.PublishInboundOutput;
import com.hivemq.extension.sdk.api.packets.publish.PublishPacket;
import io.github.camelaliyun.mqtt.sandbox.token.TokenRejectedException;
import io.github.camelaliyun.mqtt.sandbox.token.TokenSession;
import io.github.camelaliyun.mqtt.sandbox.token.TokenSessions;
import io.github.camelaliyun.mqtt.service.SystemTopics;

import java.time.Duration;

/**
 * Lets a client in token mode publish what its tokens are for. What they are not for is not delivered, and not acknowledged
 * either; the client is told and disconnected, and what it publishes meanwhile shares that fate. To send a P2P message a
 * token must cover its topic, to receive one's own none need to: the service's pages leave both open.
 *
 * <p>The broker works off a client's packets one by one, notices on their way out included, and has no call that leaves a
 * PUBLISH unanswered. So a forbidden one is held until the notice is queued, then dropped, and its PUBACK held until the
 * client is gone. Called by the broker's extension threads, several at once.
 */
final class TokenGate implements PublishInboundInterceptor, PubackOutboundInterceptor {

    /** Longer than it takes to tell the client and to disconnect it. */
    private static final Duration UNTIL_GONE = Duration.ofSeconds(5);
    /** Lets a notice pass that is late: better an acknowledgement too many than a client that was not told. */
    private static final Duration UNTIL_TOLD = Duration.ofMillis(20);

    private final TokenSessions sessions;
    private final TopicRules rules;
    private final TokenNoticeSender notices;

    TokenGate(TokenSessions sessions, TopicRules rules, TokenNoticeSender notices) {
        this.sessions = sessions;
        this.rules = rules;
        this.notices = notices;
    }

    @Override
    public void onInboundPublish(PublishInboundInput input, PublishInboundOutput output) {
        PublishPacket publish = input.getPublishPacket();
        TokenSession session =
                sessions.of(input.getClientInformation().getClientId()).orElse(null);
        // What breaks another rule is refused for that, later.
        if (session == null || SystemTopics.isSystem(publish.getTopic()) || breaksRule(publish)) {
            return;
        }
        if (!allowed(session, publish.getTopic())) {
            output.getPublishPacket().setTopic(Dropped.TOPIC);
            notices.farewellOf(session).ifPresent(farewell -> {
                Async<PublishInboundOutput> held = output.async(UNTIL_GONE, TimeoutFallback.SUCCESS);
                farewell.queued().whenComplete((done, failure) -> held.resume());
            });
        }
    }

    private boolean breaksRule(PublishPacket publish) {
        return rules.publish(publish.getTopic(), publish.getRetain(), Payload.size(publish))
                .isPresent();
    }

    private static boolean allowed(TokenSession session, String topic) {
        try {
            session.requirePublish(topic);
            return !session.isOver();
        } catch (TokenRejectedException e) {
            session.reject(e);
            return false;
        }
    }

    @Override
    public void onOutboundPuback(PubackOutboundInput input, PubackOutboundOutput output) {
        sessions.of(input.getClientInformation().getClientId())
                .flatMap(notices::farewellOf)
                .ifPresent(farewell -> {
                    boolean told = farewell.told().isDone();
                    Async<PubackOutboundOutput> held = output.async(told ? UNTIL_GONE : UNTIL_TOLD);
                    farewell.gone().whenComplete((done, failure) -> held.resume());
                });
    }
}
