package io.github.camelaliyun.mqtt.simulation;

import io.github.camelaliyun.mqtt.simulation.Family.Resend;
import io.github.camelaliyun.mqtt.wire.Line;
import io.github.camelaliyun.mqtt.wire.LineListener;
import io.github.camelaliyun.mqtt.wire.LineOptions;
import io.github.camelaliyun.mqtt.wire.Packet;
import io.github.camelaliyun.mqtt.wire.Way;
import io.github.camelaliyun.mqtt.wire.Wire;

import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A broker of MQTT 3.1.1 behind the seam: sessions, windows, resends, takeovers, and every fault that a schedule asks for.
 * What it was given and has promised to deliver is its record, which the checker reads.
 */
final class ModelBroker implements Wire {

    /** A message on its way to one client. */
    static final class Out {
        final Letter letter;
        final int qos;
        final boolean retain;
        int packetId;
        boolean received;
        /** On its way since an earlier connection, though perhaps never sent on that. */
        boolean again;

        int resends;

        Out(Letter letter, int qos, boolean retain) {
            this.letter = letter;
            this.qos = qos;
            this.retain = retain;
        }
    }

    /** What the broker knows of a client. */
    static final class Session {
        final String clientId;
        final boolean persistent;
        final Map<String, Integer> subscriptions = new LinkedHashMap<>();
        final Deque<Out> queue = new ArrayDeque<>();
        /** From the queue, to be sent when the window has room. */
        final Deque<Out> taken = new ArrayDeque<>();

        final Map<Integer, Out> inFlight = new LinkedHashMap<>();
        /** Publishes of QoS 2 that the client has not released, by packet identifier. */
        final Map<Integer, Packet.Publish> received2 = new HashMap<>();
        /** Of QoS 1 and 2, in the order in which they were taken. */
        final List<Letter> promised = new ArrayList<>();
        /** Numbers of those of them that are delivered at QoS 2. */
        final Set<Integer> promisedOnce = new HashSet<>();

        SimLine line;
        int nextId;
        /** Messages that may still be sent without an acknowledgement. */
        int quota;

        Session(String clientId, boolean persistent) {
            this.clientId = clientId;
            this.persistent = persistent;
        }
    }

    /** A second less a quarter. */
    private static final long SHORTEST_PAUSE_NANOS = Duration.ofMillis(750).toNanos();

    private static final long SHORT_NANOS = Duration.ofSeconds(4).toNanos();
    /** A line that ends later after a publish was sent ends for another cause. */
    private static final long SOON_NANOS = Duration.ofSeconds(5).toNanos();

    private static final int ACCUSATIONS_OF_A_SUSPECT = 2;
    private static final Duration TOKEN_WATCH = Duration.ofSeconds(5);

    private final World world;
    private final Family family;
    /** Null if clients present no tokens. */
    private final TokenOffice office;

    private final Map<String, Session> sessions = new LinkedHashMap<>();
    private final List<SimLine> lines = new ArrayList<>();
    private final Map<String, Letter> retained = new LinkedHashMap<>();
    /** Publishes of the client that have come, by payload number: how often. */
    private final Map<Integer, Integer> published = new LinkedHashMap<>();

    /** Packet identifiers of the client's publishes that may have to come again, by payload number. */
    private final Map<Integer, Integer> identifiers = new HashMap<>();

    private final Set<Integer> forgotten = new HashSet<>();
    private final List<String> violations = new ArrayList<>();

    private final Set<String> refusedFilters = new LinkedHashSet<>();
    private boolean refusing;
    private boolean silent;
    private int connackCode;
    private boolean deafToSubscribe;
    private boolean nonsenseSuback;
    private boolean grantsLess;
    private boolean noPingresp;
    private int closeAfter = -1;
    private int opens;
    /** Uses the lowest free packet identifier, as some do, and so the same ones again soon. */
    private boolean reusesIdentifiers;

    /** How often the client has seen a line end by the server soon after it sent a publish, by payload number. */
    private final Map<Integer, Integer> accusations = new HashMap<>();

    /** What the client has sent under a packet identifier last, by payload number. */
    private final Map<Integer, Integer> clientsIdentifiers = new HashMap<>();

    private SimLine latest;
    /** Lines in a row that were not accepted, or not for long. */
    private int shortLines;

    ModelBroker(World world, Family family) {
        this(world, family, null);
    }

    ModelBroker(World world, Family family, TokenOffice office) {
        this.office = office;
        this.world = world;
        this.family = family;
    }

