package io.github.camelaliyun.mqtt.simulation;

import io.github.camelaliyun.mqtt.simulation.Recording.Kind;
import io.github.camelaliyun.mqtt.simulation.Recording.Step;
import io.github.camelaliyun.mqtt.wire.Packet;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Plays a {@link Recording} to a broker, and notes for every phase of it what came. What came is written down without the
 * freedom that MQTT 3.1.1 leaves a broker, so that two of them can be compared as text; each comment cites where the
 * freedom is given.
 */
final class Replay {

    /**
     * A step, or a part of one, and what came of it.
     *
     * @param what is done
     * @param came packets and ends of connections
     */
    record Phase(String what, List<String> came) {}

    private static final String[] TOPICS = {"a", "b", "c/x", "c/y"};
    private static final String[] FILTERS = {"a", "b", "c/x", "c/#", "c/+", "#", "+", "+/x"};
    private static final int MAX_FILTERS = 3;
    private static final int BURST = 22;
    private static final int STRAY_ID = 60_000;
    private static final int SENDERS_FROM = 1_000;

    /** A message that has come at QoS 1 or 2, and is not complete. */
    private static final class Got {
        private final int number;
        private final int qos;
        private boolean received;
        private boolean released;

        Got(int number, int qos) {
            this.number = number;
            this.qos = qos;
        }
    }

    /** A message of the client's own that is not complete. */
    private static final class Given {
        private final Packet.Publish publish;
        private int connection;
        private boolean received;
        private boolean released;

        Given(Packet.Publish publish, int connection) {
            this.publish = publish;
            this.connection = connection;
        }
    }

    private final Recording recording;
    private final Family family;
    private final Counterpart counterpart;
    private final List<Phase> model;
    private final String prefix;
    private final List<Phase> phases = new ArrayList<>();
    private final Map<Integer, Got> got = new TreeMap<>();
    private final Map<Integer, Given> given = new LinkedHashMap<>();
    private final Map<String, Counterpart.Peer> peers = new LinkedHashMap<>();
    private final Set<Integer> atLeisure = new HashSet<>();
    private final List<Integer> toRelease = new ArrayList<>();
    private final Set<Integer> seen = new HashSet<>();
    private Counterpart.Peer client;
    private Counterpart.Peer sender;
    private boolean retains;
    private int connects;
    private int lastId;
    private int numbers;
    private int sendersNumbers = SENDERS_FROM;
    private int cutAtNumber;
    private int cutAtSendersNumber = SENDERS_FROM;

    private Replay(Recording recording, Family family, Counterpart counterpart, List<Phase> model) {
        this.recording = recording;
        this.family = family;
        this.counterpart = counterpart;
        this.model = model;
        this.prefix = "s" + recording.seed() + "/";
    }

    /** Plays it to the end. */
    static List<Phase> play(Recording recording, Family family, Counterpart counterpart) {
        return new Replay(recording, family, counterpart, null).play();
    }

    /** Plays it as long as what comes is what came of the model. */
    static List<Phase> play(Recording recording, Family family, Counterpart counterpart, List<Phase> model) {
        return new Replay(recording, family, counterpart, model).play();
    }

    private List<Phase> play() {
        sender = counterpart.open();
        peers.put("sender", sender);
        sender.send(connect("sender", true));
        note("sender connects");
        for (Step step : recording.steps()) {
            if (differs()) {
                break;
            }
            play(step);
        }
        return phases;
    }

    private boolean differs() {
        int last = phases.size() - 1;
        return model != null && (last >= model.size() || !model.get(last).equals(phases.get(last)));
    }

    private Packet connect(String name, boolean clean) {
        return new Packet.Connect(4, "r" + recording.seed() + name, clean, 0, null, null, null);
    }

    // What is done.

