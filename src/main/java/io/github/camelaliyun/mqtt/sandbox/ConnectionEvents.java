package io.github.camelaliyun.mqtt.sandbox;

import com.hivemq.extension.sdk.api.events.client.ClientLifecycleEventListener;
import com.hivemq.extension.sdk.api.events.client.parameters.AuthenticationSuccessfulInput;
import com.hivemq.extension.sdk.api.events.client.parameters.ConnectionStartInput;
import com.hivemq.extension.sdk.api.events.client.parameters.DisconnectEventInput;
import io.github.camelaliyun.mqtt.sandbox.token.TokenSession;
import io.github.camelaliyun.mqtt.sandbox.token.TokenSessions;

import java.util.Optional;

/** Keeps the record of a client while it is connected, and ends its token session. One for each connection, called in its order. */
final class ConnectionEvents implements ClientLifecycleEventListener {

    private final TokenSessions sessions;
    private final ClientLedger ledger;
    private volatile Optional<TokenSession> own = Optional.empty();

    ConnectionEvents(TokenSessions sessions, ClientLedger ledger) {
        this.sessions = sessions;
        this.ledger = ledger;
    }

    @Override
    public void onMqttConnectionStart(ConnectionStartInput input) {
        // Not authenticated yet.
        ledger.use(input.getClientInformation().getClientId());
    }

    @Override
    public void onAuthenticationSuccessful(AuthenticationSuccessfulInput input) {
        own = sessions.of(input.getClientInformation().getClientId());
    }

    /** By now another connection may have begun a session of the same clientId: that one stays. */
    @Override
    public void onDisconnect(DisconnectEventInput input) {
        own.ifPresent(sessions::close);
        ledger.release(input.getClientInformation().getClientId());
    }
}
