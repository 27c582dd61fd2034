package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.credential.token.Token;
import io.github.camelaliyun.mqtt.credential.token.TokenSet;
import org.apache.camel.util.json.JsonObject;
import org.apache.camel.util.json.Jsoner;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Gives the service new tokens on a connection that is up (动态更新 Token): each is published to
 * {@code $SYS/uploadToken}, one after the other, and until the last PUBACK nothing else may be published or subscribed, or
 * the service checks it against the old token and may close the connection. Nobody waits for it: the answers come on
 * the reading thread, and a timer notices when none comes.
 *
 * @see <a href="https://help.aliyun.com/document_detail/175738.html">Client operations in token authentication</a>
 */
final class TokenUpload implements PacketIds.Answer {

    /** How long a PUBACK may take before the connection counts as dead. */
    static final Duration LIMIT = Duration.ofSeconds(10);

    private static final String TOPIC = "$SYS/uploadToken";
    private static final Logger LOG = LoggerFactory.getLogger(TokenUpload.class);

    /** Who is told of the outcome; must return at once. */
    interface Owner {
        /** All tokens are acknowledged, and are in force until then. */
        void uploaded(TokenUpload upload, Instant until);

        /** The link has ended, or does not answer: it is of no more use. */
        void uploadFailed(TokenUpload upload, String reason);
    }

    private final Link link;
    private final Queue<Token> rest;
    private final ScheduledExecutorService timer;
    private final Owner owner;
    private final Instant until;
    private volatile boolean done;

    TokenUpload(Link link, TokenSet tokens, ScheduledExecutorService timer, Owner owner) {
        this.link = link;
        this.rest = new ArrayDeque<>(tokens.tokens());
        this.until = tokens.expiresAt();
        this.timer = timer;
        this.owner = owner;
    }

    Link link() {
        return link;
    }

    /** Sends the first token; to be called when nothing else can be sent any more. */
    void start() {
        timer.schedule(this::giveUp, LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        sendNext();
    }

    private void sendNext() {
        Token token = rest.remove();
        JsonObject json = new JsonObject();
        json.put("token", token.value());
        json.put("type", token.type().name());
        byte[] payload = Jsoner.serialize(json).getBytes(StandardCharsets.UTF_8);
        try {
            link.conversation().publish(new OutboundMessage(TOPIC, payload, 1, false), this);
        } catch (MqttException e) {
            LOG.debug("token not taken over on this link", e);
            fail("a token could not be sent");
        }
    }

    @Override
    public void answered(byte[] returnCodes) {
        if (rest.isEmpty()) {
            done = true;
            owner.uploaded(this, until);
        } else {
            sendNext();
        }
    }

    private void giveUp() {
        if (!done) {
            fail("no acknowledgement of a token within " + LIMIT.toSeconds() + " s");
        }
    }

    private void fail(String reason) {
        done = true;
        owner.uploadFailed(this, reason);
    }
}
