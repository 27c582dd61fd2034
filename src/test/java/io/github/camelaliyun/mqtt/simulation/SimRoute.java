package io.github.camelaliyun.mqtt.simulation;

import io.github.camelaliyun.mqtt.connection.Delivery;
import io.github.camelaliyun.mqtt.connection.LostOutcomes;
import io.github.camelaliyun.mqtt.connection.MqttConnection;
import io.github.camelaliyun.mqtt.connection.Outcome;
import io.github.camelaliyun.mqtt.connection.Subscriber;
import io.github.camelaliyun.mqtt.connection.SubscriberOptions;
import io.github.camelaliyun.mqtt.connection.SubscriberOptions.WhenStopped;
import io.github.camelaliyun.mqtt.connection.Subscription;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A route of the simulation, and what has come to it. */
final class SimRoute implements Subscriber {

    /** Where it is in its life. */
    enum Phase {
        DECLARED,
        STARTED,
        SUSPENDED,
        STOPPED,
        REMOVED
    }

    private final World world;
    private final String name;
    private final List<Subscription> subscriptions;
    private final SubscriberOptions options;
    private final boolean diverts;
    private final List<Outcome> open;
    private final long declaredNanos;
    private final long sameSinceNanos;
    private final SimRoute before;

    MqttConnection connection;
    Phase phase = Phase.DECLARED;
    Mode mode = Mode.WELL;
    boolean everStopped;

    /**
     * Numbers of letters, in the order in which they were begun the first time, by those of this name that were there before
     * too; QoS 0 is not among them.
     */
    final Set<Integer> firstBegins;

    final Map<Integer, Integer> begins = new HashMap<>();
    final Map<Integer, Integer> failures = new HashMap<>();
    final Map<Integer, Integer> successes = new HashMap<>();
    final Set<Integer> diverted = new HashSet<>();
    final List<String> violations = new ArrayList<>();
    private int inTurn;
    private int begun;
    private int over;

    /**
     * @param open where outcomes are put that are told when all is well again
     * @param before the route of the same name and filters that this one replaces; null for a new one
     */
    SimRoute(
            World world,
            String name,
            List<Subscription> subscriptions,
            SubscriberOptions options,
            boolean diverts,
            List<Outcome> open,
            SimRoute before) {
        this.world = world;
        this.name = name;
        this.subscriptions = subscriptions;
        this.options = options;
        this.diverts = diverts;
        this.open = open;
        this.before = before;
        this.firstBegins = before == null ? new LinkedHashSet<>() : before.firstBegins;
        this.sameSinceNanos = before == null ? world.now() : before.sameSinceNanos;
        this.declaredNanos = world.now();
        this.everStopped = before != null && before.everStopped;
    }

    boolean matches(String topic) {
        return subscriptions.stream().anyMatch(s -> Filters.matches(s.filter(), topic));
    }

    long declaredNanos() {
        return declaredNanos;
    }

