package io.github.camelaliyun.mqtt.sandbox;

import com.hivemq.extension.sdk.api.interceptor.publish.PublishInboundInterceptor;
import com.hivemq.extension.sdk.api.interceptor.publish.parameter.PublishInboundInput;
import com.hivemq.extension.sdk.api.interceptor.publish.parameter.PublishInboundOutput;
import com.hivemq.extension.sdk.api.interceptor.subscribe.SubscribeInboundInterceptor;
import com.hivemq.extension.sdk.api.interceptor.subscribe.parameter.SubscribeInboundInput;
import com.hivemq.extension.sdk.api.interceptor.subscribe.parameter.SubscribeInboundOutput;
import io.github.camelaliyun.mqtt.sandbox.token.ClientEvent.Kind;
import io.github.camelaliyun.mqtt.sandbox.token.TokenSessions;
import io.github.camelaliyun.mqtt.service.SystemTopics;

/** Writes down what clients in token mode do, in their order; {@link TokenUploadHandler} adds the uploads. */
final class EventRecorder implements PublishInboundInterceptor, SubscribeInboundInterceptor {

    private final TokenSessions sessions;
    private final TokenHooks hooks;

    EventRecorder(TokenSessions sessions, TokenHooks hooks) {
        this.sessions = sessions;
        this.hooks = hooks;
    }

    @Override
    public void onInboundPublish(PublishInboundInput input, PublishInboundOutput output) {
        String topic = input.getPublishPacket().getTopic();
        if (!topic.equals(SystemTopics.UPLOAD_TOKEN)) {
            record(
                    input.getClientInformation().getClientId(),
                    Kind.PUBLISHED,
                    topic,
                    input.getPublishPacket().getTimestamp());
        }
    }

    @Override
    public void onInboundSubscribe(SubscribeInboundInput input, SubscribeInboundOutput output) {
        String clientId = input.getClientInformation().getClientId();
        input.getSubscribePacket()
                .getSubscriptions()
                .forEach(subscription ->
                        record(clientId, Kind.SUBSCRIBED, subscription.getTopicFilter(), System.currentTimeMillis()));
    }

    private void record(String clientId, Kind kind, String what, long millis) {
        if (sessions.of(clientId).isPresent()) {
            hooks.happened(clientId, kind, what, millis);
        }
    }
}
