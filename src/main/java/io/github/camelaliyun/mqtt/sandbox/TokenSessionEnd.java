package io.github.camelaliyun.mqtt.sandbox;

import com.hivemq.extension.sdk.api.events.client.ClientLifecycleEventListener;
import com.hivemq.extension.sdk.api.events.client.parameters.AuthenticationSuccessfulInput;
import com.hivemq.extension.sdk.api.events.client.parameters.ConnectionStartInput;
import com.hivemq.extension.sdk.api.events.client.parameters.DisconnectEventInput;
import io.github.camelaliyun.mqtt.sandbox.token.TokenSession;
import io.github.camelaliyun.mqtt.sandbox.token.TokenSessions;

import java.util.Optional;

/** Ends a token session with its connection. One for each connection, called in its order. */
final class TokenSessionEnd implements ClientLifecycleEventListener {

    private final TokenSessions sessions;
    private volatile Optional<TokenSession> own = Optional.empty();

    TokenSessionEnd(TokenSessions sessions) {
        this.sessions = sessions;
    }

    @Override
    public void onMqttConnectionStart(ConnectionStartInput input) {
        // Not authenticated yet.
    }

    @Override
    public void onAuthenticationSuccessful(AuthenticationSuccessfulInput input) {
        own = sessions.of(input.getClientInformation().getClientId());
    }

    /** By now another connection may have begun a session of the same clientId: that one stays. */
    @Override
    public void onDisconnect(DisconnectEventInput input) {
        own.ifPresent(sessions::close);
    }
}
