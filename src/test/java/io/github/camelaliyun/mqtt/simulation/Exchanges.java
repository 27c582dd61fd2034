package io.github.camelaliyun.mqtt.simulation;

import io.github.camelaliyun.mqtt.wire.Packet;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The messages of a {@link Replay} that are not complete, of its client and of the broker. */
final class Exchanges {

    /** A message that has come at QoS 1 or 2, and is not complete. */
    static final class Got {
        final int number;
        final int qos;
        boolean received;
        boolean released;

        Got(int number, int qos) {
            this.number = number;
            this.qos = qos;
        }
    }

    /** A message of the client's own that is not complete. */
    static final class Given {
        final Packet.Publish publish;
        int connection;
        boolean received;
        boolean released;

        Given(Packet.Publish publish, int connection) {
            this.publish = publish;
            this.connection = connection;
        }
    }

    final Map<Integer, Got> got = new TreeMap<>();
    final Map<Integer, Given> given = new LinkedHashMap<>();

    /** The client has a message of its own at QoS 1 or 2, on the connection of that number. */
    void give(Packet.Publish publish, int connection) {
        given.put(publish.packetId(), new Given(publish, connection));
    }

    /** The client releases all of its messages of QoS 2 that the broker has. */
    void release(Counterpart.Peer client, int connects) {
        given.forEach((id, one) -> {
            if (one.received && !one.released) {
                one.released = true;
                one.connection = connects;
                client.send(new Packet.Pubrel(id));
            }
        });
    }

    /** After a reconnect, and only then, a client sends again what is not complete, with the same identifiers (4.4.0-1). */
    void resend(Counterpart.Peer client, int connects) {
        given.forEach((id, one) -> {
            Packet.Publish first = one.publish;
            if (one.connection == connects) {
                return;
            }
            one.connection = connects;
            client.send(
                    one.released
                            ? new Packet.Pubrel(id)
                            : new Packet.Publish(
                                    first.topic(), first.payload(), first.qos(), first.retain(), true, id));
        });
    }

    void acknowledge(Counterpart.Peer client, int which) {
        List<Integer> ids = waiting();
        if (!ids.isEmpty()) {
            acknowledgeId(client, ids.get(which % ids.size()));
        }
    }

    void acknowledgeAll(Counterpart.Peer client, boolean backwards) {
        List<Integer> ids = new ArrayList<>(waiting());
        if (backwards) {
            Collections.reverse(ids);
        }
        ids.forEach(id -> acknowledgeId(client, id));
    }

    /** Those that wait for the client: by their messages, since identifiers are the broker's choice (2.3.1). */
    private List<Integer> waiting() {
        return got.entrySet().stream()
                .filter(entry -> !entry.getValue().received || entry.getValue().released)
                .sorted(Comparator.comparing((Map.Entry<Integer, Got> entry) -> entry.getValue().number)
                        .thenComparing(entry -> entry.getValue().qos)
                        .thenComparing(Map.Entry::getKey))
                .map(Map.Entry::getKey)
                .toList();
    }

    private void acknowledgeId(Counterpart.Peer client, int id) {
        Got one = got.get(id);
        if (one.qos == 2 && !one.received) {
            one.received = true;
            client.send(new Packet.Pubrec(id));
        } else {
            got.remove(id);
            client.send(one.qos == 1 ? new Packet.Puback(id) : new Packet.Pubcomp(id));
        }
    }
}
