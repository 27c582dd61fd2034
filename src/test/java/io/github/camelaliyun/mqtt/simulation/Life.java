package io.github.camelaliyun.mqtt.simulation;

import io.github.camelaliyun.mqtt.connection.ConnectionEvent;
import io.github.camelaliyun.mqtt.connection.ConnectionListener;
import io.github.camelaliyun.mqtt.connection.ConnectionObserver;
import io.github.camelaliyun.mqtt.connection.ConnectionOptions;
import io.github.camelaliyun.mqtt.connection.ConnectionState;
import io.github.camelaliyun.mqtt.connection.ConnectionStatus;
import io.github.camelaliyun.mqtt.connection.ConnectionThreads;
import io.github.camelaliyun.mqtt.connection.Connections;
import io.github.camelaliyun.mqtt.connection.InboundOptions;
import io.github.camelaliyun.mqtt.connection.MqttConnection;
import io.github.camelaliyun.mqtt.connection.MqttConnectionException;
import io.github.camelaliyun.mqtt.connection.OutboundMessage;
import io.github.camelaliyun.mqtt.connection.Outcome;
import io.github.camelaliyun.mqtt.connection.SubscriberOptions;
import io.github.camelaliyun.mqtt.connection.SubscriberOptions.WhenStopped;
import io.github.camelaliyun.mqtt.connection.Subscription;
import io.github.camelaliyun.mqtt.credential.CredentialProcessor;
import io.github.camelaliyun.mqtt.credential.Credentials;
import io.github.camelaliyun.mqtt.credential.token.TokenAuthentication;
import io.github.camelaliyun.mqtt.credential.token.TokenCredentials;
import io.github.camelaliyun.mqtt.credential.token.TokenType;
import io.github.camelaliyun.mqtt.wire.TransportOptions;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * One life of a connection in the world of a seed: its schedule, then the end of all faults, then the questions of the
 * checker. Everything between the seam and the routes is the real code.
 */
final class Life {

    private static final String SERVER = "tcp://broker:1883";
    private static final String CLIENT_ID = "GID_sim@@@1";
    private static final int MAX_PAYLOAD = 2_000;
    private static final int MAX_PACKET = 4_000;
    private static final Duration GRACE = Duration.ofSeconds(10);
    private static final Duration HEALING = Duration.ofSeconds(240);
    /** In which closes count as those of a second holder of the clientId. */
    private static final Duration TAKEOVERS = Duration.ofMinutes(3);

    private static final int CLOSES = 3;
    private static final int MOST_WAITS = 1_000;

    /** Twice the longest wait between two attempts, and its spread: after a connection that lasted so long the waits are short. */
    private static final Duration LASTING = Duration.ofSeconds(80);

    private static final Duration NEWS = Duration.ofSeconds(60);
    private static final int NEWS_FROM = 1_000_000;
    private static final int PUBLISH_FROM = 2_000_000;
    private static final int LATE = 999_999;
    private static final int INNOCENTS = 4;
    private static final String SECRET = "pa55word";
    /** What is published to it is not taken, and would forge a line of a log. */
    private static final String BAD_TOPIC = "bad/\u2028\u2029\u202eERROR all is lost" + "z".repeat(1_000);

    private static final int LONGEST_WORDS = 1_000;

    private static final int MOST_FILTERS = 30;

    private static final String[] TOPICS = {"t/a", "t/b", "t/c/x", "t/c/y", "t/p2p/" + CLIENT_ID};
    /** Each contains another or is apart from it: none only cut each other. */
    private static final String[] FILTERS = {"t/a", "t/b", "t/c/x", "t/c/#", "t/c/+", "t/a", "t/p2p/" + CLIENT_ID, "t/#"
    };

    /** How a publish of ours ended. */
    private static final class Sent {
        private final OutboundMessage message;
        private final int number;
        private final boolean poison;
        private final long sinceNanos;
        private int outcomes;
        private Exception failure;
        private boolean accepted;

        Sent(OutboundMessage message, int number, boolean poison, long sinceNanos) {
            this.message = message;
            this.number = number;
            this.poison = poison;
            this.sinceNanos = sinceNanos;
        }
    }

    private final World world;
    private final Family family;
    private final ModelBroker broker;
    /** Null if the client presents no tokens. */
    private final TokenOffice office;

    private final CredentialProcessor keys;
    private final Connections connections;
    private final SplittableRandom choice;
    private final ConnectionOptions options;
    private final Map<String, SimRoute> routes = new LinkedHashMap<>();
    private final List<SimRoute> all = new ArrayList<>();
    private final Map<Integer, Letter> letters = new LinkedHashMap<>();
    private final List<Outcome> open = new ArrayList<>();
    private final List<Sent> sent = new ArrayList<>();
    private final List<String> violations = new ArrayList<>();
    private final Map<String, Integer> hits;
    private MqttConnection publisher;
    private int credentialsThrow;
    private int credentialsAsked;
    private int listenerThrows;
    private int takeovers;
    private boolean released;
    private String lastRead;
    private boolean ended;
    /** A filter that the broker refuses for good; null for none. */
    private String forbidden;

