package io.github.camelaliyun.mqtt.sandbox;

import com.hivemq.extension.sdk.api.auth.SimpleAuthenticator;
import com.hivemq.extension.sdk.api.auth.parameter.SimpleAuthInput;
import com.hivemq.extension.sdk.api.auth.parameter.SimpleAuthOutput;
import com.hivemq.extension.sdk.api.packets.connect.ConnackReasonCode;
import com.hivemq.extension.sdk.api.packets.connect.ConnectPacket;
import io.github.camelaliyun.mqtt.sandbox.Refusal.Answer;

import java.nio.ByteBuffer;
import java.util.Optional;

/** Answers CONNECT. Called by the broker's extension threads, several at once. */
final class ConnectGate implements SimpleAuthenticator {

    private final Identities identities;
    private final ClientLedger ledger;
    private final TokenLogin tokens;
    private final TopicRules rules;

    ConnectGate(Identities identities, ClientLedger ledger, TokenLogin tokens, TopicRules rules) {
        this.identities = identities;
        this.ledger = ledger;
        this.tokens = tokens;
        this.rules = rules;
    }

    @Override
    public void onConnect(SimpleAuthInput input, SimpleAuthOutput output) {
        ConnectPacket connect = input.getConnectPacket();
        ledger.of(connect.getClientId()).connected();
        Optional<Refusal> refusal = check(connect);
        if (refusal.isEmpty()) {
            output.authenticateSuccessfully();
            return;
        }
        refusal.get().log(connect.getClientId(), BrokerChannel.of(input.getConnectionInformation()));
        output.failAuthentication(reason(refusal.get().answer()));
    }

    private Optional<Refusal> check(ConnectPacket connect) {
        if (rules.inForce() && connect.getWillPublish().isPresent()) {
            return Optional.of(new Refusal(
                    Answer.NOT_AUTHORIZED, "CONNECT with a will", "it has no will messages: connect without one"));
        }
        String clientId = connect.getClientId();
        String username = connect.getUserName().orElse(null);
        byte[] password = connect.getPassword().map(ConnectGate::bytes).orElse(null);
        if (TokenLogin.isMeant(username) && password != null) {
            return identities.clientId(clientId).or(() -> tokens.check(clientId, username, password));
        }
        return identities.check(clientId, username, password).or(() -> tokens.none(clientId));
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    /** The broker turns these into 2, 4 and 5 for MQTT 3.1.1. */
    private static ConnackReasonCode reason(Answer answer) {
        return switch (answer) {
            case BAD_CLIENT_ID -> ConnackReasonCode.CLIENT_IDENTIFIER_NOT_VALID;
            case BAD_CREDENTIALS -> ConnackReasonCode.BAD_USER_NAME_OR_PASSWORD;
            case NOT_AUTHORIZED, CLOSED -> ConnackReasonCode.NOT_AUTHORIZED;
        };
    }
}