    /** Since when there has been a route of this name and these filters. */
    long sameSinceNanos() {
        return sameSinceNanos;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<Subscription> subscriptions() {
        return subscriptions;
    }

    @Override
    public SubscriberOptions options() {
        return options;
    }

    @Override
    public void process(Delivery delivery, Outcome outcome) {
        int number = Letter.number(delivery.message().payload());
        world.tell(name + " begins " + number);
        world.usersCode("a route");
        if (phase == Phase.SUSPENDED || phase == Phase.STOPPED || phase == Phase.DECLARED) {
            // It may have been taken a moment before the stop, and no later than that.
            world.tell(name + " begins while it is " + phase);
        }
        if (inProgress() > options.maxInProgress()) {
            violations.add(name + " has " + inProgress() + " in progress, the bound is " + options.maxInProgress());
        }
        if (++inTurn > options.concurrency()) {
            violations.add(name + " has " + inTurn + " turns at once, concurrency is " + options.concurrency());
        }
        begins.merge(number, 1, Integer::sum);
        begun++;
        if (delivery.message().qos() > 0) {
            firstBegins.add(number);
        }
        Outcome tell = new Told(outcome, number);
        switch (mode) {
            case WELL -> soon(50, () -> tell.done(true));
            case SLOW -> soon(world.chance(0.3) ? 9_000 : 50, () -> tell.done(true));
            case FAILS -> soon(50, () -> tell.done(false));
            case FAILS_OFTEN -> {
                boolean success = world.random().nextBoolean();
                soon(50, () -> tell.done(success));
            }
            case THROWS -> {
                over++;
                failures.merge(number, 1, Integer::sum);
                inTurn--;
                throwAnything();
            }
            case HANDS_OVER -> {
                soon(5, tell::turnOver);
                soon(world.chance(0.2) ? 20_000 : 300, () -> tell.done(true));
            }
            case FAILS_LATE -> {
                soon(5, tell::turnOver);
                soon(15_000, () -> tell.done(false));
            }
            case FULL -> {
                tell.done(false);
                tell.turnOver();
            }
            case LOSES -> {
                over++;
                failures.merge(number, 1, Integer::sum);
                tell.turnOver();
                LostOutcomes.lose(outcome);
            }
            case STAYS_OPEN -> {
                tell.turnOver();
                open.add(tell);
            }
            case STUTTERS ->
                soon(50, () -> {
                    tell.turnOver();
                    tell.done(true);
                    tell.done(false);
                    tell.turnOver();
                    tell.done(true);
                });
        }
    }

    /** With the one that begins now. */
    private int inProgress() {
        return begun - over + 1;
    }

    private void soon(int millis, Runnable then) {
        world.after(Duration.ofNanos(world.random().nextLong(millis * 1_000_000L)), then);
    }

    private void throwAnything() {
        switch (world.random().nextInt(4)) {
            case 0 -> throw new IllegalStateException("a route that throws");
            case 1 -> throw new AssertionError("a route that asserts");
            case 2 -> throw new StackOverflowError();
            default -> throw new NoClassDefFoundError("a route without its classes");
        }
    }

    @Override
    public boolean diverts(Diversion why) {
        return why == Diversion.GIVEN_UP ? diverts : options.whenStopped() == WhenStopped.DIVERT;
    }

    @Override
    public void divert(Delivery delivery, Diversion why, Outcome outcome) {
        int number = Letter.number(delivery.message().payload());
        world.tell(name + " diverts " + number + " " + why);
        world.usersCode("a diversion");
        if (delivery.message().qos() > 0) {
            firstBegins.add(number);
        }
        boolean success = world.chance(0.8);
        soon(50, () -> {
            if (success) {
                diverted.add(number);
            }
            outcome.done(success);
        });
    }

    @Override
    public void onRefused(Subscription subscription, String reason) {
        world.tell(name + " is refused " + subscription.filter());
        world.usersCode("a route");
        if (mode == Mode.THROWS) {
            throwAnything();
        }
    }

    /** Whether a letter has come to its end here. */
    boolean isDone(int number) {
        int most = options.maxDeliveryAttempts();
        return (before != null && before.isDone(number))
                || successes.containsKey(number)
                || diverted.contains(number)
                || (most > 0 && failuresSoFar(number) >= most)
                || (options.whenStopped() == WhenStopped.DISCARD && everStopped);
    }

    /** What fails after a reload counts with the attempts before it. */
    private int failuresSoFar(int number) {
        return failures.getOrDefault(number, 0) + (before == null ? 0 : before.failuresSoFar(number));
    }

    /** Notes what the route says of its exchange, the first time. */
    private final class Told implements Outcome {
        private final Outcome outcome;
        private final int number;
        private boolean turn = true;
        private boolean ended;

        Told(Outcome outcome, int number) {
            this.outcome = outcome;
            this.number = number;
        }

        @Override
        public void turnOver() {
            if (turn) {
                turn = false;
                inTurn--;
            }
            outcome.turnOver();
        }

        @Override
        public void done(boolean success) {
            if (turn) {
                turn = false;
                inTurn--;
            }
            if (!ended) {
                ended = true;
                over++;
                (success ? successes : failures).merge(number, 1, Integer::sum);
                world.tell(name + " ends " + number + " " + success);
            }
            outcome.done(success);
        }
    }
}