    /** @param hits of each fault in each state of the connection, counted on */
    Life(long seed, Map<String, Integer> hits) {
        this.hits = hits;
        this.choice = new SplittableRandom(seed);
        this.world = new World(choice.nextLong());
        this.family = Family.of(choice);
        this.office = family.service() && choice.nextBoolean() ? new TokenOffice(world) : null;
        this.broker = new ModelBroker(world, family, office);
        // What is sent again on one connection may cross its acknowledgement: then nobody knows what an identifier
        // means.
        if (choice.nextInt(4) == 0 && family.resend() == Family.Resend.NEVER) {
            broker.reuseIdentifiers();
        }
        this.keys = office == null
                ? new Keys()
                : new TokenAuthentication(
                        () -> new TokenCredentials("ak", "instance"), office, List.of(TokenType.RW), List.of());
        long maxHeld = choice.nextInt(3) == 0 ? 8_000 + choice.nextInt(20_000) : 1_000_000;
        this.options = options(Duration.ofSeconds(choice.nextInt(4) == 0 ? 5 : 30), 1 + choice.nextInt(20), maxHeld);
        this.connections = new Connections(
                new ConnectionThreads(
                        broker,
                        world.timer(),
                        world.pool(),
                        world.pool(),
                        world::now,
                        world::instant,
                        new Random(choice.nextLong())),
                listener(),
                new Nobody());
        for (int i = 0; i < 1 + choice.nextInt(4); i++) {
            add("r" + i);
        }
    }

    private ConnectionOptions options(Duration keepAlive, int maxInflight, long maxHeld) {
        return new ConnectionOptions(
                List.of(SERVER),
                CLIENT_ID,
                !family.persistent(),
                keepAlive,
                Duration.ofSeconds(3),
                maxInflight,
                Duration.ofSeconds(30),
                4,
                TransportOptions.DEFAULTS,
                MOST_FILTERS,
                null,
                family.service(),
                new InboundOptions(GRACE, null, MAX_PACKET, maxHeld));
    }

    World world() {
        return world;
    }

    private static final class Nobody implements ConnectionObserver {
        @Override
        public void opened(MqttConnection connection) {
            // Nothing is watched here.
        }

        @Override
        public void closed(MqttConnection connection) {
            // Nothing is watched here.
        }
    }

    private ConnectionListener listener() {
        return (connection, event) -> {
            world.tell(describe(event));
            world.usersCode("the listener");
            read(event);
            if (listenerThrows > 0) {
                listenerThrows--;
                throw new NoClassDefFoundError("an appender without its classes");
            }
        };
    }

    private void read(ConnectionEvent event) {
        if (event instanceof ConnectionEvent.TakenOver) {
            takeovers++;
        } else if (event instanceof ConnectionEvent.ConnectFailed e) {
            read(e.reason());
        } else if (event instanceof ConnectionEvent.Lost e) {
            read(e.reason());
        } else if (event instanceof ConnectionEvent.SubscriptionRefused e) {
            read(e.reason());
        } else if (event instanceof ConnectionEvent.TokenSourceFailing e) {
            read(e.reason());
        } else if (event instanceof ConnectionEvent.TokenInvalid e) {
            read(e.reason());
        }
    }

    /** Words for an operator: they show no secret, and no line that is not theirs. */
    private void read(String words) {
        if (words == null) {
            return;
        }
        if (words.contains(SECRET) || TokenOffice.tokenIn(words) != null) {
            violations.add("a secret is shown: " + words);
        }
        if (words.chars().anyMatch(Life::isForging)) {
            violations.add("a line is forged: " + words);
        }
        if (words.length() > LONGEST_WORDS) {
            violations.add("a line has " + words.length() + " characters: " + words);
        }
    }

    /** A control character, an end of a line or a paragraph, or one that turns the direction of writing. */
    private static boolean isForging(int character) {
        int type = Character.getType(character);
        return type == Character.CONTROL
                || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR
                || type == Character.FORMAT;
    }

    /** What an event says, without what differs between two JVMs. */
    private static String describe(ConnectionEvent event) {
        return event.getClass().getSimpleName();
    }

    /** The same for all users of the connection. */
    private final class Keys implements CredentialProcessor {
        @Override
        public Credentials credentialsFor(String clientId) {
            world.usersCode("the credential processor");
            credentialsAsked++;
            if (credentialsThrow > 0) {
                credentialsThrow--;
                if (credentialsThrow % 2 == 0) {
                    throw new NoClassDefFoundError("credentials without their classes");
                }
                throw new IllegalStateException("no credentials today");
            }
            return new Credentials("user", SECRET);
        }
    }

