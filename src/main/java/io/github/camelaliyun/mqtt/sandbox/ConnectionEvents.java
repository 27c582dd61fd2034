package io.github.camelaliyun.mqtt.sandbox;

import com.hivemq.extension.sdk.api.events.client.ClientLifecycleEventListener;
import com.hivemq.extension.sdk.api.events.client.parameters.AuthenticationSuccessfulInput;
import com.hivemq.extension.sdk.api.events.client.parameters.ConnectionStartInput;
import com.hivemq.extension.sdk.api.events.client.parameters.DisconnectEventInput;
import com.hivemq.extension.sdk.api.packets.general.DisconnectedReasonCode;
import io.github.camelaliyun.mqtt.sandbox.ClientRecord.Held;
import io.github.camelaliyun.mqtt.sandbox.ClientRecord.Takeover;
import io.github.camelaliyun.mqtt.sandbox.token.TokenSession;
import io.github.camelaliyun.mqtt.sandbox.token.TokenSessions;
import io.github.camelaliyun.mqtt.service.Printable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Optional;

/** Keeps the record of a client while it is connected, and ends its token session. One for each connection, called in its order. */
final class ConnectionEvents implements ClientLifecycleEventListener {

    private static final Logger LOG = LoggerFactory.getLogger(ConnectionEvents.class);

    private final TokenSessions sessions;
    private final ClientLedger ledger;
    private volatile Optional<TokenSession> own = Optional.empty();
    private volatile Held connection;

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
        String clientId = input.getClientInformation().getClientId();
        own = sessions.of(clientId);
        connection = new Held(ClientName.address(BrokerChannel.of(input.getConnectionInformation())));
        ledger.of(clientId).authenticated(connection).ifPresent(takeover -> tell(clientId, takeover));
    }

    private static void tell(String clientId, Takeover takeover) {
        LOG.warn(
                "sandbox closed the connection of {} from {}: {} has connected with the same clientId; the service's rule:"
                        + " a clientId has one connection, and of two it closes one (its pages leave open which, the"
                        + " sandbox closes the older)",
                Printable.of(clientId),
                takeover.older().address(),
                takeover.newer().address());
    }

    /** By now another connection may have begun a session of the same clientId, or will only be told of later. */
    @Override
    public void onDisconnect(DisconnectEventInput input) {
        String clientId = input.getClientInformation().getClientId();
        own.ifPresent(sessions::close);
        if (connection != null) {
            boolean byTakeover = input.getReasonCode()
                    .filter(DisconnectedReasonCode.SESSION_TAKEN_OVER::equals)
                    .isPresent();
            ledger.of(clientId).disconnected(connection, byTakeover).ifPresent(takeover -> tell(clientId, takeover));
        }
        ledger.release(clientId);
    }
}
