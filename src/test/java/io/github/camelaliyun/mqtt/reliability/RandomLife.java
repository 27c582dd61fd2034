package io.github.camelaliyun.mqtt.reliability;

import io.github.camelaliyun.mqtt.AliyunMqttComponent;
import io.github.camelaliyun.mqtt.connection.ConnectionState;
import io.github.camelaliyun.mqtt.connection.ConnectionStatus;
import io.github.camelaliyun.mqtt.kit.Estate;
import io.github.camelaliyun.mqtt.kit.FaultProxy;
import io.github.camelaliyun.mqtt.kit.Mosquitto;
import io.github.camelaliyun.mqtt.reliability.LifePlan.Event;
import io.github.camelaliyun.mqtt.reliability.LifePlan.Kind;
import io.github.camelaliyun.mqtt.sandbox.SharedSandbox;
import org.apache.camel.Exchange;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckHelper;
import org.apache.camel.spi.ExceptionHandler;
import org.apache.camel.spi.RouteController;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * One clientId with four routes, through what its plan has for it; then the faults end, the routes that there are start,
 * and the life is judged. It runs in the thread that calls; a thread of its own keeps the sender going.
 */
final class RandomLife {

    /** Each topic gets 20 messages a second. */
    private static final int TICK_MILLIS = 50;

    private static final int UNCLAIMED_GRACE_MILLIS = 1_000;
    private static final int PUBLISH_TIMEOUT_MILLIS = 3_000;
    private static final int STOP_TIMEOUT_MILLIS = 2_000;
    /** An UNSUBSCRIBE is through when the connection has been in order for so long. */
    private static final Duration SETTLED_AFTER = Duration.ofSeconds(2);
    /** Longer than that, so that in the end all routes can be judged. */
    private static final Duration CALM = Duration.ofMillis(2_500);
    /** Backoff, retries and what waits for the grace of removed routes are in it. */
    private static final Duration LIMIT = Duration.ofSeconds(40);

    private static final Duration SOON = Duration.ofSeconds(5);

    private static final Duration GONE_WITHIN = Duration.ofSeconds(20);
    private static final Duration LOOKS_EVERY = Duration.ofMillis(20);

    private final LifePlan plan;
    private final Mosquitto broker;
    private final String topic;
    private final LifeBooks books;
    private final List<LifeRoute> routes;
    private final boolean[] present = new boolean[LifePlan.ROUTES];
    private final List<String> findings = new ArrayList<>();
    private String contextName;
    private volatile Exception senderTrouble;

    /** For the sender's thread alone. */
    private long connects;

    private long lookedAt = System.nanoTime();

    /** Guards what follows: when each present route was last declared, until that is settled; else 0. */
    private final Object lock = new Object();

    private final long[] unsettledSince = new long[LifePlan.ROUTES];
    private long inOrderSince;
    private boolean lineFaulty;
    private boolean givenUpAny;

    /**
     * What came of it.
     *
     * @param plan what was to happen
     * @param findings what it is blamed for; empty if it passed
     * @param context the name of its Camel context
     * @param acknowledged messages that the sender knows to be safe
     * @param lost of them, for a route
     * @param repeated beginnings of a message that its route had begun before
     * @param took how long it took in all
     */
    record Verdict(
            LifePlan plan,
            List<String> findings,
            String context,
            int acknowledged,
            int lost,
            long repeated,
            Duration took) {}

    RandomLife(LifePlan plan, Mosquitto broker) {
        this.plan = plan;
        this.broker = broker;
        this.topic = "life/" + plan.seed();
        this.books = new LifeBooks(plan);
        this.routes = IntStream.range(0, LifePlan.ROUTES)
                .mapToObj(i -> new LifeRoute(i, plan, topic, books))
                .toList();
    }