    /** Lives the schedule, heals, and asks. */
    List<String> live(List<Event> schedule) {
        world.tell(family.toString());
        publisher = connections.acquire(options, keys, List.of("t/a"));
        routes.values().forEach(this::start);
        for (Event event : schedule) {
            world.run(Duration.ofMillis(event.millis()), this::watch);
            if (event.b() % 3 == 0) {
                awaitAttempt();
            }
            happen(event);
        }
        heal();
        crowd();
        rival();
        poison();
        forbid();
        late();
        news();
        check();
        end();
        world.failures().forEach(failure -> violations.add("a task failed: " + failure));
        return violations;
    }

    long hash() {
        return world.hash();
    }

    /** An attempt to connect is over in a moment: left to chance, few events would meet one. */
    private void awaitAttempt() {
        for (int i = 0; i < 2_000 && publisher.state() == ConnectionState.DISCONNECTED; i++) {
            world.run(Duration.ofMillis(1), this::watch);
        }
    }

    // What happens.

    private void happen(Event event) {
        world.tell(event.toString());
        hits.merge(event.kind() + " " + publisher.state(), 1, Integer::sum);
        int seconds = 1 + event.b() % 25;
        switch (event.kind()) {
            case DELIVER -> deliver(topic(event.a()), event.b(), 20);
            case BURST -> {
                for (int i = 0; i < 10 + event.b() % 40; i++) {
                    deliver(topic(event.a()), event.b(), 20 + event.b() % MAX_PAYLOAD);
                }
            }
            case DELIVER_TO_NOBODY -> unclaimed(event);
            case DELIVER_TOO_LARGE -> deliver(topic(event.a()), 1, MAX_PACKET + 1);
            case PUBLISH -> publish("t/z", event.b() % 3, false, false);
            case PUBLISH_POISON -> publish(BAD_TOPIC, 1, true, false);
            case PUBLISH_FAIL_FAST -> publish("t/z", 1, false, true);
            case ADD -> {
                if (routes.size() < 4) {
                    add("r" + event.a() % 4);
                }
            }
            case BAD_INPUT -> badInput(event.a());
            case START, RESUME -> withRoute(event, this::start);
            case STOP -> withRoute(event, this::stop);
            case SUSPEND -> withRoute(event, this::suspend);
            case REMOVE -> withRoute(event, this::remove);
            case RELOAD -> withRoute(event, route -> reload(route, route.subscriptions()));
            case RELOAD_OTHER_FILTERS -> withRoute(event, route -> reload(route, filters()));
            case MODE -> withRoute(event, route -> route.mode = Mode.values()[event.b() % Mode.values().length]);
            case CUT -> broker.cut();
            case CLOSE, KICK -> broker.closeAll();
            case CLOSE_AFTER -> broker.closeAfter(event.b() % 12);
            case HALF_OPEN -> broker.halfOpen();
            case REFUSE -> during(seconds, broker::refuse);
            case SILENT -> during(seconds, broker::beSilent);
            case CONNACK -> during(seconds, on -> broker.connackCode(on ? 1 + event.a() % 5 : 0));
            case DEAF_TO_SUBSCRIBE -> during(seconds, broker::deafToSubscribe);
            case NONSENSE_SUBACK -> during(seconds, broker::nonsenseSuback);
            case GRANTS_LESS -> during(seconds, broker::grantsLess);
            case REFUSE_FILTER -> broker.refuseFilter(FILTERS[event.a() % FILTERS.length]);
            case NO_PINGRESP -> during(seconds, broker::noPingresp);
            case LOSE_SESSIONS -> {
                lostSessions = true;
                broker.loseSessions();
            }
            case CREDENTIALS_THROW -> credentialsThrow = 1 + event.b() % 4;
            case TOKEN_SOURCE_FAILS -> withOffice(o -> o.fail(1 + event.b() % 6));
            case TOKEN_SOURCE_THROWS -> withOffice(o -> o.throwErrors(1 + event.b() % 4));
            case TOKEN_REVOKED -> withOffice(TokenOffice::revokeAll);
            case LISTENER_THROWS -> listenerThrows = 1 + event.b() % 4;
            case RETAIN -> retain(topic(event.a()));
            case HEAL -> broker.heal();
            default -> world.tell("nothing");
        }
    }

    private void withOffice(Consumer<TokenOffice> deed) {
        if (office != null) {
            deed.accept(office);
        }
    }

    private interface Switch {
        void set(boolean on);
    }

    private void during(int seconds, Switch fault) {
        fault.set(true);
        world.after(Duration.ofSeconds(seconds), () -> fault.set(false));
    }

