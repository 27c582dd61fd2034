package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.wire.Packet;

import java.util.HashMap;
import java.util.Map;

/**
 * QoS 2 messages whose exchanges have ended, until PUBREL. Another message under such an identifier is a new one: the session
 * was lost with a CONNECT whose CONNACK never came. Guarded by the lock of {@link Inbound}.
 */
final class EndedMessages {

    /** @param link the one that it came by last: on another one, it comes again with DUP (MQTT 3.1.1, 3.3.1-1) */
    private record Ended(Fingerprint fingerprint, Link link) {
        boolean isMeantBy(Packet.Publish publish, Link present) {
            return (publish.duplicate() || link == present) && fingerprint.equals(Fingerprint.of(publish));
        }
    }

    private final Map<Integer, Ended> byId = new HashMap<>();

    void add(int packetId, Fingerprint fingerprint, Link link) {
        byId.put(packetId, new Ended(fingerprint, link));
    }

    /** Whether the broker sends one of them again; then it has come by this link. */
    boolean isOne(Packet.Publish publish, Link present) {
        Ended ended = publish.qos() == 2 ? byId.get(publish.packetId()) : null;
        if (ended == null || !ended.isMeantBy(publish, present)) {
            return false;
        }
        add(publish.packetId(), ended.fingerprint(), present);
        return true;
    }

    void remove(int packetId) {
        byId.remove(packetId);
    }

    void clear() {
        byId.clear();
    }
}
