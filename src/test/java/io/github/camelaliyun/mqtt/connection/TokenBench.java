package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.credential.Credentials;
import io.github.camelaliyun.mqtt.credential.token.Token;
import io.github.camelaliyun.mqtt.credential.token.TokenAuthentication;
import io.github.camelaliyun.mqtt.credential.token.TokenCredentials;
import io.github.camelaliyun.mqtt.credential.token.TokenException;
import io.github.camelaliyun.mqtt.credential.token.TokenException.Kind;
import io.github.camelaliyun.mqtt.credential.token.TokenRequest;
import io.github.camelaliyun.mqtt.credential.token.TokenSource;
import io.github.camelaliyun.mqtt.credential.token.TokenType;
import io.github.camelaliyun.mqtt.service.SystemTopics;
import io.github.camelaliyun.mqtt.wire.Packet;
import io.github.camelaliyun.mqtt.wire.Transmission;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

import static org.assertj.core.api.Assertions.assertThat;

/** A keeper of tokens between a source and a connection that a test commands, in time that passes when the test says so. */
final class TokenBench implements TokenHost {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration ROUND_TRIP = Duration.ofMillis(50);

    /** A question to the source. */
    record Call(long atNanos, Set<String> resources, boolean failed) {}

    /** A link that acknowledges, unless the test says otherwise. */
    final class FakeLink implements Outlet {
        final List<String> uploads = new ArrayList<>();
        final List<Packet.Publish> packets = new ArrayList<>();
        boolean ended;

        @Override
        public boolean expectsAnswer() {
            return false;
        }

        @Override
        public boolean send(Packet packet, Transmission transmission) {
            if (ended) {
                return false;
            }
            Packet.Publish publish = (Packet.Publish) packet;
            packets.add(publish);
            uploads.add(new String(publish.payload(), StandardCharsets.UTF_8));
            if (leaves) {
                transmission.onLeft();
            }
            if (acknowledges) {
                threads.after(ROUND_TRIP, () -> {
                    if (!ended) {
                        packetIds.answered(publish.packetId(), new Packet.Puback(publish.packetId()));
                    }
                });
            }
            return true;
        }

        @Override
        public void ping(Runnable answered) {
            throw new AssertionError("a keeper of tokens does not ping");
        }
    }

    final ManualTimer timer = new ManualTimer();
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    final List<Throwable> failures = new ArrayList<>();
    final ConnectionThreads threads;
    final PacketIds packetIds;
    final TokenKeeper keeper;

    final List<Call> calls = new ArrayList<>();
    final List<ConnectionEvent> told = new ArrayList<>();
    final List<String> dropped = new ArrayList<>();
    Duration life = Duration.ofHours(1);
    /** How long a worker may be late. */
    Duration step = Duration.ofMillis(50);
    /** What is granted; everything unless the test says otherwise. */
    Predicate<String> refuses = resource -> false;

    Kind kind = Kind.REFUSED;
    /** Thrown in place of an answer; null for none. */
    Throwable fault;
    /** Answers in place of the bench; null for none. */
    TokenSource source;

    boolean acknowledges = true;
    boolean leaves = true;
    boolean workersStand;
    boolean held;
    int changes;
    FakeLink link;
    private int underWay;
    private int issued;

    TokenBench() {
        this(1, List.of(TokenType.RW), List.of());
    }

    TokenBench(long seed, List<TokenType> types, List<String> resources) {
        Random random = new Random(seed);
        threads = new ConnectionThreads(
                null,
                timer,
                this::work,
                Runnable::run,
                timer::nanoTime,
                () -> START.plusNanos(timer.nanoTime()),
                random);
        packetIds = new PacketIds(random);
        keeper = new TokenKeeper(
                new TokenAuthentication(
                        () -> new TokenCredentials("access-key", "post-cn-test"), this::fetch, types, resources),
                "GID_test@@@1",
                threads,
                packetIds,
                this);
    }

