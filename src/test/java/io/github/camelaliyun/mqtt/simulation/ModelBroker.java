package io.github.camelaliyun.mqtt.simulation;

import io.github.camelaliyun.mqtt.wire.Line;
import io.github.camelaliyun.mqtt.wire.LineListener;
import io.github.camelaliyun.mqtt.wire.LineOptions;
import io.github.camelaliyun.mqtt.wire.Packet;
import io.github.camelaliyun.mqtt.wire.Way;
import io.github.camelaliyun.mqtt.wire.Wire;

import java.net.ConnectException;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A broker of MQTT 3.1.1 behind the seam: sessions, windows, resends, takeovers, and every fault that a schedule asks for.
 * What it was given and has promised to deliver is its record, which the checker reads.
 */
final class ModelBroker implements Wire {

    private final World world;
    private final Family family;
    private final List<SimLine> lines = new ArrayList<>();
    private final List<String> violations = new ArrayList<>();
    private final ModelSessions sessions = new ModelSessions();
    private final BrokerFaults faults = new BrokerFaults();
    private final PauseCheck pauses;
    private final Deliveries deliveries;
    private final ClientPackets packets;
    private int opens;

    ModelBroker(World world, Family family) {
        this(world, family, null);
    }

    /** @param office of the tokens that clients present; null if they present none */
    ModelBroker(World world, Family family, TokenOffice office) {
        this.world = world;
        this.family = family;
        pauses = new PauseCheck(world, violations);
        deliveries = new Deliveries(world, family, sessions);
        ClientConnects connects = new ClientConnects(world, family, office, this, faults, sessions, deliveries);
        packets = new ClientPackets(world, family, this, faults, connects, deliveries, violations);
    }

    @Override
    public Line open(Way way, LineOptions options, LineListener listener) {
        opens++;
        pauses.checkPause();
        SimLine line = new SimLine(world, this, listener, options.maxPacketSize(), family.latencyMillis());
        lines.add(line);
        pauses.opened(line);
        world.tell("open " + way.serverUri());
        if (faults.isSilent() && world.random().nextBoolean()) {
            // Nobody answers, not even to say no.
            return line;
        }
        boolean refuse = faults.isRefusing();
        world.after(latency(), () -> {
            if (refuse) {
                lines.remove(line);
                line.breaks(new ConnectException("Connection refused"));
            } else {
                line.open();
            }
        });
        return line;
    }

    /** The client sends a publish, which may arrive. */
    void sends(Packet.Publish publish) {
        pauses.sends(publish);
    }

    /** A packet of a client arrives. */
    void received(SimLine line, Packet packet) {
        packets.received(line, packet);
    }

    /** Up to a client or the other way, at random. */
    Duration latency() {
        return Duration.ofNanos(1 + world.random().nextLong(family.latencyMillis() * 1_000_000L));
    }

    /** Somebody publishes. */
    void inject(Letter letter) {
        deliveries.inject(letter);
    }

    /** Somebody publishes what is to be kept; an empty payload takes back what is kept. */
    void retain(Letter letter) {
        deliveries.retain(letter);
    }

    /** It uses the lowest free packet identifier from now on. */
    void reuseIdentifiers() {
        deliveries.reuseIdentifiers();
    }

    /** The server closes a connection. */
    void close(SimLine line) {
        leave(line);
        line.closedByServer();
    }

    /** A connection has gone. */
    void leave(SimLine line) {
        lines.remove(line);
        ModelSession session = line.session;
        if (session != null && session.line == line) {
            session.line = null;
            session.queue.removeIf(out -> out.qos == 0);
            if (!session.persistent) {
                sessions.end(session);
            }
        }
    }

    /** All sessions are lost, and every connection with them. */
    void loseSessions() {
        List<SimLine> open = List.copyOf(lines);
        sessions.lose();
        open.forEach(line -> {
            line.session = null;
            line.breaks(new SocketException("Connection reset"));
            lines.remove(line);
        });
    }

    /** Every connection is reset, and so is what is on its way. */
    void cut() {
        for (SimLine line : List.copyOf(lines)) {
            line.breaks(new SocketException("Connection reset"));
            leave(line);
        }
    }

    void closeAll() {
        List.copyOf(lines).forEach(this::close);
    }

    /** From now on nothing passes on the present connections, and nobody is told. */
    void halfOpen() {
        lines.forEach(SimLine::goDead);
    }

    /** From now on a filter is refused, which the client has to find out on a new connection. */
    void forbid(String filter) {
        faults.refuseFilter(filter);
        sessions.all().forEach(session -> session.subscriptions.remove(filter));
        closeAll();
    }

    /** What is wrong with it, to be switched on and off. */
    BrokerFaults faults() {
        return faults;
    }

    /** All is well from now on. */
    void heal() {
        faults.heal();
    }

    ModelSession session(String clientId) {
        return sessions.of(clientId);
    }

    boolean isForgotten(int letter) {
        return sessions.isForgotten(letter);
    }

    /** How often a publish of the client has come, by the number of its payload. */
    int published(int number) {
        return packets.published(number);
    }

    /** What the client did that the specification forbids. */
    List<String> violations() {
        return violations;
    }

    /** Whether a connection is open. */
    boolean has(SimLine line) {
        return lines.contains(line);
    }

    int lines() {
        return lines.size();
    }

    int opens() {
        return opens;
    }
}
