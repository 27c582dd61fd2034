package io.github.camelaliyun.mqtt.stress;

import io.github.camelaliyun.mqtt.wire.Line;
import io.github.camelaliyun.mqtt.wire.LineListener;
import io.github.camelaliyun.mqtt.wire.LineOptions;
import io.github.camelaliyun.mqtt.wire.Packet;
import io.github.camelaliyun.mqtt.wire.Way;
import io.github.camelaliyun.mqtt.wire.Wire;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.IntPredicate;

/** A broker for one client with a session, and the network to it; notes what the client must not do. */
final class RacingServer implements Wire {

    private static final int FIRST_ID = 100;

    private final Executor threads;
    private final Queue<String> violations = new ConcurrentLinkedQueue<>();
    private final List<RacingLine> lines = new ArrayList<>();
    /** The line that a client is at: from CONNECT until either side ends it. */
    private RacingLine present;

    /** CONNECT has come, and CONNACK has not been sent. */
    private boolean welcoming;

    private boolean sessionPresent;
    /** Messages for the client that it has not acknowledged, by packet identifier. */
    private final Map<Integer, Packet.Publish> outgoing = new LinkedHashMap<>();
    /** Of these, the ones whose PUBREC has come. */
    private final Set<Integer> released = new HashSet<>();
    /** What the present line has brought and has not been acknowledged on it. */
    private final Set<Integer> due = new HashSet<>();
    /** Identifiers of publishes of the client that have not been answered in full. */
    private final Map<Integer, Integer> incoming = new HashMap<>();

    private final List<Integer> published = new ArrayList<>();
    private int lastId = FIRST_ID;

    /** Whether a line says at once, on the sender's thread, that a packet has left. */
    volatile boolean tellsAtOnce;
    /** Whether it answers CONNECT by itself. */
    volatile boolean welcomes = true;
    /** Whether all have ended with a message, so that it may be acknowledged. */
    volatile IntPredicate ended = number -> true;
    /** So many CONNECTs are answered by closing. */
    int refusals;

    RacingServer(Executor threads) {
        this.threads = threads;
    }

    Executor threads() {
        return threads;
    }

    boolean tellsAtOnce() {
        return tellsAtOnce;
    }

    void violated(String what) {
        violations.add(what);
    }

    void requireNoViolation() {
        if (!violations.isEmpty()) {
            throw new AssertionError(violations.toString());
        }
    }

    @Override
    public Line open(Way way, LineOptions options, LineListener listener) {
        RacingLine line = new RacingLine(this, listener);
        synchronized (this) {
            lines.add(line);
        }
        line.open();
        return line;
    }

    synchronized RacingLine present() {
        return present;
    }

    synchronized boolean allClosed() {
        return lines.stream().allMatch(RacingLine::isClosed);
    }

    synchronized int unacknowledged() {
        return outgoing.size();
    }

    /** The payloads of the client's publishes, in the order of their first arrival. */
    synchronized List<Integer> published() {
        return List.copyOf(published);
    }

    /** A new message for the client: sent now if it is there, and at the next CONNECT else. */
    synchronized void publish(String topic, int qos, int number) {
        int id = ++lastId;
        Packet.Publish publish = new Packet.Publish(topic, bytes(number), qos, false, false, id);
        outgoing.put(id, publish);
        if (present != null && !welcoming) {
            due.add(id);
            present.deliver(publish);
        }
    }

