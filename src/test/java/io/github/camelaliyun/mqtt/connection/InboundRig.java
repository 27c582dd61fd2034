package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.wire.Packet;
import io.github.camelaliyun.mqtt.wire.Way;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;

/** What comes in, on links over scripted lines, in virtual time; all tasks run on the test's thread, in their order. */
final class InboundRig implements Inbound.Upstream {

    static final Duration GRACE = InboundOptions.DEFAULT_UNCLAIMED_GRACE;
    private static final Duration TICK = Duration.ofMillis(500);

    final ManualTimer timer = new ManualTimer();
    final ScriptedWire wire = new ScriptedWire();
    final List<ConnectionEvent> told = new ArrayList<>();
    /** How many messages each renewal of the link was to fetch. */
    final List<Integer> fetched = new ArrayList<>();

    final List<String> dropped = new ArrayList<>();
    int corrections;
    /** Filters that the broker may not be asked for at present. */
    final Set<String> forbidden = new HashSet<>();
    /** Why a filter may not be asked for. */
    final Map<String, String> refusals = new HashMap<>();

    final Tally tally = new Tally();
    final Inbound inbound;
    ScriptedLine line;
    /** Whether the server answers SUBSCRIBE and UNSUBSCRIBE. */
    boolean answers = true;

    boolean expectsAnswer;
    /** Called before a task for the subscribers is taken. */
    Runnable onCallback = () -> {};
    /** Called before the time is told. */
    Runnable onClock = () -> {};

    private final SentWords words = new SentWords();
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final ConnectionThreads threads;
    private final ConnectionOptions options;
    final PacketIds ids = new PacketIds(new Random(1));

    InboundRig(boolean cleanSession, boolean service, InboundOptions inbound, int maxSubscriptions) {
        threads = new ConnectionThreads(
                wire,
                timer,
                tasks::add,
                task -> {
                    onCallback.run();
                    tasks.add(task);
                },
                () -> {
                    onClock.run();
                    return timer.nanoTime();
                },
                () -> Instant.EPOCH.plusNanos(timer.nanoTime()),
                new Random(1));
        options = ConnectionOptions.of(List.of("tcp://127.0.0.1:1"), "GID_test@@@1")
                .cleanSession(cleanSession)
                .keepAlive(Duration.ZERO)
                .maxInflight(10)
                .maxSubscriptions(maxSubscriptions)
                .service(service)
                .inbound(inbound)
                .build();
        this.inbound = new Inbound(options, threads, tally, this, this::ask);
        tick();
    }

    static InboundRig persistent() {
        return new InboundRig(false, false, InboundOptions.defaults(false), 100);
    }

    static InboundRig clean() {
        return new InboundRig(true, false, InboundOptions.defaults(false), 100);
    }

    /** With a bound for the bytes of all messages. */
    static InboundRig holding(boolean cleanSession, long maxHeldBytes) {
        return new InboundRig(cleanSession, false, new InboundOptions(GRACE, null, 1_000_000, maxHeldBytes), 100);
    }

    /** With a place for what nobody takes. */
    static InboundRig unclaimedTo(MessageSink sink) {
        return new InboundRig(false, false, new InboundOptions(GRACE, sink, 1_000_000, 1_000_000), 100);
    }

    /** A payload of that many bytes, of which the first tells the identifier. */
    static byte[] big(int id, int size) {
        byte[] b = new byte[size];
        b[0] = (byte) id;
        return b;
    }

    private void tick() {
        threads.after(TICK, () -> {
            inbound.tick();
            tick();
        });
    }

    private void ask() {
        inbound.ask();
    }

    /** Connects, with a session that the broker has kept or not. */
    ScriptedLine connect(boolean sessionPresent) {
        new Link(options, threads, ids, new Way("tcp://127.0.0.1:1", null, null), 4, null, new InboundLinks(inbound))
                .open();
        line = wire.latest();
        line.open();
        line.deliver(new Packet.Connack(sessionPresent, 0));
        run();
        return line;
    }

