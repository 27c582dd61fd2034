package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.wire.Packet;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import static io.github.camelaliyun.mqtt.connection.InboundRig.big;

/** A broker that makes the link again when it is asked to, and sends again what has not been acknowledged. */
final class Owed {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private final InboundRig rig;
    private final Map<Integer, Packet.Publish> unacknowledged = new LinkedHashMap<>();

    Owed(InboundRig rig) {
        this.rig = rig;
    }

    void sent(String topic, int packetId, int size) {
        unacknowledged.put(packetId, new Packet.Publish(topic, big(packetId, size), 1, false, true, packetId));
    }

    void publish(String topic, int packetId, int size) {
        sent(topic, packetId, size);
        rig.publish(topic, 1, packetId, big(packetId, size), false);
    }

    void pass(Duration time) {
        for (long left = time.toSeconds(); left > 0; left--) {
            rig.advance(SECOND);
            if (!rig.fetched.isEmpty()) {
                rig.fetched.clear();
                rig.acknowledged().forEach(ack -> unacknowledged.remove(Integer.valueOf(ack.replace("PUBACK ", ""))));
                rig.reconnect(true);
                List.copyOf(unacknowledged.values()).forEach(rig::deliver);
            }
        }
    }
}
