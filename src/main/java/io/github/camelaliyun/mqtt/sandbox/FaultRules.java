package io.github.camelaliyun.mqtt.sandbox;

import com.hivemq.bootstrap.netty.ChannelHandlerNames;
import com.hivemq.extension.sdk.api.client.parameter.InitializerInput;
import io.netty.channel.Channel;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What is to go wrong, by clientId and by topic filter. Thread-safe. */
final class FaultRules {

    private final Map<String, ClientFaults> clients = new ConcurrentHashMap<>();
    /** With another version of the broker faults are refused, and all else goes on. */
    private final boolean possible = BrokerChannel.isAccessible();

    private final Set<String> refusedFilters = ConcurrentHashMap.newKeySet();

    /** @throws SandboxException if the broker on the classpath is a version in which this is not possible */
    ClientFaults of(String clientId) {
        BrokerChannel.requireAccess();
        return clients.compute(clientId, (id, known) -> orNew(known).ordered());
    }

    private static ClientFaults orNew(ClientFaults known) {
        return known == null ? new ClientFaults() : known;
    }

    void refuse(String topicFilter) {
        refusedFilters.add(topicFilter);
    }

    void permit(String topicFilter) {
        refusedFilters.remove(topicFilter);
    }

    /** How many clients there are with faults, or connected. */
    int size() {
        return clients.size();
    }

    boolean refuses(String topicFilter) {
        return refusedFilters.contains(topicFilter);
    }

    /** Batches for a client that has them. Called before the client's CONNACK goes out, so before its first message. */
    void holdBacklog(InitializerInput connection) {
        ClientFaults faults = clients.get(connection.getClientInformation().getClientId());
        if (faults != null && faults.batches().size() > 0) {
            BrokerChannel.of(connection.getConnectionInformation())
                    .pipeline()
                    .addAfter(
                            ChannelHandlerNames.MQTT_MESSAGE_ENCODER,
                            "sandbox_backlog",
                            new BacklogHandler(faults.batches()));
        }
    }

    /** All the others. Called before the client's CONNACK goes out, so before its first message. */
    void apply(InitializerInput connection) {
        String clientId = connection.getClientInformation().getClientId();
        if (possible) {
            Channel channel = BrokerChannel.of(connection.getConnectionInformation());
            ClientFaults faults =
                    clients.compute(clientId, (id, known) -> orNew(known).used());
            // What nobody has ordered goes with the client: there may be any number of clientIds.
            channel.closeFuture()
                    .addListener(closed -> clients.computeIfPresent(clientId, (id, known) -> known.orNullIfIdle()));
            channel.pipeline()
                    .addAfter(
                            ChannelHandlerNames.MQTT_MESSAGE_ENCODER,
                            "sandbox_faults",
                            new FaultHandler(clientId, faults));
        }
    }
}