    /** The link is lost and comes back. */
    ScriptedLine reconnect(boolean sessionPresent) {
        line.closeByServer();
        run();
        return connect(sessionPresent);
    }

    TestSubscriber declare(TestSubscriber subscriber) {
        inbound.subscribers().declare(subscriber);
        run();
        return subscriber;
    }

    TestSubscriber start(TestSubscriber subscriber) {
        inbound.subscribers().declare(subscriber);
        return startAgain(subscriber);
    }

    TestSubscriber startAgain(TestSubscriber subscriber) {
        inbound.subscribers().start(subscriber);
        run();
        return subscriber;
    }

    void stop(TestSubscriber subscriber) {
        inbound.subscribers().stop(subscriber);
        run();
    }

    void suspend(TestSubscriber subscriber) {
        inbound.subscribers().suspend(subscriber);
        run();
    }

    void remove(TestSubscriber subscriber) {
        inbound.subscribers().remove(subscriber);
        run();
    }

    /** A new message arrives. */
    void publish(String topic, int qos, int packetId) {
        publish(topic, qos, packetId, new byte[] {(byte) packetId}, false);
    }

    /** A message arrives once more. */
    void publishAgain(String topic, int qos, int packetId) {
        publish(topic, qos, packetId, new byte[] {(byte) packetId}, true);
    }

    void publish(String topic, int qos, int packetId, byte[] payload, boolean duplicate) {
        deliver(new Packet.Publish(topic, payload, qos, false, duplicate, packetId));
    }

    /** New messages of QoS 1 arrive, with the identifiers from the first to the last. */
    void publishEach(String topic, int from, int to) {
        for (int id = from; id <= to; id++) {
            publish(topic, 1, id);
        }
    }

    void publishRetained(String topic, int packetId) {
        deliver(new Packet.Publish(topic, new byte[] {1}, 1, true, false, packetId));
    }

    void deliver(Packet packet) {
        line.deliver(packet);
        run();
    }

    void done(TestSubscriber subscriber, int index, boolean success) {
        subscriber.done(index, success);
        run();
    }

    void advance(Duration time) {
        // Step by step, so that tasks run near the time that they were made.
        long until = timer.nanoTime() + time.toNanos();
        while (timer.nanoTime() < until) {
            timer.advance(Duration.ofNanos(Math.min(TICK.toNanos(), until - timer.nanoTime())));
            run();
        }
    }

    void run() {
        do {
            for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                task.run();
            }
            if (answers && line != null) {
                line.answerSubscriptions();
            }
        } while (!tasks.isEmpty());
    }

    /** What has been acknowledged on the present line, as "PUBACK 1". */
    List<String> acknowledged() {
        return SentWords.acknowledged(line);
    }

    /** What the broker has been asked on the present line since the last call, as "+test/a=1" and "-test/a". */
    String asked() {
        return words.asked(line);
    }

    /** The server answers a SUBSCRIBE, counted from the first of the line. */
    void suback(int index, int... codes) {
        byte[] bytes = new byte[codes.length];
        for (int i = 0; i < codes.length; i++) {
            bytes[i] = (byte) codes[i];
        }
        deliver(new Packet.Suback(line.sent(Packet.Subscribe.class).get(index).packetId(), bytes));
    }

    InboundStatus status() {
        return inbound.status();
    }

    <T extends ConnectionEvent> List<T> told(Class<T> type) {
        return told.stream().filter(type::isInstance).map(type::cast).toList();
    }

    @Override
    public boolean maySubscribe(String filter) {
        return !forbidden.contains(filter);
    }

    @Override
    public String refusalOf(String filter) {
        return refusals.get(filter);
    }

    @Override
    public boolean expectsAnswer() {
        return expectsAnswer;
    }

    @Override
    public void fetch(Link link, int left) {
        fetched.add(left);
    }

    @Override
    public void corrected() {
        corrections++;
    }

    @Override
    public void drop(Outlet link, String reason) {
        dropped.add(reason);
    }

    @Override
    public void tell(ConnectionEvent event) {
        told.add(event);
    }
}