    private void work(Runnable task) {
        waiting.add(task);
    }

    /** Lets time pass in small steps, so that workers run between them. */
    void advance(Duration time) {
        long until = timer.nanoTime() + time.toNanos();
        runWorkers();
        while (timer.nanoTime() < until) {
            timer.advance(Duration.ofNanos(Math.min(step.toNanos(), until - timer.nanoTime())));
            runWorkers();
        }
    }

    void runWorkers() {
        while (!workersStand && !waiting.isEmpty()) {
            waiting.remove().run();
        }
    }

    private List<Token> fetch(TokenRequest request) throws Exception {
        if (++underWay > 1) {
            failures.add(new AssertionError("two calls at a time"));
        }
        boolean failed = true;
        try {
            List<Token> answer = answer(request);
            failed = false;
            return answer;
        } finally {
            underWay--;
            calls.add(new Call(timer.nanoTime(), new TreeSet<>(request.resources()), failed));
        }
    }

    private List<Token> answer(TokenRequest request) throws Exception {
        if (fault instanceof Error error) {
            throw error;
        }
        if (fault instanceof Exception exception) {
            throw exception;
        }
        if (source != null) {
            return source.fetch(request);
        }
        for (String resource : request.resources()) {
            if (refuses.test(resource)) {
                throw new TokenException(kind, resource + " is not allowed");
            }
        }
        return List.of(new Token(
                request.type(), "token" + ++issued, threads.clock().instant().plus(life)));
    }

    void refuse(String... parents) {
        Set<String> refused = Set.of(parents);
        refuses = resource -> refused.contains(ParentTopic.of(resource));
    }

    /** One attempt to connect. */
    Credentials connect() throws TokenException {
        Credentials presented = keeper.present();
        link = new FakeLink();
        keeper.linkUp();
        return presented;
    }

    void disconnect() {
        if (link != null) {
            link.ended = true;
            link = null;
            held = false;
            keeper.linkDown();
        }
    }

    /** What the source was asked for, by parent topics, call by call. */
    List<Set<String>> asked() {
        return calls.stream().map(call -> parentsOf(call.resources())).toList();
    }

    private static Set<String> parentsOf(Set<String> resources) {
        Set<String> parents = new TreeSet<>();
        resources.forEach(resource -> parents.add(ParentTopic.of(resource)));
        return parents;
    }

    /** The service says this on the link. */
    void notice(TokenNotice notice) {
        String topic =
                notice.kind() == TokenNotice.Kind.EXPIRES ? SystemTopics.TOKEN_EXPIRES : SystemTopics.TOKEN_INVALID;
        String json = "{\"code\":" + notice.code() + ",\"type\":\"" + notice.type() + "\"}";
        assertThat(keeper.takes(new Packet.Publish(topic, json.getBytes(StandardCharsets.UTF_8), 0, false, false, 0)))
                .isTrue();
    }

    /** COVERED, WAITING, or why not. */
    String cover(String topic) {
        try {
            return keeper.mayPublish(topic) ? "COVERED" : "WAITING";
        } catch (MqttConnectionException e) {
            return e.getMessage();
        }
    }

    <E extends ConnectionEvent> List<E> told(Class<E> type) {
        return told.stream().filter(type::isInstance).map(type::cast).toList();
    }

    @Override
    public Outlet connectedLink() {
        return link;
    }

    @Override
    public boolean hold(Outlet outlet) {
        if (held) {
            failures.add(new AssertionError("held twice"));
        }
        held = outlet == link;
        return held;
    }

    @Override
    public void release() {
        if (!held) {
            failures.add(new AssertionError("released what was not held"));
        }
        held = false;
    }

    @Override
    public void drop(Outlet dead, String reason) {
        if (dead == link) {
            dropped.add(reason);
            disconnect();
        }
    }

    @Override
    public void tell(ConnectionEvent event) {
        told.add(event);
    }

    @Override
    public void coverChanged() {
        changes++;
    }
}