    private static String topic(int a) {
        return TOPICS[a % TOPICS.length];
    }

    private void deliver(String topic, int b, int size) {
        send(letters.size() + 1, topic, b % 7 == 0 ? 0 : b % 7 == 1 ? 2 : 1, size);
    }

    private void send(int number, String topic, int qos, int size) {
        Letter letter = new Letter(number, topic, qos, size, world.now());
        letters.put(number, letter);
        broker.inject(letter);
    }

    private void retain(String topic) {
        Letter letter = new Letter(letters.size() + 1, topic, 1, 10, world.now());
        letters.put(letter.number(), letter);
        broker.retain(letter);
    }

    /** What an earlier program subscribed, or a stranger's P2P message. */
    private void unclaimed(Event event) {
        ModelBroker.Session session = broker.session(CLIENT_ID);
        if (session != null) {
            session.subscriptions.put("old/#", 1);
            for (int i = 0; i < 1 + event.b() % 30; i++) {
                deliver("old/" + (event.a() % 2 == 0 ? "x" : "y" + i), 1, 10);
            }
        }
    }

    private void publish(String topic, int qos, boolean poison, boolean failFast) {
        int number = PUBLISH_FROM + sent.size();
        OutboundMessage message =
                new OutboundMessage(topic, new Letter(number, topic, qos, 20, 0).payload(), qos, false);
        Sent one = new Sent(message, number, poison, world.now());
        sent.add(one);
        // It comes back to routes that match its topic.
        letters.put(number, new Letter(number, topic, qos, 20, world.now()));
        tryToPublish(one, failFast);
    }

    /** As a caller does who waits for a place in the window. */
    private void tryToPublish(Sent one, boolean failFast) {
        if (ended) {
            return;
        }
        try {
            one.accepted = publisher.tryPublish(one.message, failFast, failure -> {
                one.outcomes++;
                one.failure = failure;
                read(failure == null ? null : failure.getMessage());
                world.usersCode("the callback of a publish");
                world.tell("published " + one.number + (failure == null ? "" : " not"));
                if (world.chance(0.02)) {
                    throw new AssertionError("a step after a publish that throws");
                }
            });
            if (!one.accepted) {
                if (world.now() - one.sinceNanos > options.publishTimeout().toNanos()) {
                    one.outcomes++;
                    one.failure = new MqttConnectionException("no place");
                } else {
                    world.after(Duration.ofMillis(50), () -> tryToPublish(one, failFast));
                }
            }
        } catch (MqttConnectionException e) {
            one.outcomes++;
            one.failure = e;
            read(e.getMessage());
        }
    }

    // Routes.

    private interface Deed {
        void on(SimRoute route);
    }

    private void withRoute(Event event, Deed deed) {
        if (!routes.isEmpty()) {
            deed.on(List.copyOf(routes.values()).get(event.a() % routes.size()));
        }
    }

    private List<Subscription> filters() {
        List<Subscription> filters = new ArrayList<>();
        int count = 1 + choice.nextInt(2);
        for (int i = 0; i < count; i++) {
            filters.add(new Subscription(FILTERS[choice.nextInt(FILTERS.length)], 1 + choice.nextInt(2)));
        }
        return filters;
    }

    private SubscriberOptions subscriberOptions() {
        WhenStopped[] rules = {
            WhenStopped.KEEP, WhenStopped.KEEP, WhenStopped.KEEP, WhenStopped.DISCARD, WhenStopped.DIVERT
        };
        return new SubscriberOptions(
                choice.nextInt(4) == 0 ? 3 : 1,
                choice.nextInt(4) == 0 ? 2 : 1_000,
                choice.nextInt(4) == 0 ? 3 : 0,
                Duration.ofMinutes(5),
                rules[choice.nextInt(rules.length)]);
    }

    private void add(String name) {
        if (!routes.containsKey(name)) {
            declare(new SimRoute(world, name, filters(), subscriberOptions(), choice.nextBoolean(), open, null));
        }
    }

    private void declare(SimRoute route) {
        route.connection = connections.declare(options, keys, route);
        world.tell("declares " + route.name() + " " + route.subscriptions() + " " + route.options());
        routes.put(route.name(), route);
        all.add(route);
    }

