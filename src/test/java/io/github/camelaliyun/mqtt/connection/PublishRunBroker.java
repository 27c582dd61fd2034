package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.wire.Packet;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The broker of a {@link PublishRun}: it keeps its side of the session, and an eye on the client. */
final class PublishRunBroker {

    final Map<String, Integer> delivered = new HashMap<>();
    final Set<String> left = new HashSet<>();
    final List<String> violations = new ArrayList<>();
    private final PublishRun run;
    private final Set<Integer> received = new HashSet<>();
    /** Identifiers whose exchange the client has not seen the end of. */
    private final Map<Integer, Packet.Publish> inUse = new HashMap<>();

    PublishRunBroker(PublishRun run) {
        this.run = run;
    }

    void given(Packet packet) {
        if (packet instanceof Packet.Publish publish && publish.qos() > 0) {
            Packet.Publish other = inUse.put(publish.packetId(), publish);
            if (other != null && !other.topic().equals(publish.topic())) {
                violations.add(publish + " has the identifier of " + other);
            }
            if (publish.duplicate() != (other != null)) {
                violations.add("DUP of " + publish + " after " + other);
            }
        }
    }

    void left(Packet.Publish publish) {
        if (!left.add(publish.topic()) && publish.qos() == 0) {
            violations.add(publish + " left twice");
        }
    }

    Packet take(Packet packet) {
        if (packet instanceof Packet.Publish publish) {
            if (publish.qos() < 2 || received.add(publish.packetId())) {
                int times = delivered.merge(publish.topic(), 1, Integer::sum);
                if (times > 1 && (publish.qos() == 0 || publish.qos() == 2 && !run.rough)) {
                    violations.add(publish + " delivered twice");
                }
            }
            return switch (publish.qos()) {
                case 0 -> null;
                case 1 -> new Packet.Puback(publish.packetId());
                default -> new Packet.Pubrec(publish.packetId());
            };
        } else if (packet instanceof Packet.Pubrel pubrel) {
            received.remove(pubrel.packetId());
            return new Packet.Pubcomp(pubrel.packetId());
        } else {
            return Packet.PINGRESP;
        }
    }

    void answered(Packet packet) {
        if (packet instanceof Packet.Puback puback) {
            inUse.remove(puback.packetId());
        } else if (packet instanceof Packet.Pubcomp pubcomp) {
            inUse.remove(pubcomp.packetId());
        }
    }

    void forget() {
        received.clear();
        // What has its outcome is free now; the rest is sent again as it was.
        inUse.values().removeIf(publish -> !run.rig.outcome(publish.topic()).equals("none"));
    }

    void clientForgets() {
        inUse.clear();
    }

    void clientForgetsGivenUpQos1(WindowRig rig) {
        inUse.values()
                .removeIf(publish ->
                        publish.qos() == 1 && !rig.outcome(publish.topic()).equals("none"));
    }
}
