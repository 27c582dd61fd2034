package io.github.camelaliyun.mqtt.sandbox;

import com.hivemq.extension.sdk.api.packets.general.Qos;
import com.hivemq.extension.sdk.api.packets.general.UserProperty;
import com.hivemq.extension.sdk.api.packets.publish.ModifiableOutboundPublish;
import com.hivemq.extension.sdk.api.services.builder.Builders;
import com.hivemq.extension.sdk.api.services.publish.PublishService;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Sends a message of the broker's own to one client, on a topic it has not subscribed to. The message travels on
 * {@code $server/p2p/<clientId>}, which {@link P2pDelivery} subscribes each client to and no client can publish to; on its
 * way out {@link DeliveryInterceptor} has it put on its real topic. QoS 0: it is not kept for a client that is away. Thread-safe.
 */
final class ServerPush {

    private static final String TRANSPORT = "$server/p2p/";
    private static final String TOPIC = "topic";
    private static final String ID = "id";
    /** A client that does not read is not waited for. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final PublishService publishing;
    private final Map<String, CompletableFuture<Void>> underWay = new ConcurrentHashMap<>();

    ServerPush(PublishService publishing) {
        this.publishing = publishing;
    }

    /** What a client is subscribed to for this. */
    static String filterFor(String clientId) {
        return TRANSPORT + clientId;
    }

    /**
     * How far a message is.
     *
     * @param queued completes when the broker has it in the client's queue
     * @param out completes when it is about to be written to the client; fails if that takes over a second
     */
    record Sent(CompletableFuture<Void> queued, CompletableFuture<Void> out) {}

    Sent push(String clientId, String topic, String payload) {
        String id = UUID.randomUUID().toString();
        CompletableFuture<Void> out = new CompletableFuture<>();
        underWay.put(id, out);
        out.orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS).whenComplete((done, failure) -> underWay.remove(id));
        CompletableFuture<Void> queued = publishing.publish(Builders.publish()
                .topic(filterFor(clientId))
                .qos(Qos.AT_MOST_ONCE)
                .payload(ByteBuffer.wrap(payload.getBytes(StandardCharsets.UTF_8)))
                .userProperty(TOPIC, topic)
                .userProperty(ID, id)
                .build());
        return new Sent(queued, out);
    }

    /** Puts a message of {@link #push} on its real topic; leaves any other as it is. */
    void deliver(ModifiableOutboundPublish publish) {
        if (!publish.getTopic().startsWith(TRANSPORT)) {
            return;
        }
        List<UserProperty> topic = publish.getUserProperties().removeName(TOPIC);
        List<UserProperty> id = publish.getUserProperties().removeName(ID);
        publish.setTopic(topic.get(0).getValue());
        CompletableFuture<Void> out = underWay.get(id.get(0).getValue());
        if (out != null) {
            out.complete(null);
        }
    }
}