    /** A user of the connection that it has to refuse, or one that goes at once, of which nothing stays. */
    private void badInput(int a) {
        if (office != null && a % 3 == 0) {
            List<String> gone = List.of(TokenOffice.GONE + "/a");
            connections.acquire(options, keys, gone);
            connections.release(publisher, gone);
            SimRoute route = badRoute(gone);
            connections.remove(connections.declare(options, keys, route), route);
            return;
        }
        List<String> topics = office == null
                ? IntStream.rangeClosed(0, MOST_FILTERS)
                        .mapToObj(i -> TokenOffice.STRAY + "/" + i)
                        .toList()
                : List.of("t/a", TokenOffice.STRAY + "/a", "two,topics/b");
        try {
            if (office != null && a % 3 == 1) {
                connections.acquire(options, keys, topics);
            } else {
                connections.declare(options, keys, badRoute(topics));
            }
            violations.add("what cannot be was taken: " + topics);
        } catch (IllegalArgumentException e) {
            world.tell("refuses a bad input");
            read(e.getMessage());
        }
    }

    private SimRoute badRoute(List<String> filters) {
        return new SimRoute(
                world,
                "bad",
                filters.stream().map(filter -> new Subscription(filter, 1)).toList(),
                SubscriberOptions.defaults(),
                false,
                open,
                null);
    }

    private void start(SimRoute route) {
        if (route.phase == SimRoute.Phase.SUSPENDED) {
            route.phase = SimRoute.Phase.STARTED;
            route.connection.start(route);
        } else if (route.phase != SimRoute.Phase.STARTED) {
            stoppedIfLate(route);
            route.phase = SimRoute.Phase.STARTED;
            connections.activate(route.connection);
            route.connection.start(route);
        }
    }

    /** One that does not start by itself counts as stopped. */
    private void stoppedIfLate(SimRoute route) {
        route.everStopped |=
                route.phase == SimRoute.Phase.DECLARED && world.now() - route.declaredNanos() > GRACE.toNanos();
    }

    private void suspend(SimRoute route) {
        if (route.phase == SimRoute.Phase.STARTED) {
            route.everStopped = true;
            route.phase = SimRoute.Phase.SUSPENDED;
            route.connection.suspend(route);
        }
    }

    private void stop(SimRoute route) {
        if (route.phase == SimRoute.Phase.STARTED || route.phase == SimRoute.Phase.SUSPENDED) {
            route.everStopped = true;
            route.phase = SimRoute.Phase.STOPPED;
            route.connection.stop(route);
            connections.deactivate(route.connection, route);
        }
    }

    private void remove(SimRoute route) {
        stop(route);
        stoppedIfLate(route);
        route.phase = SimRoute.Phase.REMOVED;
        routes.remove(route.name());
        connections.remove(route.connection, route);
    }

    private void reload(SimRoute route, List<Subscription> filters) {
        boolean started = route.phase == SimRoute.Phase.STARTED;
        remove(route);
        SimRoute next = new SimRoute(
                world,
                route.name(),
                filters,
                route.options(),
                choice.nextBoolean(),
                open,
                filters.equals(route.subscriptions()) ? route : null);
        next.mode = route.mode;
        declare(next);
        if (started) {
            start(next);
        }
    }

    // What is watched at every moment.

    private void watch() {
        ConnectionStatus status = publisher.status();
        if (status.lastError() != lastRead) {
            lastRead = status.lastError();
            read(lastRead);
        }
        if (status.inFlight() > options.maxInflight()) {
            violations.add("in flight " + status.inFlight() + " of " + options.maxInflight());
        }
        for (SimRoute route : routes.values()) {
            boolean rests = route.phase == SimRoute.Phase.SUSPENDED || route.phase == SimRoute.Phase.STOPPED;
            if (rests
                    && route.options().whenStopped() == WhenStopped.DISCARD
                    && status.inbound().stopped().containsKey(route.name())) {
                violations.add(route.name() + " holds what is to be discarded: "
                        + status.inbound().stopped());
            }
        }
        long most = options.inbound().maxHeldBytes() + MAX_PAYLOAD + 1_000;
        if (status.inbound().bytes() > most || status.inbound().bytes() < 0) {
            violations.add("bytes held " + status.inbound().bytes() + " of "
                    + options.inbound().maxHeldBytes());
        }
    }

    // The end of all faults, and the questions.

    private void heal() {
        broker.heal();
        credentialsThrow = 0;
        withOffice(TokenOffice::heal);
        listenerThrows = 0;
        open.forEach(outcome -> outcome.done(true));
        open.clear();
        routes.values().forEach(route -> route.mode = Mode.WELL);
        routes.values().forEach(this::start);
        world.tell("healed");
        world.after(Duration.ofSeconds(26), broker::heal);
        world.run(HEALING, this::watch);
        open.forEach(outcome -> outcome.done(true));
    }

    /** Messages of a route that fails make room for others in time, and come again when it has healed. */
    private void crowd() {
        if (!family.persistent() || routes.isEmpty()) {
            return;
        }
        SimRoute route = routes.values().iterator().next();
        String topic =
                List.of(TOPICS).stream().filter(route::matches).findFirst().orElseThrow();
        route.mode = Mode.FAILS;
        for (int i = 0; i < 30; i++) {
            deliver(topic, 2, MAX_PAYLOAD);
        }
        world.run(Duration.ofSeconds(10), this::watch);
        route.mode = Mode.WELL;
        world.run(Duration.ofSeconds(120), this::watch);
    }

