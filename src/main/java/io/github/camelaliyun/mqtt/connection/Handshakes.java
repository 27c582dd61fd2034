package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.wire.Packet;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The packets of a publish (MQTT 3.1.1, 4.3 and 4.4): what is sent for it, under which identifier, and what acknowledges
 * it. A publish that was given up keeps its identifier while the server may still have it in use. Guarded by the window's
 * lock.
 */
final class Handshakes {

    /** PUBRELs of a publish that was given up. */
    static final int MOST_FINISHES = 3;

    private final PacketIds ids;
    private final boolean cleanSession;
    /** Given up, with an identifier that the server may still have in use. */
    private final Map<Integer, PendingPublish> abandoned = new LinkedHashMap<>();

    Handshakes(PacketIds ids, boolean cleanSession) {
        this.ids = ids;
        this.cleanSession = cleanSession;
    }

    /** What has to be sent for a publish now; null if no packet identifier is free. */
    Packet next(PendingPublish publish) {
        OutboundMessage message = publish.message;
        if (publish.released) {
            return new Packet.Pubrel(publish.packetId);
        }
        if (message.qos() > 0 && publish.packetId == 0) {
            publish.packetId = ids.take(publish);
            if (publish.packetId == PacketIds.NONE) {
                return null;
            }
        }
        return new Packet.Publish(
                message.topic(),
                message.payload(),
                message.qos(),
                message.retained(),
                publish.sentBefore,
                publish.packetId);
    }

    /**
     * Takes a packet that has the identifier of a publish, and sends what is due in turn.
     *
     * @param link null if there is none
     * @return whether the publish is acknowledged by it
     */
    boolean answered(PendingPublish publish, Packet packet, Outlet link) {
        int id = publish.packetId;
        if (id == 0) {
            return false;
        }
        int qos = publish.message.qos();
        if (qos == 2 && packet instanceof Packet.Pubrec pubrec && pubrec.packetId() == id) {
            publish.released = true;
            if (link != null) {
                link.send(new Packet.Pubrel(id), null);
            }
            return false;
        }
        boolean last = qos == 1 && packet instanceof Packet.Puback puback && puback.packetId() == id
                || publish.released && packet instanceof Packet.Pubcomp pubcomp && pubcomp.packetId() == id;
        if (last) {
            publish.acknowledged = true;
            free(publish);
        }
        return last;
    }

    /** Its outcome is told; its identifier is freed as soon as the server does not use it any more. */
    void abandon(PendingPublish publish, Outlet link) {
        if (publish.packetId == 0) {
            return;
        }
        boolean inUse = link != null && publish.sentOn == link
                || publish.message.qos() == 2 && publish.sentBefore && !cleanSession;
        if (inUse) {
            publish.message = publish.message.withoutPayload();
            abandoned.put(publish.packetId, publish);
            ids.expectNoMore(publish.packetId);
        } else {
            free(publish);
        }
    }

    /** Whether something that was given up, and was sent after that time, is still unacknowledged on the link. */
    boolean unacknowledged(Outlet link, long sentAfterNanos) {
        return abandoned.values().stream()
                .anyMatch(publish -> publish.sentOn == link && publish.sentNanos - sentAfterNanos > 0);
    }

    /**
     * Finishes on a new link of the session what was given up of QoS 2, so that its identifier is free again (4.4.0-1): some
     * times, since nobody waits for it, and a server may close the connection for it. That its PUBREC has not come changes
     * nothing: a server that does not know the identifier answers PUBREL all the same (4.3.3), and one that does has the
     * message.
     */
    void linkUp(Outlet link) {
        for (PendingPublish publish : abandoned.values()) {
            if (publish.message.qos() == 2 && publish.finishes < MOST_FINISHES) {
                publish.finishes++;
                publish.released = true;
                link.send(new Packet.Pubrel(publish.packetId), null);
            }
        }
    }

    /** Of what was given up the server keeps no more than the session does: QoS 2, if it is persistent. */
    void linkDown() {
        for (PendingPublish publish : List.copyOf(abandoned.values())) {
            if (cleanSession || publish.message.qos() == 1) {
                free(publish);
            }
        }
    }

    /** The server has forgotten every identifier. */
    void sessionGone() {
        List.copyOf(abandoned.values()).forEach(this::free);
    }

    void free(PendingPublish publish) {
        if (publish.packetId != 0) {
            ids.free(publish.packetId);
            abandoned.remove(publish.packetId);
            publish.packetId = 0;
            publish.sentBefore = false;
        }
    }
}