    Verdict run() throws Exception {
        Stopwatch clock = new Stopwatch();
        try (FaultProxy line = FaultProxy.inFrontOf(broker.port());
                LifeSender sender = new LifeSender(broker.uri(), plan, topic, books)) {
            ScheduledExecutorService ticks =
                    Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "life-" + plan.seed()));
            try (Estate estate = new Estate(line.uri(), SharedSandbox.uniqueClientId(), this::configure)) {
                live(estate, line, sender, ticks);
            } finally {
                ticks.shutdownNow();
            }
            if (!within(GONE_WITHIN, () -> line.openConnections() == 0)) {
                findings.add(line.openConnections() + " connections left after the context stopped");
            }
        }
        int lost = present().map(route -> books.lost(route).size()).sum();
        return new Verdict(
                plan, findings, contextName, books.acknowledgedCount(), lost, books.repeated(), clock.elapsed());
    }

    private void live(Estate estate, FaultProxy line, LifeSender sender, ScheduledExecutorService ticks)
            throws Exception {
        contextName = estate.context().getName();
        estate.context().getShutdownStrategy().setTimeUnit(TimeUnit.MILLISECONDS);
        estate.context().getShutdownStrategy().setTimeout(STOP_TIMEOUT_MILLIS);
        for (int i = 0; i < LifePlan.ROUTES; i++) {
            estate.context().getRegistry().bind(routes.get(i).quietHandler(), ExceptionHandler.class, new Quiet());
            estate.add(routes.get(i).successor());
            add(estate, i, plan.routes().get(i).filter());
        }
        var sending = ticks.scheduleAtFixedRate(() -> tick(estate, sender), 0, TICK_MILLIS, TimeUnit.MILLISECONDS);
        if (!within(LIMIT, () -> present().allMatch(books::heardAnything))) {
            findings.add("not all routes get messages before the first event");
            return;
        }
        Stopwatch clock = new Stopwatch();
        for (Event event : plan.events()) {
            Progress.last(Duration.ofMillis(
                    Math.max(0, event.atMillis() - clock.elapsed().toMillis())));
            happen(event, estate, line);
        }
        // Stops that took their time may have made the last mischief late.
        Progress.last(Duration.ofMillis(LifePlan.LAST_MILLIS));
        endFaults(estate, line);
        judge(estate, () -> sending.cancel(false));
    }

    private void configure(AliyunMqttComponent component) {
        component.getConfiguration().setCleanSession(plan.cleanSession());
        component.getConfiguration().setKeepAliveInterval(plan.keepAliveSeconds());
        component.setPublishTimeout(PUBLISH_TIMEOUT_MILLIS);
        if (!plan.withKeys()) {
            component.getAccount().setAccessKey(null);
            component.getAccount().setSecretKey(null);
            component.getAccount().setInstanceId(null);
        }
        component.getConfiguration().setUnclaimedGrace(UNCLAIMED_GRACE_MILLIS);
    }

    private void tick(Estate estate, LifeSender sender) {
        try {
            observe(estate);
            sender.publish();
        } catch (Exception e) {
            senderTrouble = e;
            throw new IllegalStateException("the sender of seed " + plan.seed() + " ended", e);
        }
    }

    private void observe(Estate estate) {
        boolean connected = connected(estate);
        long seen = estate.component().connectionStatuses().stream()
                .mapToLong(ConnectionStatus::connects)
                .sum();
        long now = System.nanoTime();
        if (seen != connects) {
            books.connected(lookedAt, now);
        }
        connects = seen;
        lookedAt = now;
        synchronized (lock) {
            if (!connected || lineFaulty) {
                inOrderSince = now;
            }
            for (int i = 0; i < LifePlan.ROUTES; i++) {
                long since = unsettledSince[i];
                if (since != 0 && now - Math.max(since, inOrderSince) > SETTLED_AFTER.toNanos()) {
                    unsettledSince[i] = 0;
                    books.settled(i, now);
                }
            }
        }
    }

    private void happen(Event event, Estate estate, FaultProxy line) {
        try {
            if (event.route() < 0) {
                strike(event.kind(), line);
            } else {
                change(event, estate);
            }
        } catch (Exception e) {
            findings.add(event + " failed: " + e);
        }
    }

    private void strike(Kind kind, FaultProxy line) {
        lineFaulty(kind == Kind.CUT || kind == Kind.STALL);
        switch (kind) {
            case CUT -> line.cut();
            case RESTORE -> line.restore();
            case STALL -> line.stall();
            case END_STALL -> line.resume();
            default -> {
                // The stalled connection never comes back; the next one is a good one.
                line.reset();
                line.resume();
            }
        }
    }

    private void change(Event event, Estate estate) throws Exception {
        LifeRoute route = routes.get(event.route());
        RouteController controller = estate.context().getRouteController();
        if (event.kind() == Kind.STOP || event.kind() == Kind.SUSPEND) {
            books.rests(event.route());
        }
        switch (event.kind()) {
            case STOP -> controller.stopRoute(route.id());
            case START -> controller.startRoute(route.id());
            case SUSPEND -> suspend(estate, route.id());
            case RESUME -> controller.resumeRoute(route.id());
            case REMOVE -> remove(estate, event.route(), false);
            case ADD -> add(estate, event.route(), event.filter());
            case EDIT -> {
                remove(estate, event.route(), true);
                add(estate, event.route(), event.filter());
            }
            case REPLACE -> {
                giveUp(event.route(), true);
                add(estate, event.route(), event.filter());
            }
            default -> route.begin(event.kind(), Duration.ofMillis(event.millis()));
        }
        if (event.kind() == Kind.START || event.kind() == Kind.RESUME) {
            books.works(event.route(), System.nanoTime());
        }
    }

    /**
     * A suspension that Camel forces after the shutdown timeout leaves the route's error handler shut: after it was resumed it
     * would refuse every exchange (RejectedExecutionException), whatever the component. Such a route has to be stopped.
     */
    private static void suspend(Estate estate, String route) throws Exception {
        estate.context().getRouteController().suspendRoute(route);
        if (estate.context().getShutdownStrategy().isTimeoutOccurred()) {
            estate.context().getRouteController().stopRoute(route);
        }
    }

    private void add(Estate estate, int route, String filter) throws Exception {
        estate.add(routes.get(route).definition(filter));
        present[route] = true;
        synchronized (lock) {
            long now = System.nanoTime();
            unsettledSince[route] = givenUpAny ? now : 0;
            books.declared(route, filter, givenUpAny ? Long.MAX_VALUE : now, now);
        }
    }

    private void remove(Estate estate, int route, boolean reloading) throws Exception {
        giveUp(route, reloading);
        estate.context().getRouteController().stopRoute(routes.get(route).id());
        estate.context().removeRoute(routes.get(route).id());
    }

    private void giveUp(int route, boolean reloading) {
        present[route] = false;
        books.undeclared(route, reloading, System.nanoTime());
        synchronized (lock) {
            unsettledSince[route] = 0;
            givenUpAny = true;
        }
    }

    private void endFaults(Estate estate, FaultProxy line) throws Exception {
        line.restore();
        line.resume();
        lineFaulty(false);
        routes.forEach(LifeRoute::behave);
        for (int route : present().toArray()) {
            estate.context().getRouteController().startRoute(routes.get(route).id());
            books.works(route, System.nanoTime());
        }
    }

    private void judge(Estate estate, Runnable stopSending) throws InterruptedException {
        // What has come to a standstill may still have a few messages to show.
        Progress.last(CALM);
        long since = System.nanoTime();
        boolean alive = within(LIMIT, () -> present().allMatch(route -> books.heard(route, since)));
        present()
                .filter(route -> !books.heard(route, since))
                .forEach(route -> findings.add("r" + route + " gets nothing new in " + LIMIT.toSeconds() + " s"));
        stopSending.run();
        if (senderTrouble != null) {
            findings.add("the sender ended: " + senderTrouble);
        }
        if (!within(LIMIT, () -> books.unacknowledged() == 0)) {
            findings.add(books.unacknowledged() + " messages of the sender are not acknowledged");
        }
        // Where a route is dead, what is lost has had most of its time.
        within(
                alive ? LIMIT : Duration.ZERO,
                () -> present().allMatch(route -> books.lost(route).isEmpty()));
        blame("lost", books::lost);
        blame("QoS 0 begun twice", books::twice);
        blame("out of order", books::outOfOrder);
        Supplier<String> trouble = () -> trouble(estate);
        if (!within(alive ? LIMIT : SOON, () -> trouble.get().isEmpty())) {
            findings.add(trouble.get());
        }
    }

    private void blame(String what, IntFunction<List<String>> messagesOf) {
        for (int route = 0; route < LifePlan.ROUTES; route++) {
            List<String> messages = messagesOf.apply(route);
            if (!messages.isEmpty()) {
                findings.add("r" + route + " " + what + " " + LifeBooks.some(messages));
            }
        }
    }

    /** What state and health complain of; empty if nothing. */
    private String trouble(Estate estate) {
        if (present().findAny().isPresent() && !connected(estate)) {
            return "not connected: " + estate.component().connectionStatuses();
        }
        return HealthCheckHelper.invokeReadiness(estate.context(), "full").stream()
                .filter(result -> result.getState() != HealthCheck.State.UP)
                .map(result -> result.getCheck().getId() + " is " + result.getState() + ": "
                        + result.getMessage().orElse(""))
                .findFirst()
                .orElse("");
    }

    private static boolean connected(Estate estate) {
        var statuses = estate.component().connectionStatuses();
        return !statuses.isEmpty() && statuses.stream().allMatch(status -> status.state() == ConnectionState.CONNECTED);
    }

    private void lineFaulty(boolean faulty) {
        synchronized (lock) {
            lineFaulty = faulty;
        }
    }

    private IntStream present() {
        return IntStream.range(0, LifePlan.ROUTES).filter(route -> present[route]);
    }

    private static boolean within(Duration limit, BooleanSupplier condition) {
        Stopwatch clock = new Stopwatch();
        try {
            while (!condition.getAsBoolean()) {
                if (clock.elapsed().compareTo(limit) > 0) {
                    return false;
                }
                Progress.last(LOOKS_EVERY);
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Planned failures are no news. */
    private static final class Quiet implements ExceptionHandler {
        @Override
        public void handleException(Throwable exception) {}

        @Override
        public void handleException(String message, Throwable exception) {}

        @Override
        public void handleException(String message, Exchange exchange, Throwable cause) {}
    }
}