    /**
     * Who closes again and again may be a second holder of the clientId, and is told of; a broker that restarts, or a network
     * that breaks in between, is none.
     */
    private void rival() {
        world.run(TAKEOVERS, this::watch);
        int told = takeovers;
        for (int i = 0; i < CLOSES; i++) {
            broker.refuse(true);
            broker.closeAll();
            world.run(Duration.ofSeconds(3), this::watch);
            broker.refuse(false);
            world.run(Duration.ofMinutes(1), this::watch);
        }
        broker.closeAll();
        await(ConnectionState.CONNECTED);
        broker.halfOpen();
        await(ConnectionState.DISCONNECTED);
        await(ConnectionState.CONNECTED);
        broker.closeAll();
        await(ConnectionState.CONNECTED);
        if (takeovers != told) {
            violations.add("a broker that restarts, or the network, was told of as a second holder of the clientId");
        }
        for (int i = 0; i < CLOSES; i++) {
            broker.closeAll();
            await(ConnectionState.CONNECTED);
        }
        if (takeovers == told) {
            violations.add("nobody was told of a second holder of the clientId");
        }
        world.run(LASTING, this::watch);
        withOffice(TokenOffice::settle);
    }

    /** Lets time pass until then, though not without end. */
    private void await(ConnectionState state) {
        int waits = 0;
        do {
            world.run(Duration.ofMillis(100), this::watch);
        } while (publisher.state() != state && ++waits < MOST_WAITS);
    }

    /** A publish that the server closes for takes no other with it, when all is well otherwise. */
    private void poison() {
        if (office != null || options.maxInflight() < INNOCENTS + 1) {
            return;
        }
        List<Sent> innocents = new ArrayList<>();
        for (int i = 0; i < INNOCENTS; i++) {
            if (i == INNOCENTS / 2) {
                publish(BAD_TOPIC, 1, true, false);
            }
            publish("t/z", 1, false, false);
            innocents.add(sent.get(sent.size() - 1));
        }
        Sent poison = sent.get(sent.size() - 1 - INNOCENTS / 2);
        world.run(Duration.ofSeconds(90), this::watch);
        for (Sent innocent : innocents) {
            if (innocent.failure != null) {
                violations.add("a publish failed with another one's: " + innocent.failure.getMessage());
            }
        }
        if (!(poison.failure instanceof MqttConnectionException)
                || !poison.failure.getMessage().contains("sent alone")) {
            violations.add("poison was not convicted: " + poison.failure);
        }
    }

    /** From now on the broker refuses a filter that stands for others. */
    private void forbid() {
        List<String> wide =
                filtersOfRoutes().filter(filter -> filter.endsWith("#")).toList();
        if (!wide.isEmpty() && choice.nextInt(4) == 0) {
            forbidden = wide.get(choice.nextInt(wide.size()));
            broker.forbid(forbidden);
            world.run(Duration.ofSeconds(60), this::watch);
        }
    }

    private Stream<String> filtersOfRoutes() {
        return routes.values().stream()
                .flatMap(route -> route.subscriptions().stream())
                .map(Subscription::filter);
    }

    /** A route that starts late gets what is retained, whatever stands for its filter, and it alone. */
    private void late() {
        if (family.service()) {
            return;
        }
        Letter letter = new Letter(LATE, "t/c/y", 1, 20, world.now());
        letters.put(letter.number(), letter);
        broker.retain(letter);
        SimRoute late = new SimRoute(
                world, "late", List.of(new Subscription("t/c/y", 1)), SubscriberOptions.defaults(), false, open, null);
        declare(late);
        start(late);
        world.run(Duration.ofSeconds(30), this::watch);
        for (SimRoute route : routes.values()) {
            int times = route.begins.getOrDefault(LATE, 0);
            if (times != (route == late ? 1 : 0)) {
                violations.add(route.name() + " got the retained " + letter + " " + times + " times");
            }
        }
    }

    private void news() {
        int number = NEWS_FROM;
        for (int round = 0; round < 3; round++) {
            for (String topic : TOPICS) {
                send(number++, topic, 1, 20);
            }
            publish("t/z", 1, false, false);
            world.run(Duration.ofSeconds(2), this::watch);
        }
        world.run(NEWS, this::watch);
    }