    @Override
    public Line open(Way way, LineOptions options, LineListener listener) {
        opens++;
        checkPause();
        SimLine line = new SimLine(world, this, listener, options.maxPacketSize(), family.latencyMillis());
        lines.add(line);
        latest = line;
        world.tell("open " + way.serverUri());
        if (silent && world.random().nextBoolean()) {
            // Nobody answers, not even to say no.
            return line;
        }
        boolean refuse = refusing;
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

    /** Between the end of a line that the client did not want and the next one there is a wait, which doubles. */
    private void checkPause() {
        if (latest == null || latest.isLeft() || !latest.isOver()) {
            shortLines = 0;
            return;
        }
        boolean explained = isExplained(latest);
        if (latest.acceptedNanos != 0 && latest.endedNanos() - latest.acceptedNanos >= SHORT_NANOS) {
            shortLines = 0;
        }
        if (!explained) {
            shortLines++;
        }
        int doublings = explained ? 0 : Math.min(shortLines - 1, 5);
        long least = SHORTEST_PAUSE_NANOS * Math.min(30, 1L << doublings);
        if (world.now() - latest.endedNanos() < least) {
            violations.add("opens again after " + (world.now() - latest.endedNanos()) / 1_000_000 + " ms, with "
                    + shortLines + " short lines before");
        }
    }

    /**
     * Whether a trial explains why a line ended, which is no reason to wait longer: what was unanswered on it had been so at
     * two such ends before. Notes this end for what follows.
     */
    private boolean isExplained(SimLine line) {
        Map<Integer, Long> unanswered = line.endedByServer() ? line.unanswered() : Map.of();
        boolean explained = !unanswered.isEmpty()
                && unanswered.keySet().stream().map(clientsIdentifiers::get).allMatch(this::isSuspect);
        unanswered.forEach((packetId, sentNanos) -> {
            if (line.endedNanos() - sentNanos <= SOON_NANOS) {
                accusations.merge(clientsIdentifiers.get(packetId), 1, Integer::sum);
            }
        });
        return explained;
    }

    /** The client sends a publish, which may arrive. */
    void sends(Packet.Publish publish) {
        clientsIdentifiers.put(publish.packetId(), Letter.number(publish.payload()));
    }

    private boolean isSuspect(Integer number) {
        return accusations.getOrDefault(number, 0) >= ACCUSATIONS_OF_A_SUSPECT;
    }

    private Duration latency() {
        return Duration.ofNanos(1 + world.random().nextLong(family.latencyMillis() * 1_000_000L));
    }

    // What clients send.

    void received(SimLine line, Packet packet) {
        if (closeAfter >= 0 && closeAfter-- == 0) {
            closeAfter = -1;
            close(line);
            return;
        }
        if (packet instanceof Packet.Connect connect) {
            connect(line, connect);
            return;
        }
        if (!(packet instanceof Packet.Publish)) {
            world.tell("broker gets " + packet);
        }
        Session session = line.session;
        if (session == null || session.line != line) {
            return;
        }
        if (packet instanceof Packet.Publish publish) {
            publish(session, publish);
        } else if (packet instanceof Packet.Puback ack) {
            acknowledged(session, ack.packetId());
        } else if (packet instanceof Packet.Pubrec rec) {
            Out out = session.inFlight.get(rec.packetId());
            if (out != null && out.qos == 2) {
                out.received = true;
                line.deliver(new Packet.Pubrel(rec.packetId()));
            }
        } else if (packet instanceof Packet.Pubcomp comp) {
            acknowledged(session, comp.packetId());
        } else if (packet instanceof Packet.Pubrel rel) {
            released(session, rel.packetId());
        } else if (packet instanceof Packet.Subscribe subscribe) {
            subscribe(session, subscribe);
        } else if (packet instanceof Packet.Unsubscribe unsubscribe) {
            unsubscribe.filters().forEach(session.subscriptions::remove);
            line.deliver(new Packet.Unsuback(unsubscribe.packetId()));
        } else if (packet instanceof Packet.Pingreq) {
            if (!noPingresp) {
                line.deliver(Packet.PINGRESP);
            }
        } else if (packet instanceof Packet.Disconnect) {
            close(line);
        }
    }

    private void connect(SimLine line, Packet.Connect connect) {
        if (silent) {
            return;
        }
        if (connackCode != 0) {
            line.deliver(new Packet.Connack(false, connackCode));
            close(line);
            return;
        }
        Session taken = sessions.get(connect.clientId());
        if (taken != null && taken.line != null) {
            close(taken.line);
        }
        if (office != null) {
            line.token = TokenOffice.tokenIn(connect.password());
            if (!office.isGood(line.token)) {
                line.deliver(new Packet.Connack(false, 4));
                close(line);
                return;
            }
            world.after(TOKEN_WATCH, () -> watchToken(line));
        }
        Session before = sessions.get(connect.clientId());
        if (before != null && (connect.cleanSession() || !before.persistent)) {
            forget(before);
            before = null;
        }
        boolean present = before != null;
        Session session = present ? before : new Session(connect.clientId(), !connect.cleanSession());
        sessions.put(connect.clientId(), session);
        session.line = line;
        line.session = session;
        line.acceptedNanos = world.now();
        world.tell("connected, session present " + present);
        line.deliver(new Packet.Connack(present || (family.lies() && !connect.cleanSession()), 0));
        session.quota = Math.max(0, family.window() - session.inFlight.size());
        if (family.batch() > 0) {
            session.taken.forEach(out -> out.again = true);
        }
        for (Out out : List.copyOf(session.inFlight.values())) {
            out.resends = 0;
            if (out.received) {
                line.deliver(new Packet.Pubrel(out.packetId));
            } else {
                send(session, out, true);
            }
        }
        pump(session);
    }

    private void publish(Session session, Packet.Publish publish) {
        SimLine line = session.line;
        if (office != null && !office.isGood(line.token)) {
            invalidate(line);
            return;
        }
        if (publish.topic().equals("$SYS/uploadToken")) {
            line.token = TokenOffice.tokenIn(new String(publish.payload(), StandardCharsets.UTF_8));
            line.deliver(new Packet.Puback(publish.packetId()));
            return;
        }
        if (publish.topic().startsWith("bad/")) {
            world.tell("closes for " + publish.topic());
            close(line);
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
            world.after(latency(), () -> line.deliver(acknowledgement));
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
        inject(letter);
        if (publish.retain()) {
            retain(letter);
        }
    }

    private void released(Session session, int packetId) {
        Packet.Publish publish = session.received2.remove(packetId);
        answer(session.line, new Packet.Pubcomp(packetId));
        if (publish != null && family.onRelease()) {
            passOn(publish);
        }
    }

    private void acknowledged(Session session, int packetId) {
        int place = List.copyOf(session.inFlight.keySet()).indexOf(packetId);
        Out out = session.inFlight.remove(packetId);
        if (out != null) {
            session.inFlight.values().removeIf(other -> other == out);
            session.quota = Math.min(family.window(), session.quota + 1);
            for (int more = family.window() - place; family.overfills() && more > 0; more--) {
                sendNext(session);
            }
            pump(session);
        }
    }

    private void subscribe(Session session, Packet.Subscribe subscribe) {
        if (deafToSubscribe) {
            return;
        }
        byte[] codes = new byte[subscribe.requests().size()];
        for (int i = 0; i < codes.length; i++) {
            Packet.Request request = subscribe.requests().get(i);
            if (refusedFilters.contains(request.filter())) {
                codes[i] = (byte) 0x80;
            } else {
                int granted = grantsLess ? 0 : request.qos();
                codes[i] = (byte) granted;
                session.subscriptions.put(request.filter(), granted);
            }
        }
        session.line.deliver(new Packet.Suback(subscribe.packetId(), nonsenseSuback ? new byte[0] : codes));
        for (int i = 0; i < codes.length; i++) {
            String filter = subscribe.requests().get(i).filter();
            int granted = codes[i];
            if (granted >= 0) {
                retained.forEach((topic, letter) -> {
                    if (Filters.matches(filter, topic)) {
                        takeRetained(session, new Out(letter, Math.min(letter.qos(), granted), true));
                    }
                });
            }
        }
        pump(session);
    }

    private void takeRetained(Session session, Out out) {
        if (out.qos == 0) {
            session.line.deliver(packet(out, false));
        } else {
            session.queue.add(out);
        }
    }

    /** The service looks at tokens now and then, and at each packet. */
    private void watchToken(SimLine line) {
        if (lines.contains(line)) {
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
        close(line);
    }

    // What goes to clients.

    /** Somebody publishes. */
    void inject(Letter letter) {
        for (Session session : sessions.values()) {
            if (family.service() && letter.topic().contains("/p2p/")) {
                if (letter.topic().endsWith("/" + session.clientId)) {
                    take(session, new Out(letter, letter.qos(), false), true);
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

    private void take(Session session, Letter letter, int most, boolean promised) {
        take(session, new Out(letter, Math.min(letter.qos(), most), false), promised);
    }

    /** Keeps a message for later subscribers; an empty one takes back what is kept (3.3.1.3). */
    void retain(Letter letter) {
        if (letter.size() == 0) {
            retained.remove(letter.topic());
        } else {
            retained.put(letter.topic(), letter);
        }
    }

    private void take(Session session, Out out, boolean promised) {
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

    private void pump(Session session) {
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

    private boolean sendNext(Session session) {
        Out out = session.taken.poll();
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
    private void takeNext(Session session) {
        while (!session.queue.isEmpty() && (family.batch() == 0 || session.taken.size() < family.batch())) {
            Out out = session.queue.poll();
            if (out.qos == 0) {
                session.line.deliver(packet(out, false));
            } else {
                session.taken.add(out);
            }
        }
    }

    private int id(Session session) {
        if (reusesIdentifiers) {
            session.nextId = 0;
        }
        do {
            session.nextId = session.nextId % 65_535 + 1;
        } while (session.inFlight.containsKey(session.nextId));
        return session.nextId;
    }

    private void send(Session session, Out out, boolean again) {
        world.tell("broker sends " + out.letter.number() + " as " + out.packetId + (again ? " again" : ""));
        SimLine line = session.line;
        line.deliver(packet(out, again));
        if (family.resend() != Resend.NEVER && out.qos == 1) {
            world.after(Duration.ofMillis(3_000 + world.random().nextInt(3_000)), () -> resend(session, line, out));
        }
    }

    private void resend(Session session, SimLine line, Out out) {
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

    private static Packet packet(Out out, boolean again) {
        return new Packet.Publish(
                out.letter.topic(),
                out.letter.payload(),
                out.qos,
                out.retain,
                again && out.qos > 0,
                out.qos == 0 ? 0 : out.packetId);
    }

    // What happens to it.

    /** The server closes a connection. */
    void close(SimLine line) {
        leave(line);
        line.closedByServer();
    }

    /** A connection has gone. */
    void leave(SimLine line) {
        lines.remove(line);
        Session session = line.session;
        if (session != null && session.line == line) {
            session.line = null;
            session.queue.removeIf(out -> out.qos == 0);
            if (!session.persistent) {
                forget(session);
                sessions.remove(session.clientId);
            }
        }
    }

    private void forget(Session session) {
        session.promised.forEach(letter -> forgotten.add(letter.number()));
        session.promised.clear();
    }

    /** All sessions are lost, as with a broker that starts with an empty disk. */
    void loseSessions() {
        for (Session session : sessions.values()) {
            forget(session);
        }
        List<SimLine> open = List.copyOf(lines);
        sessions.clear();
        open.forEach(line -> {
            line.session = null;
            line.breaks(new java.net.SocketException("Connection reset"));
            lines.remove(line);
        });
    }

    /** Every connection is reset, and so is what is on its way. */
    void cut() {
        for (SimLine line : List.copyOf(lines)) {
            line.breaks(new java.net.SocketException("Connection reset"));
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

    void refuse(boolean on) {
        refusing = on;
    }

    void beSilent(boolean on) {
        silent = on;
    }

    void connackCode(int code) {
        connackCode = code;
    }

    void deafToSubscribe(boolean on) {
        deafToSubscribe = on;
    }

    void nonsenseSuback(boolean on) {
        nonsenseSuback = on;
    }

    void grantsLess(boolean on) {
        grantsLess = on;
    }

    void noPingresp(boolean on) {
        noPingresp = on;
    }

    void closeAfter(int packets) {
        closeAfter = packets;
    }

    void refuseFilter(String filter) {
        refusedFilters.add(filter);
    }

    void reuseIdentifiers() {
        reusesIdentifiers = true;
    }

    /** From now on a filter is refused, which the client has to find out on a new connection. */
    void forbid(String filter) {
        refusedFilters.add(filter);
        sessions.values().forEach(session -> session.subscriptions.remove(filter));
        closeAll();
    }

    /** All is well from now on. */
    void heal() {
        refusing = false;
        silent = false;
        connackCode = 0;
        deafToSubscribe = false;
        nonsenseSuback = false;
        grantsLess = false;
        noPingresp = false;
        closeAfter = -1;
        refusedFilters.clear();
    }

    // What the checker asks.

    Session session(String clientId) {
        return sessions.get(clientId);
    }

    boolean isForgotten(int letter) {
        return forgotten.contains(letter);
    }

    int published(int number) {
        return published.getOrDefault(number, 0);
    }

    /** What the client did that the specification forbids. */
    List<String> violations() {
        return violations;
    }

    int lines() {
        return lines.size();
    }

    int opens() {
        return opens;
    }
}