    private void play(Step step) {
        switch (step.kind()) {
            case CONNECT, CONNECT_CLEAN -> {
                client = counterpart.open();
                peers.put("client" + ++connects, client);
                client.send(connect("client", step.kind() == Kind.CONNECT_CLEAN));
            }
            case CUT -> {
                client.cut();
                forgetClient();
            }
            case DISCONNECT -> client.send(Packet.DISCONNECT);
            case SUBSCRIBE ->
                client.send(new Packet.Subscribe(
                        nextId(),
                        filters(step).stream()
                                .map(filter -> new Packet.Request(filter, qos(step.b() + filter.length())))
                                .toList()));
            case UNSUBSCRIBE -> client.send(new Packet.Unsubscribe(nextId(), filters(step)));
            case PUBLISH -> give(step);
            case RELEASE ->
                given.forEach((id, one) -> {
                    if (one.received && !one.released) {
                        one.released = true;
                        one.connection = connects;
                        client.send(new Packet.Pubrel(id));
                    }
                });
            case RESEND -> resend();
            case ACKNOWLEDGE -> acknowledge(step.a());
            case ACKNOWLEDGE_ALL -> acknowledgeAll(false);
            case ACKNOWLEDGE_BACKWARDS -> acknowledgeAll(true);
            case STRAY -> client.send(stray(step.a()));
            case PING -> client.send(Packet.PINGREQ);
            case SEND -> send(topic(step), qos(step.b()), false, true);
            case BURST -> {
                // One that sends in batches has the first of them on its way alone, and not as many as it is fast.
                send(topic(step), 1 + step.b() % 2, false, true);
                note("BURST begins");
                for (int i = 1; i < BURST; i++) {
                    send(topic(step), 1 + (step.b() + i) % 2, false, true);
                }
            }
            case RETAIN -> send(topic(step), qos(step.b()), true, step.b() % 4 > 0);
        }
        if (step.thenCut()) {
            client.cut();
            forgetClient();
            cutAtNumber = numbers;
            cutAtSendersNumber = sendersNumbers;
        }
        note(describe(step));
        complete();
        if (step.kind() == Kind.DISCONNECT) {
            forgetClient();
        }
    }

    private void forgetClient() {
        peers.values().remove(client);
        client = null;
    }

    private String topic(Step step) {
        return prefix + TOPICS[step.a() % TOPICS.length];
    }

    private static int qos(int b) {
        return b % 5 == 0 ? 0 : 1 + b % 2;
    }