    private void check() {
        ConnectionStatus status = publisher.status();
        if (status.state() != ConnectionState.CONNECTED) {
            violations.add("it is " + status.state() + ": " + status.lastError());
        }
        for (SimRoute route : all) {
            violations.addAll(route.violations);
            checkOnce(route);
        }
        for (SimRoute route : routes.values()) {
            checkOrder(route);
            checkNews(route);
            checkPromised(route);
        }
        violations.addAll(broker.violations());
        checkPublishes();
        if (office == null && credentialsAsked < broker.opens()) {
            violations.add("credentials were asked for " + credentialsAsked + " times, and there were " + broker.opens()
                    + " connects");
        }
        checkCounts(status);
        checkSession();
        checkLastExchange();
    }

    private void checkNews(SimRoute route) {
        for (Letter letter : letters.values()) {
            if (letter.number() >= NEWS_FROM && letter.number() < PUBLISH_FROM && isGranted(route, letter.topic())) {
                int times = route.successes.getOrDefault(letter.number(), 0);
                if (times == 0) {
                    violations.add(route.name() + " never got the news " + letter);
                } else if (times > 1 && !mayComeTwice(letter.topic())) {
                    violations.add(route.name() + " got the news " + letter + " " + times + " times");
                }
            }
        }
    }

    private boolean isGranted(SimRoute route, String topic) {
        return route.subscriptions().stream()
                .map(Subscription::filter)
                .anyMatch(filter -> !filter.equals(forbidden) && Filters.matches(filter, topic));
    }

    /** Where copies are sent, and a wider filter has a lower QoS than a narrower one: both have to be subscribed. */
    private boolean mayComeTwice(String topic) {
        List<Subscription> matching = routes.values().stream()
                .flatMap(route -> route.subscriptions().stream())
                .filter(subscription -> Filters.matches(subscription.filter(), topic))
                .toList();
        return family.copies()
                && matching.stream().map(Subscription::qos).distinct().count() > 1;
    }

    private void checkPromised(SimRoute route) {
        ModelBroker.Session session = broker.session(CLIENT_ID);
        if (!family.persistent() || family.lies() || session == null) {
            return;
        }
        for (Letter letter : session.promised) {
            if (letter.sentNanos() >= route.sameSinceNanos()
                    && letter.size() <= MAX_PACKET
                    && route.matches(letter.topic())
                    && !broker.isForgotten(letter.number())
                    && !route.isDone(letter.number())) {
                violations.add(route.name() + " lost " + letter);
            }
        }
    }

    private void checkOrder(SimRoute route) {
        ModelBroker.Session session = broker.session(CLIENT_ID);
        // What comes again under a new identifier has the place of its latest copy.
        // What was discarded may come again too.
        if (route.options().concurrency() > 1
                || route.options().whenStopped() == WhenStopped.DISCARD
                || session == null
                || family.lies()
                || family.resend() == Family.Resend.NEW_ID) {
            return;
        }
        Map<Integer, Integer> places = new LinkedHashMap<>();
        session.promised.forEach(letter -> places.putIfAbsent(letter.number(), places.size()));
        int latest = -1;
        int latestNumber = 0;
        for (int number : route.firstBegins) {
            Integer place = letters.get(number).sentNanos() < route.sameSinceNanos() ? null : places.get(number);
            if (place != null && place < latest) {
                violations.add(route.name() + " began " + number + " after " + latestNumber);
            }
            if (place != null && place > latest) {
                latest = place;
                latestNumber = number;
            }
        }
    }

    private void checkOnce(SimRoute route) {
        if (family.copies()) {
            return;
        }
        ModelBroker.Session session = broker.session(CLIENT_ID);
        if (family.persistent() && !family.lies() && session != null) {
            route.successes.forEach((number, times) -> {
                if (times > 1 && session.promisedOnce.contains(number)) {
                    violations.add(route.name() + " processed " + number + " of QoS 2 " + times + " times");
                }
            });
        }
        route.begins.forEach((number, times) -> {
            Letter letter = letters.get(number);
            if (letter.qos() == 0 && times > 1) {
                violations.add(route.name() + " began " + letter + " " + times + " times");
            }
        });
    }

    private void checkPublishes() {
        for (Sent one : sent) {
            int came = broker.published(one.number);
            if (one.outcomes != 1) {
                violations.add("publish " + one.number + " has " + one.outcomes + " outcomes");
            } else if (one.failure == null && came == 0 && mustHaveCome(one.message.qos())) {
                violations.add("publish " + one.number + " succeeded and never came");
            } else if (one.poison && one.failure == null) {
                violations.add("poison " + one.number + " succeeded");
            }
            if (came > 1
                    && (one.message.qos() == 0
                            || (one.message.qos() == 2 && family.persistent() && !family.lies() && !lostSessions))) {
                violations.add("publish " + one.number + " of QoS " + one.message.qos() + " came " + came + " times");
            }
        }
        Sent last = sent.get(sent.size() - 1);
        if (last.failure != null) {
            violations.add("a publish failed when all was well: " + last.failure.getMessage());
        }
    }

