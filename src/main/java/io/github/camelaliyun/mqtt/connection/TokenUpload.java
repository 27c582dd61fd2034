package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.credential.token.Token;
import io.github.camelaliyun.mqtt.credential.token.TokenSet;
import io.github.camelaliyun.mqtt.service.SystemTopics;
import io.github.camelaliyun.mqtt.wire.Packet;
import io.github.camelaliyun.mqtt.wire.Transmission;
import org.apache.camel.util.json.JsonObject;
import org.apache.camel.util.json.Jsoner;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Gives the service new tokens on a connection that is up (动态更新 Token): each is published to
 * {@code $SYS/uploadToken}, one after the other, and until the last PUBACK nothing else may be published or subscribed, or
 * the service checks it against the old token and may close the connection. Nobody waits for it: the answers come on
 * the line's thread, and a timer notices when none comes. Its listener is told the outcome once, unless it was cancelled.
 *
 * @see <a href="https://help.aliyun.com/document_detail/175738.html">Client operations in token authentication</a>
 */
final class TokenUpload implements PacketIds.Answer {

    /** How long a PUBACK may take from the packet's leaving before the connection counts as dead. */
    static final Duration LIMIT = Duration.ofSeconds(10);

    /** Who is told of the outcome, without a lock held; must return at once. */
    interface Listener {
        /** All tokens are acknowledged, and in force. */
        void onUploaded(TokenUpload upload);

        /** The link has ended, or does not answer: it is of no more use. */
        void onUploadFailed(TokenUpload upload, String reason);

        /** Nothing was sent: no packet identifier is free. */
        void onUploadPostponed(TokenUpload upload);
    }

    private final Outlet link;
    private final TokenSet tokens;
    private final PacketIds packetIds;
    private final ConnectionThreads threads;
    private final Listener listener;

    /** Guards all that follows. */
    private final ReentrantLock lock = new ReentrantLock();

    private final Queue<Token> rest;
    private boolean ended;
    private boolean begun;
    private int packetId = PacketIds.NONE;
    private ScheduledFuture<?> limit;

    TokenUpload(Outlet link, TokenSet tokens, PacketIds packetIds, ConnectionThreads threads, Listener listener) {
        this.link = link;
        this.tokens = tokens;
        this.packetIds = packetIds;
        this.threads = threads;
        this.listener = listener;
        this.rest = new ArrayDeque<>(tokens.tokens());
    }

    Outlet link() {
        return link;
    }

    TokenSet tokens() {
        return tokens;
    }

    /** Sends the first token; to be called when nothing else can be sent any more. */
    void start() {
        sendNext();
    }

    /** Ends it here, without a word to the listener: the link has ended. */
    void cancel() {
        end();
    }

    private void sendNext() {
        Packet packet;
        int id;
        lock.lock();
        try {
            if (ended) {
                return;
            }
            id = packetIds.take(this);
            packetId = id;
            packet = id == PacketIds.NONE ? null : packet(rest.remove(), id);
        } finally {
            lock.unlock();
        }
        if (packet == null) {
            noIdentifier();
        } else if (!link.send(packet, new Leaving(id))) {
            fail("a token could not be sent");
        }
    }

    private void noIdentifier() {
        if (begun) {
            fail("no packet identifier is free for a token");
        } else if (end()) {
            listener.onUploadPostponed(this);
        }
    }

    private static Packet packet(Token token, int packetId) {
        JsonObject json = new JsonObject();
        json.put("token", token.value());
        json.put("type", token.type().name());
        byte[] payload = Jsoner.serialize(json).getBytes(StandardCharsets.UTF_8);
        return new Packet.Publish(SystemTopics.UPLOAD_TOKEN, payload, 1, false, false, packetId);
    }

    /** Before a packet has left, nothing that is sent behind it would arrive either; the line's own limits see to that. */
    private final class Leaving implements Transmission {
        private final int id;

        Leaving(int id) {
            this.id = id;
        }

        @Override
        public void onLeft() {
            lock.lock();
            try {
                if (!ended && packetId == id && limit == null) {
                    limit = threads.after(LIMIT, () -> giveUp(id));
                }
            } finally {
                lock.unlock();
            }
        }
    }

    @Override
    public void answered(Packet packet) {
        boolean last;
        lock.lock();
        try {
            if (ended || !(packet instanceof Packet.Puback puback) || puback.packetId() != packetId) {
                return;
            }
            begun = true;
            forgetPacket();
            last = rest.isEmpty();
        } finally {
            lock.unlock();
        }
        if (!last) {
            sendNext();
        } else if (end()) {
            listener.onUploaded(this);
        }
    }

    private void giveUp(int id) {
        lock.lock();
        try {
            if (packetId != id) {
                return;
            }
        } finally {
            lock.unlock();
        }
        fail("no acknowledgement of a token within " + LIMIT.toSeconds() + " s");
    }

    /** Ends it by a fault of the link's. */
    void fail(String reason) {
        if (end()) {
            listener.onUploadFailed(this, reason);
        }
    }

    /** True the first time. */
    private boolean end() {
        lock.lock();
        try {
            boolean first = !ended;
            ended = true;
            forgetPacket();
            return first;
        } finally {
            lock.unlock();
        }
    }

    private void forgetPacket() {
        if (limit != null) {
            limit.cancel(false);
            limit = null;
        }
        if (packetId != PacketIds.NONE) {
            packetIds.free(packetId);
            packetId = PacketIds.NONE;
        }
    }
}
