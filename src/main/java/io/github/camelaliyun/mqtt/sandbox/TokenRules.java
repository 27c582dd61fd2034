package io.github.camelaliyun.mqtt.sandbox;

import com.hivemq.extension.sdk.api.client.ClientContext;
import com.hivemq.extension.sdk.api.services.session.ClientService;
import io.github.camelaliyun.mqtt.sandbox.token.TokenRegistry;
import io.github.camelaliyun.mqtt.sandbox.token.TokenSessions;

import java.util.concurrent.ScheduledExecutorService;

/** The parts of token mode, put together once the broker's services are there. */
final class TokenRules {

    private final Accounts accounts;
    private final TokenRegistry registry;
    private final TokenHooks hooks;
    private volatile TokenSessions sessions;
    private volatile TokenNoticeSender notices;
    private volatile TokenUploadHandler upload;

    TokenRules(Accounts accounts, TokenRegistry registry, TokenHooks hooks) {
        this.accounts = accounts;
        this.registry = registry;
        this.hooks = hooks;
    }

    /** Before any of the others is called. */
    void start(ServerPush push, ClientService clients, ScheduledExecutorService executor) {
        notices = new TokenNoticeSender(push, clients, hooks, executor);
        sessions = new TokenSessions(registry, executor, notices);
        upload = new TokenUploadHandler(sessions, hooks, executor);
    }

    TokenSessions sessions() {
        return sessions;
    }

    TokenUploadHandler upload() {
        return upload;
    }

    TokenLogin login() {
        return new TokenLogin(accounts, sessions);
    }

    /** Sets the rules on a client that has just been let in; others are not slowed down by them. */
    void watch(String clientId, ClientContext client, TopicRules topics) {
        if (sessions.of(clientId).isPresent()) {
            EventRecorder recorder = new EventRecorder(sessions, hooks);
            client.addPublishInboundInterceptor(recorder);
            client.addSubscribeInboundInterceptor(recorder);
            TokenGate gate = new TokenGate(sessions, topics, notices);
            client.addPublishInboundInterceptor(gate);
            client.addPubackOutboundInterceptor(gate);
            client.addPubackOutboundInterceptor(upload);
        }
    }
}
