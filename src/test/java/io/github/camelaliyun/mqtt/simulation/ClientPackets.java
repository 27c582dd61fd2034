package io.github.camelaliyun.mqtt.simulation;

import io.github.camelaliyun.mqtt.wire.Packet;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the model broker does with the packets of its clients, and what it has got from them. */
final class ClientPackets {

    private final World world;
    private final Family family;
    private final ModelBroker broker;
    private final BrokerFaults faults;
    private final ClientConnects connects;
    private final Deliveries deliveries;
    private final List<String> violations;

    /** Publishes of the client that have come, by payload number: how often. */
    private final Map<Integer, Integer> published = new LinkedHashMap<>();

    /** Packet identifiers of the client's publishes that may have to come again, by payload number. */
    private final Map<Integer, Integer> identifiers = new HashMap<>();

    /** @param violations where it is told what the client must not do */
    ClientPackets(
            World world,
            Family family,
            ModelBroker broker,
            BrokerFaults faults,
            ClientConnects connects,
            Deliveries deliveries,
            List<String> violations) {
        this.world = world;
        this.family = family;
        this.broker = broker;
        this.faults = faults;
        this.connects = connects;
        this.deliveries = deliveries;
        this.violations = violations;
    }

    void received(SimLine line, Packet packet) {
        if (faults.closesNow()) {
            broker.close(line);
            return;
        }
        if (packet instanceof Packet.Connect connect) {
            connects.connect(line, connect);
            return;
        }
        if (!(packet instanceof Packet.Publish)) {
            world.tell("broker gets " + packet);
        }
        ModelSession session = line.session;
        if (session == null || session.line != line) {
            return;
        }
        if (packet instanceof Packet.Publish publish) {
            publish(session, publish);
        } else if (packet instanceof Packet.Puback ack) {
            deliveries.acknowledged(session, ack.packetId());
        } else if (packet instanceof Packet.Pubrec rec) {
            deliveries.received(session, rec.packetId());
        } else if (packet instanceof Packet.Pubcomp comp) {
            deliveries.acknowledged(session, comp.packetId());
        } else if (packet instanceof Packet.Pubrel rel) {
            released(session, rel.packetId());
        } else if (packet instanceof Packet.Subscribe subscribe) {
            subscribe(session, subscribe);
        } else if (packet instanceof Packet.Unsubscribe unsubscribe) {
            unsubscribe.filters().forEach(session.subscriptions::remove);
            line.deliver(new Packet.Unsuback(unsubscribe.packetId()));
        } else if (packet instanceof Packet.Pingreq) {
            if (faults.answersPings()) {
                line.deliver(Packet.PINGRESP);
            }
        } else if (packet instanceof Packet.Disconnect) {
            broker.close(line);
        }
    }

    private void publish(ModelSession session, Packet.Publish publish) {
        SimLine line = session.line;
        if (!connects.mayPublish(line)) {
            return;
        }
        if (publish.topic().equals("$SYS/uploadToken")) {
            line.token = TokenOffice.tokenIn(new String(publish.payload(), StandardCharsets.UTF_8));
            line.deliver(new Packet.Puback(publish.packetId()));
            return;
        }
        if (publish.topic().startsWith("bad/")) {
            world.tell("closes for " + publish.topic());
            broker.close(line);
            return;
        }
        if (publish.qos() > 0 && session.persistent) {
            checkIdentifier(publish);
        }
        boolean again = publish.qos() == 2 && session.received2.containsKey(publish.packetId());
        if (publish.qos() == 1) {
            answer(line, new Packet.Puback(publish.packetId()));
        } else if (publish.qos() == 2) {
            answer(line, new Packet.Pubrec(publish.packetId()));
        }
        if (again) {
            return;
        }
        if (publish.qos() == 2) {
            session.received2.put(publish.packetId(), publish);
        }
        if (publish.qos() < 2 || !family.onRelease()) {
            passOn(publish);
        }
    }

    /** What comes again says so, and under which identifier it came before (MQTT 3.1.1, 4.4), whatever became of the session. */
    private void checkIdentifier(Packet.Publish publish) {
        int number = Letter.number(publish.payload());
        Integer before = identifiers.putIfAbsent(number, publish.packetId());
        if (before != null && (before != publish.packetId() || !publish.duplicate())) {
            violations.add("publish " + number + " came as " + before + " and again as " + publish.packetId() + ", DUP="
                    + publish.duplicate());
        }
    }

    private void answer(SimLine line, Packet acknowledgement) {
        if (family.overtakes()) {
            world.after(broker.latency(), () -> line.deliver(acknowledgement));
        } else {
            line.deliver(acknowledgement);
        }
    }

    /** To all whose subscriptions match, the sender among them. */
    private void passOn(Packet.Publish publish) {
        published.merge(Letter.number(publish.payload()), 1, Integer::sum);
        Letter letter = new Letter(
                Letter.number(publish.payload()),
                publish.topic(),
                publish.qos(),
                publish.payload().length,
                world.now());
        deliveries.inject(letter);
        if (publish.retain()) {
            deliveries.retain(letter);
        }
    }

    private void released(ModelSession session, int packetId) {
        Packet.Publish publish = session.received2.remove(packetId);
        answer(session.line, new Packet.Pubcomp(packetId));
        if (publish != null && family.onRelease()) {
            passOn(publish);
        }
    }

    private void subscribe(ModelSession session, Packet.Subscribe subscribe) {
        if (faults.isDeafToSubscribe()) {
            return;
        }
        byte[] codes = new byte[subscribe.requests().size()];
        for (int i = 0; i < codes.length; i++) {
            Packet.Request request = subscribe.requests().get(i);
            codes[i] = faults.codeFor(request);
            if (codes[i] >= 0) {
                session.subscriptions.put(request.filter(), (int) codes[i]);
            }
        }
        session.line.deliver(new Packet.Suback(subscribe.packetId(), faults.suback(codes)));
        for (int i = 0; i < codes.length; i++) {
            if (codes[i] >= 0) {
                deliveries.subscribed(session, subscribe.requests().get(i).filter(), codes[i]);
            }
        }
        deliveries.pump(session);
    }

    int published(int number) {
        return published.getOrDefault(number, 0);
    }
}
