package io.github.camelaliyun.mqtt.sandbox;

import com.hivemq.extension.sdk.api.async.Async;
import com.hivemq.extension.sdk.api.interceptor.puback.PubackOutboundInterceptor;
import com.hivemq.extension.sdk.api.interceptor.puback.parameter.PubackOutboundInput;
import com.hivemq.extension.sdk.api.interceptor.puback.parameter.PubackOutboundOutput;
import com.hivemq.extension.sdk.api.packets.general.Qos;
import com.hivemq.extension.sdk.api.packets.publish.PublishPacket;
import io.github.camelaliyun.mqtt.sandbox.token.ClientEvent.Kind;
import io.github.camelaliyun.mqtt.sandbox.token.TokenRejectedException;
import io.github.camelaliyun.mqtt.sandbox.token.TokenSession;
import io.github.camelaliyun.mqtt.sandbox.token.TokenSessions;
import org.apache.camel.util.json.DeserializationException;
import org.apache.camel.util.json.Jsoner;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Lets a connected client replace a token, by a PUBLISH to {@code $SYS/uploadToken}. The answer is the PUBACK and nothing
 * else, whether the token does or not; one that does not is followed by the notice and the disconnect. Until the PUBACK the
 * former token counts, so a client waits for it before its next PUBLISH or SUBSCRIBE. Called in a client's packet order, for
 * several clients at once.
 *
 * @see <a href="https://help.aliyun.com/document_detail/175738.html">Update a token</a>
 */
final class TokenUploadHandler implements PubackOutboundInterceptor {

    private static final Duration MARGIN = Duration.ofSeconds(10);

    private final TokenSessions sessions;
    private final TokenHooks hooks;
    private final ScheduledExecutorService executor;
    private final Map<PacketKey, Upload> unacknowledged = new ConcurrentHashMap<>();

    private record PacketKey(String clientId, int packetId) {}

    /** What a client uploaded. */
    private record Upload(TokenSession session, String type, String value) {}

    TokenUploadHandler(TokenSessions sessions, TokenHooks hooks, ScheduledExecutorService executor) {
        this.sessions = sessions;
        this.hooks = hooks;
        this.executor = executor;
    }

    /** A PUBLISH to the topic has come in. */
    void received(String clientId, PublishPacket publish) {
        Map<?, ?> json = json(publish);
        String value = String.valueOf(json.get("token"));
        hooks.happened(clientId, Kind.TOKEN_UPLOADED, value, publish.getTimestamp());
        TokenSession session = sessions.of(clientId).orElse(null);
        if (session == null) {
            return;
        }
        Upload upload = new Upload(session, String.valueOf(json.get("type")), value);
        if (publish.getQos() == Qos.AT_LEAST_ONCE) {
            unacknowledged.put(new PacketKey(clientId, publish.getPacketId()), upload);
        } else {
            takeEffect(upload);
        }
    }

    private void takeEffect(Upload upload) {
        try {
            upload.session().replace(sessions.require(upload.type(), upload.value()));
        } catch (TokenRejectedException e) {
            upload.session().reject(e);
        }
    }

    @Override
    public void onOutboundPuback(PubackOutboundInput input, PubackOutboundOutput output) {
        String clientId = input.getClientInformation().getClientId();
        int packetId = input.getPubackPacket().getPacketIdentifier();
        Upload upload = unacknowledged.remove(new PacketKey(clientId, packetId));
        // A packet identifier is used again by the next connection.
        if (upload == null || sessions.of(clientId).orElse(null) != upload.session()) {
            return;
        }
        Duration delay = hooks.uploadAckDelay(clientId);
        if (delay.isZero()) {
            acknowledge(clientId, upload);
            return;
        }
        Async<PubackOutboundOutput> held = output.async(delay.plus(MARGIN));
        executor.schedule(
                () -> {
                    acknowledge(clientId, upload);
                    held.resume();
                },
                delay.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    private void acknowledge(String clientId, Upload upload) {
        takeEffect(upload);
        hooks.happened(clientId, Kind.UPLOAD_ACKNOWLEDGED, upload.value());
    }

    /** Whatever is not a JSON object has neither token nor type, and is refused as forged. */
    private static Map<?, ?> json(PublishPacket publish) {
        try {
            return Jsoner.deserialize(Payload.text(publish)) instanceof Map<?, ?> json ? json : Map.of();
        } catch (DeserializationException | RuntimeException e) {
            return Map.of();
        }
    }
}
