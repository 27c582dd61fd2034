package io.github.camelaliyun.mqtt.simulation;

import io.github.camelaliyun.mqtt.wire.Packet;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** What the model broker does with a CONNECT, and with the token that a client presents. */
final class ClientConnects {

    private static final Duration TOKEN_WATCH = Duration.ofSeconds(5);

    private final World world;
    private final Family family;
    /** Null if clients present no tokens. */
    private final TokenOffice office;

    private final ModelBroker broker;
    private final BrokerFaults faults;
    private final ModelSessions sessions;
    private final Deliveries deliveries;

    ClientConnects(
            World world,
            Family family,
            TokenOffice office,
            ModelBroker broker,
            BrokerFaults faults,
            ModelSessions sessions,
            Deliveries deliveries) {
        this.world = world;
        this.family = family;
        this.office = office;
        this.broker = broker;
        this.faults = faults;
        this.sessions = sessions;
        this.deliveries = deliveries;
    }

    void connect(SimLine line, Packet.Connect connect) {
        if (faults.isSilent()) {
            return;
        }
        if (faults.connackCode() != 0) {
            line.deliver(new Packet.Connack(false, faults.connackCode()));
            broker.close(line);
            return;
        }
        ModelSession taken = sessions.of(connect.clientId());
        if (taken != null && taken.line != null) {
            broker.close(taken.line);
        }
        if (office != null) {
            line.token = TokenOffice.tokenIn(connect.password());
            if (!office.isGood(line.token)) {
                line.deliver(new Packet.Connack(false, 4));
                broker.close(line);
                return;
            }
            world.after(TOKEN_WATCH, () -> watchToken(line));
        }
        ModelSession before = sessions.of(connect.clientId());
        if (before != null && (connect.cleanSession() || !before.persistent)) {
            sessions.forget(before);
            before = null;
        }
        boolean present = before != null;
        ModelSession session = present ? before : new ModelSession(connect.clientId(), !connect.cleanSession());
        sessions.put(session);
        session.line = line;
        line.session = session;
        line.acceptedNanos = world.now();
        world.tell("connected, session present " + present);
        line.deliver(new Packet.Connack(present || (family.lies() && !connect.cleanSession()), 0));
        deliveries.connected(session);
    }

    /** Whether a client may publish; one that may not is told, and its connection closed. */
    boolean mayPublish(SimLine line) {
        if (office != null && !office.isGood(line.token)) {
            invalidate(line);
            return false;
        }
        return true;
    }

    /** The service looks at tokens now and then, and at each packet. */
    private void watchToken(SimLine line) {
        if (broker.has(line)) {
            if (office.isGood(line.token)) {
                world.after(TOKEN_WATCH, () -> watchToken(line));
            } else {
                invalidate(line);
            }
        }
    }

    private void invalidate(SimLine line) {
        world.tell("closes for a token");
        byte[] notice = "{\"code\":2,\"type\":\"RW\"}".getBytes(StandardCharsets.UTF_8);
        line.deliver(new Packet.Publish("$SYS/tokenInvalidNotice", notice, 0, false, false, 0));
        broker.close(line);
    }
}
