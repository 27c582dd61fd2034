package io.github.camelaliyun.mqtt.simulation;

import io.github.camelaliyun.mqtt.wire.Packet;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Writes down what came to the peers of a {@link Replay} without the freedom that MQTT 3.1.1 leaves a broker, so that what
 * two of them do can be compared as text; each comment cites where the freedom is given.
 */
final class CanonicalText {

    private final String prefix;
    private final Exchanges exchanges;
    private final Set<Integer> atLeisure = new HashSet<>();
    private final Set<Integer> seen = new HashSet<>();
    private int cutAtNumber;
    private int cutAtSendersNumber = Replay.SENDERS_FROM;

    /** @param prefix of all topics, which is not written down */
    CanonicalText(String prefix, Exchanges exchanges) {
        this.prefix = prefix;
        this.exchanges = exchanges;
    }

    /** A message may come at any time, or not at all. */
    void atLeisure(int number) {
        atLeisure.add(number);
    }

    /** The client is gone; what was sent by then, up to these numbers, may have left unseen. */
    void cut(int number, int sendersNumber) {
        cutAtNumber = number;
        cutAtSendersNumber = sendersNumber;
    }

    /**
     * Packets of one kind in their order, one kind after the other. A broker may send a retained message before or after
     * the SUBACK (3.8.4), and only messages of one topic and one QoS have an order by the letter (4.6.0-6); that of QoS 1
     * and 2 together is compared all the same, as both brokers keep it and the simulation counts on it. Retained messages of
     * different topics have none.
     */
    List<String> canonical(String peer, List<Packet> packets) {
        List<String> answers = new ArrayList<>();
        List<String> ordered = new ArrayList<>();
        List<String> unordered = new ArrayList<>();
        for (Packet packet : packets) {
            String text = peer + " " + text(peer, packet);
            if (!(packet instanceof Packet.Publish publish)) {
                answers.add(text);
            } else if (publish.qos() > 0 && !publish.retain()) {
                ordered.add(text);
            } else if (isCompared(packet)) {
                unordered.add(text);
            }
        }
        if (!packets.isEmpty() && packets.stream().skip(1).anyMatch(Packet.Connack.class::isInstance)) {
            // "The first packet sent from the Server to the Client MUST be a CONNACK Packet" (3.2.0-1).
            answers.add(peer + " had something before the CONNACK");
        }
        Collections.sort(unordered);
        // The order of acknowledgements is prescribed to clients, not to brokers (4.6); HiveMQ's may overtake each
        // other. That of PUBREL is one of the rules that a broker follows too (4.6.0-4), if not with regard to other
        // types.
        answers.sort(Comparator.comparing((String text) -> text.contains(" PUBREL ") ? "~" : text));
        return Stream.of(answers, ordered, unordered).flatMap(List::stream).toList();
    }

    boolean isCompared(Packet packet) {
        return !(packet instanceof Packet.Publish publish)
                || publish.qos() > 0
                || publish.retain()
                || !atLeisure.contains(Letter.number(publish.payload()));
    }

    private String text(String peer, Packet packet) {
        boolean ofClient = !peer.equals("sender");
        if (packet instanceof Packet.Connack connack) {
            if (ofClient && !connack.sessionPresent()) {
                exchanges.got.clear();
                exchanges.given.clear();
            }
            return "CONNACK " + connack.returnCode() + (connack.sessionPresent() ? " session present" : "");
        } else if (packet instanceof Packet.Publish publish) {
            return publish(publish);
        } else if (packet instanceof Packet.Puback ack) {
            exchanges.given.remove(ack.packetId());
            return "PUBACK " + ack.packetId();
        } else if (packet instanceof Packet.Pubrec rec) {
            if (exchanges.given.containsKey(rec.packetId())) {
                exchanges.given.get(rec.packetId()).received = true;
            }
            return "PUBREC " + rec.packetId();
        } else if (packet instanceof Packet.Pubcomp comp) {
            exchanges.given.remove(comp.packetId());
            return "PUBCOMP " + comp.packetId();
        } else if (packet instanceof Packet.Pubrel rel) {
            Exchanges.Got one = exchanges.got.get(rel.packetId());
            if (one == null) {
                return "PUBREL of nothing";
            }
            one.released = true;
            return "PUBREL #" + one.number;
        } else if (packet instanceof Packet.Suback suback) {
            StringBuilder codes = new StringBuilder("SUBACK " + suback.packetId());
            for (byte code : suback.returnCodes()) {
                codes.append(' ').append(code & 0xff);
            }
            return codes.toString();
        } else if (packet instanceof Packet.Unsuback unsuback) {
            return "UNSUBACK " + unsuback.packetId();
        }
        return packet.getClass().getSimpleName().toUpperCase(java.util.Locale.ROOT);
    }

    /**
     * Whether a broker may have sent a message for the first time, or not, when it learned that its client had gone: DUP says
     * which (3.3.1-1), and that a client has not seen it, with a step that was cut, leaves both open.
     */
    private boolean mayHaveLeftUnseen(int number) {
        return seen.add(number) && number <= (number > Replay.SENDERS_FROM ? cutAtSendersNumber : cutAtNumber);
    }

    /** Which value a new identifier has is the broker's choice (2.3.1); whether it is one in use is not (2.3.1-2, 4.4.0-1). */
    private String publish(Packet.Publish publish) {
        int number = Letter.number(publish.payload());
        boolean duplicate = !mayHaveLeftUnseen(number) && publish.duplicate();
        String id = "";
        if (publish.qos() > 0) {
            Exchanges.Got before = exchanges.got.put(publish.packetId(), new Exchanges.Got(number, publish.qos()));
            id = before == null ? " new id" : before.number == number ? " same id" : " id of #" + before.number;
        }
        return "PUBLISH #" + number + " " + publish.topic().substring(prefix.length()) + " q" + publish.qos()
                + (publish.retain() ? " retain" : "") + (duplicate ? " dup" : "") + id;
    }
}
