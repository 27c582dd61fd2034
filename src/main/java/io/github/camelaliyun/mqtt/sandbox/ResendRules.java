package io.github.camelaliyun.mqtt.sandbox;

import com.hivemq.bootstrap.netty.ChannelHandlerNames;
import com.hivemq.extension.sdk.api.client.parameter.InitializerInput;
import com.hivemq.extension.sdk.api.packets.general.MqttVersion;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Whose unacknowledged messages are sent again, and how. A client without a rule gets a pipeline as the broker makes it.
 * Thread-safe.
 */
final class ResendRules {

    private record Rule(Duration after, Resend how) {}

    private final ClientLedger ledger;
    private final Map<String, Rule> rules = new ConcurrentHashMap<>();

    ResendRules(ClientLedger ledger) {
        this.ledger = ledger;
    }

    /**
     * From the client's next connect on.
     *
     * @param after zero for never
     */
    void set(String clientId, Duration after, Resend how) {
        if (after.isZero()) {
            rules.remove(clientId);
        } else {
            BrokerChannel.requireAccess();
            rules.put(clientId, new Rule(after, how));
        }
    }

    /**
     * Called before the client's CONNACK goes out, so before its first message. MQTT 5 forbids what this is for (4.4), so
     * its connections are left alone.
     */
    void apply(InitializerInput connection) {
        String clientId = connection.getClientInformation().getClientId();
        Rule rule = rules.get(clientId);
        if (rule == null || connection.getConnectionInformation().getMqttVersion() == MqttVersion.V_5) {
            return;
        }
        ClientRecord client = ledger.of(clientId);
        BrokerChannel.of(connection.getConnectionInformation())
                .pipeline()
                .addAfter(
                        ChannelHandlerNames.MQTT_MESSAGE_ENCODER,
                        "sandbox_resender",
                        new Resender(rule.after(), rule.how(), client.sent()::add));
    }
}