    static byte[] bytes(int number) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(number).array();
    }

    static int number(byte[] payload) {
        return ByteBuffer.wrap(payload).getInt();
    }

    synchronized void ended(RacingLine line) {
        if (present == line) {
            present = null;
        }
    }

    synchronized void closed(RacingLine line) {
        ended(line);
    }

    /** A packet of the client; false if its line has ended. */
    synchronized boolean sent(RacingLine line, Packet packet) {
        if (!line.isUsable()) {
            return false;
        }
        if (packet instanceof Packet.Connect) {
            if (present != null) {
                violated("CONNECT while another line is in use");
            }
            present = line;
            due.clear();
            welcoming = true;
            if (refusals > 0) {
                refusals--;
                line.closeByServer();
            } else if (welcomes) {
                welcome();
            }
            return true;
        }
        if (present != line) {
            return false;
        }
        if (packet instanceof Packet.Puback ack) {
            acknowledged(ack.packetId(), 1);
        } else if (packet instanceof Packet.Pubrec rec) {
            acknowledged(rec.packetId(), 2);
        } else if (packet instanceof Packet.Pubcomp comp) {
            if (released.remove(comp.packetId())) {
                outgoing.remove(comp.packetId());
            }
        } else if (packet instanceof Packet.Subscribe subscribe) {
            byte[] codes = new byte[subscribe.requests().size()];
            for (int i = 0; i < codes.length; i++) {
                codes[i] = (byte) subscribe.requests().get(i).qos();
            }
            line.deliver(new Packet.Suback(subscribe.packetId(), codes));
        } else if (packet instanceof Packet.Unsubscribe unsubscribe) {
            line.deliver(new Packet.Unsuback(unsubscribe.packetId()));
        } else if (packet instanceof Packet.Publish publish) {
            received(line, publish);
        } else if (packet instanceof Packet.Pubrel rel) {
            incoming.remove(rel.packetId());
            line.deliver(new Packet.Pubcomp(rel.packetId()));
        } else if (packet instanceof Packet.Pingreq) {
            line.deliver(Packet.PINGRESP);
        } else if (packet instanceof Packet.Disconnect) {
            present = null;
        }
        return true;
    }

    /** It answers every CONNECT from now on, and the one that waits. */
    synchronized void welcomeAll() {
        welcomes = true;
        welcome();
    }

    /** CONNACK, and what the session has. */
    synchronized void welcome() {
        if (present == null || !welcoming) {
            return;
        }
        welcoming = false;
        present.deliver(new Packet.Connack(sessionPresent, 0));
        sessionPresent = true;
        for (Packet.Publish publish : outgoing.values()) {
            int id = publish.packetId();
            if (released.contains(id)) {
                present.deliver(new Packet.Pubrel(id));
            } else {
                due.add(id);
                present.deliver(new Packet.Publish(
                        publish.topic(), publish.payload(), publish.qos(), false, true, publish.packetId()));
            }
        }
    }

    private void acknowledged(int id, int qos) {
        if (!due.remove(id)) {
            violated("an acknowledgement of " + id + ", which was acknowledged before on this line, or not sent on it");
        }
        Packet.Publish publish = outgoing.get(id);
        if (publish == null || publish.qos() != qos) {
            violated("the acknowledgement of " + id + " is of the wrong kind");
        } else if (!ended.test(number(publish.payload()))) {
            violated("the acknowledgement of " + id + " comes before its end");
        } else if (qos == 1) {
            outgoing.remove(id);
        } else {
            released.add(id);
            present.deliver(new Packet.Pubrel(id));
        }
    }

    private void received(RacingLine line, Packet.Publish publish) {
        int number = number(publish.payload());
        if (publish.qos() > 0) {
            Integer before = incoming.put(publish.packetId(), number);
            if (before != null && !publish.duplicate() && before != number) {
                violated("the identifier " + publish.packetId() + " is in use");
            }
        }
        if (!publish.duplicate()) {
            published.add(number);
        }
        if (publish.qos() == 1) {
            incoming.remove(publish.packetId());
            line.deliver(new Packet.Puback(publish.packetId()));
        } else if (publish.qos() == 2) {
            line.deliver(new Packet.Pubrec(publish.packetId()));
        }
        if (ThreadLocalRandom.current().nextInt(8) == 0) {
            Thread.yield();
        }
    }

    @Override
    public synchronized String toString() {
        return "the server has " + outgoing.keySet() + " unacknowledged, " + lines.size() + " lines, present: "
                + (present != null) + ", published to it: " + published + ", violations: " + violations;
    }
}
