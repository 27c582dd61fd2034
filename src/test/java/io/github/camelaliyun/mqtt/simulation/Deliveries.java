package io.github.camelaliyun.mqtt.simulation;

import io.github.camelaliyun.mqtt.simulation.Family.Resend;
import io.github.camelaliyun.mqtt.wire.Packet;

import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the model broker sends to its clients: new messages and retained ones, in windows, and again. */
final class Deliveries {

    private final World world;
    private final Family family;
    private final ModelSessions sessions;
    private final Map<String, Letter> retained = new LinkedHashMap<>();
    /** Uses the lowest free packet identifier, as some do, and so the same ones again soon. */
    private boolean reusesIdentifiers;

    Deliveries(World world, Family family, ModelSessions sessions) {
        this.world = world;
        this.family = family;
        this.sessions = sessions;
    }

    void reuseIdentifiers() {
        reusesIdentifiers = true;
    }

    /** Somebody publishes. */
    void inject(Letter letter) {
        for (ModelSession session : sessions.all()) {
            if (family.service() && letter.topic().contains("/p2p/")) {
                if (letter.topic().endsWith("/" + session.clientId)) {
                    take(session, new Outgoing(letter, letter.qos(), false), true);
                }
                continue;
            }
            List<Map.Entry<String, Integer>> matching = session.subscriptions.entrySet().stream()
                    .filter(subscription -> Filters.matches(subscription.getKey(), letter.topic()))
                    .toList();
            switch (family.overlap()) {
                case COPIES -> {
                    boolean promised = true;
                    for (Map.Entry<String, Integer> subscription : matching) {
                        take(session, letter, subscription.getValue(), promised);
                        promised = false;
                    }
                }
                case HIGHEST ->
                    matching.stream()
                            .map(Map.Entry::getValue)
                            .max(Comparator.naturalOrder())
                            .ifPresent(qos -> take(session, letter, qos, true));
                case NARROWEST ->
                    matching.stream()
                            .filter(subscription -> session.line != null || subscription.getValue() > 0)
                            .min(Map.Entry.comparingByKey(Filters.NARROWEST_FIRST))
                            .ifPresent(subscription -> take(session, letter, subscription.getValue(), true));
            }
        }
    }

    private void take(ModelSession session, Letter letter, int most, boolean promised) {
        take(session, new Outgoing(letter, Math.min(letter.qos(), most), false), promised);
    }

    private void take(ModelSession session, Outgoing out, boolean promised) {
        if (session.line == null && (out.qos == 0 || !session.persistent)) {
            return;
        }
        if (out.qos > 0 && promised) {
            session.promised.add(out.letter);
            if (out.qos == 2) {
                session.promisedOnce.add(out.letter.number());
            }
        }
        session.queue.add(out);
        pump(session);
    }

    /** Keeps a message for later subscribers; an empty one takes back what is kept (3.3.1.3). */
    void retain(Letter letter) {
        if (letter.size() == 0) {
            retained.remove(letter.topic());
        } else {
            retained.put(letter.topic(), letter);
        }
    }

    void pump(ModelSession session) {
        if (session.line == null) {
            return;
        }
        if (family.batch() == 0 || (session.taken.isEmpty() && session.inFlight.isEmpty())) {
            takeNext(session);
        }
        while (session.quota > 0 && sendNext(session)) {
            // As many as there is room for.
        }
    }

    private boolean sendNext(ModelSession session) {
        Outgoing out = session.taken.poll();
        if (out == null) {
            return false;
        }
        session.quota = Math.max(0, session.quota - 1);
        out.packetId = id(session);
        session.inFlight.put(out.packetId, out);
        send(session, out, out.again);
        return true;
    }

    /** What needs no acknowledgement goes at once, and does not wait for the window. */
    private void takeNext(ModelSession session) {
        while (!session.queue.isEmpty() && (family.batch() == 0 || session.taken.size() < family.batch())) {
            Outgoing out = session.queue.poll();
            if (out.qos == 0) {
                session.line.deliver(packet(out, false));
            } else {
                session.taken.add(out);
            }
        }
    }

    private int id(ModelSession session) {
        if (reusesIdentifiers) {
            session.nextId = 0;
        }
        do {
            session.nextId = session.nextId % 65_535 + 1;
        } while (session.inFlight.containsKey(session.nextId));
        return session.nextId;
    }

    private void send(ModelSession session, Outgoing out, boolean again) {
        world.tell("broker sends " + out.letter.number() + " as " + out.packetId + (again ? " again" : ""));
        SimLine line = session.line;
        line.deliver(packet(out, again));
        if (family.resend() != Resend.NEVER && out.qos == 1) {
            world.after(Duration.ofMillis(3_000 + world.random().nextInt(3_000)), () -> resend(session, line, out));
        }
    }

    private void resend(ModelSession session, SimLine line, Outgoing out) {
        boolean unacknowledged = session.inFlight.containsValue(out);
        if (session.line != line || !unacknowledged || out.resends++ >= 3) {
            return;
        }
        if (family.resend() == Resend.NEW_ID) {
            out.packetId = id(session);
            session.inFlight.put(out.packetId, out);
        }
        send(session, out, family.resend() == Resend.SAME_ID_DUP);
    }

    private static Packet packet(Outgoing out, boolean again) {
        return new Packet.Publish(
                out.letter.topic(),
                out.letter.payload(),
                out.qos,
                out.retain,
                again && out.qos > 0,
                out.qos == 0 ? 0 : out.packetId);
    }

    /** A client has subscribed: what is retained goes to it. */
    void subscribed(ModelSession session, String filter, int granted) {
        retained.forEach((topic, letter) -> {
            if (Filters.matches(filter, topic)) {
                takeRetained(session, new Outgoing(letter, Math.min(letter.qos(), granted), true));
            }
        });
    }

    private void takeRetained(ModelSession session, Outgoing out) {
        if (out.qos == 0) {
            session.line.deliver(packet(out, false));
        } else {
            session.queue.add(out);
        }
    }

    /** A client has connected: what was on its way to it goes on. */
    void connected(ModelSession session) {
        session.quota = Math.max(0, family.window() - session.inFlight.size());
        if (family.batch() > 0) {
            session.taken.forEach(out -> out.again = true);
        }
        for (Outgoing out : List.copyOf(session.inFlight.values())) {
            out.resends = 0;
            if (out.received) {
                session.line.deliver(new Packet.Pubrel(out.packetId));
            } else {
                send(session, out, true);
            }
        }
        pump(session);
    }

    /** A client has received a message of QoS 2. */
    void received(ModelSession session, int packetId) {
        Outgoing out = session.inFlight.get(packetId);
        if (out != null && out.qos == 2) {
            out.received = true;
            session.line.deliver(new Packet.Pubrel(packetId));
        }
    }

    void acknowledged(ModelSession session, int packetId) {
        int place = List.copyOf(session.inFlight.keySet()).indexOf(packetId);
        Outgoing out = session.inFlight.remove(packetId);
        if (out != null) {
            session.inFlight.values().removeIf(other -> other == out);
            session.quota = Math.min(family.window(), session.quota + 1);
            for (int more = family.window() - place; family.overfills() && more > 0; more--) {
                sendNext(session);
            }
            pump(session);
        }
    }
}