    /** A QoS 2 publish has succeeded when the broker had it, even if its session was lost then. */
    private boolean mustHaveCome(int qos) {
        return qos == 1
                || (qos == 2 && (!family.onRelease() || (family.persistent() && !family.lies() && !lostSessions)));
    }

    private boolean lostSessions;

    private void checkCounts(ConnectionStatus status) {
        if (status.inFlight() != 0) {
            violations.add("still in flight: " + status.inFlight());
        }
        if (status.counts().published()
                != status.counts().acknowledged() + status.counts().failed()) {
            violations.add("counts do not add up: " + status.counts());
        }
        if (status.inbound().bytes() != 0
                || status.inbound().unacknowledged() != 0
                || status.inbound().held() != 0
                || status.inbound().left() != 0) {
            violations.add("still held: " + status.inbound());
        }
        if (!status.inbound().stopped().isEmpty() || !status.inbound().failing().isEmpty()) {
            violations.add("health says: " + status.inbound().holders());
        }
        Set<String> refused = new HashSet<>(status.inbound().refused().keySet());
        boolean told = refused.remove(forbidden);
        boolean covered = filtersOfRoutes().anyMatch(filter -> filter.equals("t/#")) && !"t/#".equals(forbidden);
        if (!refused.isEmpty() || (forbidden != null && !told && !covered)) {
            violations.add("refused: " + status.inbound().refused().keySet() + ", and not: " + forbidden);
        }
    }

    /** What the broker has of the client that it should not have. */
    private void checkSession() {
        ModelBroker.Session session = broker.session(CLIENT_ID);
        if (session == null || family.lies()) {
            return;
        }
        Set<String> wanted = filtersOfRoutes().collect(Collectors.toSet());
        wanted.add("old/#");
        session.subscriptions.keySet().stream()
                .filter(filter -> !wanted.contains(filter))
                .forEach(filter -> violations.add("still subscribed: " + filter));
        if (!session.inFlight.isEmpty() || !session.queue.isEmpty()) {
            violations.add("the broker still has " + session.inFlight.size() + " and " + session.queue.size());
        }
    }

    /** Nobody uses the connection any more, but what a route has begun outlives it. */
    private void checkLastExchange() {
        SimRoute route = routes.isEmpty() ? null : routes.values().iterator().next();
        ModelBroker.Session session = broker.session(CLIENT_ID);
        if (route == null || session == null) {
            return;
        }
        String topic = List.of(TOPICS).stream()
                .filter(one -> isGranted(route, one))
                .findFirst()
                .orElse(null);
        if (topic == null) {
            return;
        }
        route.mode = Mode.STAYS_OPEN;
        deliver(topic, 2, 20);
        world.run(Duration.ofSeconds(2), this::watch);
        List.copyOf(routes.values()).forEach(this::stop);
        release();
        world.run(Duration.ofSeconds(40), this::watch);
        if (publisher.state() != ConnectionState.CONNECTED) {
            violations.add("it is " + publisher.state() + " while an exchange goes on");
        }
        open.forEach(outcome -> outcome.done(true));
        world.run(Duration.ofSeconds(40), this::watch);
        if (publisher.state() == ConnectionState.CONNECTED) {
            violations.add("it is connected, and nobody uses it");
        }
        // A second copy may have come after the stop.
        if (session.persistent && !family.copies() && !session.inFlight.isEmpty()) {
            violations.add("the broker still has " + session.inFlight.size() + " when all routes have stopped");
        }
    }

    private void release() {
        released = true;
        connections.release(publisher, List.of("t/a"));
    }

    /** Nobody is left who could mind other options. */
    private void takeTheClientId() {
        List.copyOf(routes.values()).forEach(this::remove);
        if (!released) {
            release();
        }
        try {
            connections.acquire(
                    options(Duration.ofSeconds(7), 1, options.inbound().maxHeldBytes()), keys, List.of("t/a"));
        } catch (IllegalArgumentException e) {
            violations.add("nobody uses the clientId, and others cannot have it: " + e.getMessage());
        }
    }

    private void end() {
        ended = true;
        if (choice.nextInt(3) == 0) {
            takeTheClientId();
            world.run(Duration.ofMillis(choice.nextInt(20_000)), () -> {});
        }
        if (choice.nextInt(3) == 0) {
            broker.halfOpen();
        }
        connections.closingAll();
        world.run(Duration.ofSeconds(20), () -> {});
        if (broker.lines() != 0) {
            violations.add(broker.lines() + " lines are left");
        }
        int opens = broker.opens();
        world.run(Duration.ofSeconds(120), () -> {});
        if (broker.opens() != opens) {
            violations.add("it connects after the end");
        }
    }
}