    /**
     * One that sends in batches has the retained messages of the first filter on their way, or those of all, as it happens: it
     * gets them one by one. All brokers treat several in one packet like that (3.8.4-4).
     */
    private List<String> filters(Step step) {
        boolean oneByOne = family.batch() > 0 && retains;
        int count = oneByOne ? 1 : 1 + step.a() / FILTERS.length % MAX_FILTERS;
        List<String> filters = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            filters.add(prefix + FILTERS[(step.a() + i * 3) % FILTERS.length]);
        }
        return filters;
    }

    private int nextId() {
        return ++lastId;
    }

    private void give(Step step) {
        int qos = qos(step.b());
        Letter letter = new Letter(++numbers, topic(step), qos, 10, 0);
        int id = qos == 0 ? 0 : nextId();
        Packet.Publish publish = new Packet.Publish(letter.topic(), letter.payload(), qos, false, false, id);
        if (qos > 0) {
            given.put(id, new Given(publish, connects));
        }
        mayWait(numbers);
        client.send(publish);
    }

    /**
     * A broker may keep what it sends at QoS 0 for a client that is away, and need not (3.1.2.4); and when it sends it to one
     * that has not acknowledged all yet is open too (4.3.1 promises nothing). HiveMQ does the one if it learns of the end
     * late, and the other as it reads its queues.
     */
    private void mayWait(int number) {
        if (client == null || (family.batch() > 0 && !got.isEmpty())) {
            atLeisure.add(number);
        }
    }

    /** After a reconnect, and only then, a client sends again what is not complete, with the same identifiers (4.4.0-1). */
    private void resend() {
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

    private void acknowledge(int which) {
        List<Integer> ids = waiting();
        if (!ids.isEmpty()) {
            acknowledgeId(ids.get(which % ids.size()));
        }
    }

    private void acknowledgeAll(boolean backwards) {
        List<Integer> ids = new ArrayList<>(waiting());
        if (backwards) {
            Collections.reverse(ids);
        }
        ids.forEach(this::acknowledgeId);
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

    private void acknowledgeId(int id) {
        Got one = got.get(id);
        if (one.qos == 2 && !one.received) {
            one.received = true;
            client.send(new Packet.Pubrec(id));
        } else {
            got.remove(id);
            client.send(one.qos == 1 ? new Packet.Puback(id) : new Packet.Pubcomp(id));
        }
    }

    /** Mosquitto counts any PUBACK and PUBCOMP for its window, if that is in use: then it is a PUBREL. */
    private Packet stray(int which) {
        return switch (got.isEmpty() ? which % 3 : 2) {
            case 0 -> new Packet.Puback(STRAY_ID);
            case 1 -> new Packet.Pubcomp(STRAY_ID);
            default -> new Packet.Pubrel(STRAY_ID);
        };
    }

    private void send(String topic, int qos, boolean retain, boolean some) {
        byte[] payload = some ? new Letter(++sendersNumbers, topic, qos, 10, 0).payload() : new byte[0];
        int id = qos == 0 ? 0 : nextId();
        mayWait(sendersNumbers);
        retains |= retain;
        sender.send(new Packet.Publish(topic, payload, qos, retain, false, id));
        if (qos == 0) {
            // Its answer says that the broker has got this far.
            sender.send(Packet.PINGREQ);
        } else if (qos == 2) {
            toRelease.add(id);
        }
    }

    /** The sender goes on as it should. */
    private void complete() {
        if (!toRelease.isEmpty() && !differs()) {
            toRelease.forEach(id -> sender.send(new Packet.Pubrel(id)));
            toRelease.clear();
            note("sender: PUBREL");
        }
    }

    // What comes.

    private void note(String what) {
        counterpart.settle(
                model == null || phases.size() >= model.size()
                        ? 0
                        : model.get(phases.size()).came().size(),
                this::isCompared);
        List<String> came = new ArrayList<>();
        for (Map.Entry<String, Counterpart.Peer> peer : List.copyOf(peers.entrySet())) {
            List<Packet> packets = peer.getValue().take();
            came.addAll(canonical(peer.getKey(), packets));
            if (peer.getValue().isClosed()) {
                came.add(peer.getKey() + " closed");
                peers.remove(peer.getKey());
            }
        }
        phases.add(new Phase(what, came));
    }

    /**
     * Packets of one kind in their order, one kind after the other. A broker may send a retained message before or after
     * the SUBACK (3.8.4), and only messages of one topic and one QoS have an order by the letter (4.6.0-6); that of QoS 1
     * and 2 together is compared all the same, as both brokers keep it and the simulation counts on it. Retained messages of
     * different topics have none.
     */
    private List<String> canonical(String peer, List<Packet> packets) {
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
        // other. That
        // of PUBREL is one of the rules that a broker follows too (4.6.0-4), if not with regard to other types.
        answers.sort(Comparator.comparing((String text) -> text.contains(" PUBREL ") ? "~" : text));
        return Stream.of(answers, ordered, unordered).flatMap(List::stream).toList();
    }

    private boolean isCompared(Packet packet) {
        return !(packet instanceof Packet.Publish publish)
                || publish.qos() > 0
                || publish.retain()
                || !atLeisure.contains(Letter.number(publish.payload()));
    }

    private String text(String peer, Packet packet) {
        boolean ofClient = !peer.equals("sender");
        if (packet instanceof Packet.Connack connack) {
            if (ofClient && !connack.sessionPresent()) {
                got.clear();
                given.clear();
            }
            return "CONNACK " + connack.returnCode() + (connack.sessionPresent() ? " session present" : "");
        } else if (packet instanceof Packet.Publish publish) {
            return publish(publish);
        } else if (packet instanceof Packet.Puback ack) {
            given.remove(ack.packetId());
            return "PUBACK " + ack.packetId();
        } else if (packet instanceof Packet.Pubrec rec) {
            if (given.containsKey(rec.packetId())) {
                given.get(rec.packetId()).received = true;
            }
            return "PUBREC " + rec.packetId();
        } else if (packet instanceof Packet.Pubcomp comp) {
            given.remove(comp.packetId());
            return "PUBCOMP " + comp.packetId();
        } else if (packet instanceof Packet.Pubrel rel) {
            Got one = got.get(rel.packetId());
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
        return seen.add(number) && number <= (number > SENDERS_FROM ? cutAtSendersNumber : cutAtNumber);
    }

    /** Which value a new identifier has is the broker's choice (2.3.1); whether it is one in use is not (2.3.1-2, 4.4.0-1). */
    private String publish(Packet.Publish publish) {
        int number = Letter.number(publish.payload());
        boolean duplicate = !mayHaveLeftUnseen(number) && publish.duplicate();
        String id = "";
        if (publish.qos() > 0) {
            Got before = got.put(publish.packetId(), new Got(number, publish.qos()));
            id = before == null ? " new id" : before.number == number ? " same id" : " id of #" + before.number;
        }
        return "PUBLISH #" + number + " " + publish.topic().substring(prefix.length()) + " q" + publish.qos()
                + (publish.retain() ? " retain" : "") + (duplicate ? " dup" : "") + id;
    }

    private String describe(Step step) {
        String what = switch (step.kind()) {
            case SUBSCRIBE, UNSUBSCRIBE ->
                step.kind() + " " + filters(step) + " q"
                        + filters(step).stream()
                                .map(filter -> qos(step.b() + filter.length()))
                                .toList();
            case PUBLISH -> "PUBLISH #" + numbers + " " + topic(step) + " q" + qos(step.b());
            case SEND, BURST -> step.kind() + " to #" + sendersNumbers + " " + topic(step) + " q" + qos(step.b());
            case RETAIN ->
                "RETAIN " + (step.b() % 4 > 0 ? "#" + sendersNumbers : "nothing") + " " + topic(step) + " q"
                        + qos(step.b());
            default -> step.kind().toString();
        };
        return what + (step.thenCut() ? " and is cut" : "");
    }
}
