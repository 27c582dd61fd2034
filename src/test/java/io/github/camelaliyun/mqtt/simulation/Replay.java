package io.github.camelaliyun.mqtt.simulation;

import io.github.camelaliyun.mqtt.simulation.Recording.Kind;
import io.github.camelaliyun.mqtt.simulation.Recording.Step;
import io.github.camelaliyun.mqtt.wire.Packet;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Plays a {@link Recording} to a broker, and notes for every phase of it what came, as {@link CanonicalText} says. */
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

    static final int SENDERS_FROM = 1_000;

    private final Recording recording;

    private final Family family;

    private final Counterpart counterpart;

    private final List<Phase> model;

    private final String prefix;
    private final CanonicalText text;
    private final Exchanges exchanges = new Exchanges();

    private final List<Phase> phases = new ArrayList<>();

    private final Map<String, Counterpart.Peer> peers = new LinkedHashMap<>();

    private final List<Integer> toRelease = new ArrayList<>();

    private Counterpart.Peer client;

    private Counterpart.Peer sender;

    private boolean retains;

    private int connects;

    private int lastId;

    private int numbers;

    private int sendersNumbers = SENDERS_FROM;

    private Replay(Recording recording, Family family, Counterpart counterpart, List<Phase> model) {
        this.recording = recording;
        this.family = family;
        this.counterpart = counterpart;
        this.model = model;
        this.prefix = "s" + recording.seed() + "/";
        this.text = new CanonicalText(prefix, exchanges);
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
            case RELEASE -> exchanges.release(client, connects);
            case RESEND -> exchanges.resend(client, connects);
            case ACKNOWLEDGE -> exchanges.acknowledge(client, step.a());
            case ACKNOWLEDGE_ALL -> exchanges.acknowledgeAll(client, false);
            case ACKNOWLEDGE_BACKWARDS -> exchanges.acknowledgeAll(client, true);
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
            text.cut(numbers, sendersNumbers);
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
            exchanges.give(publish, connects);
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
        if (client == null || (family.batch() > 0 && !exchanges.got.isEmpty())) {
            text.atLeisure(number);
        }
    }

    /** Mosquitto counts any PUBACK and PUBCOMP for its window, if that is in use: then it is a PUBREL. */
    private Packet stray(int which) {
        return switch (exchanges.got.isEmpty() ? which % 3 : 2) {
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

    private void note(String what) {
        counterpart.settle(
                model == null || phases.size() >= model.size()
                        ? 0
                        : model.get(phases.size()).came().size(),
                text::isCompared);
        List<String> came = new ArrayList<>();
        for (Map.Entry<String, Counterpart.Peer> peer : List.copyOf(peers.entrySet())) {
            List<Packet> packets = peer.getValue().take();
            came.addAll(text.canonical(peer.getKey(), packets));
            if (peer.getValue().isClosed()) {
                came.add(peer.getKey() + " closed");
                peers.remove(peer.getKey());
            }
        }
        phases.add(new Phase(what, came));
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
