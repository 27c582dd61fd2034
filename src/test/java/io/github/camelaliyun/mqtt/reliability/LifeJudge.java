package io.github.camelaliyun.mqtt.reliability;

import io.github.camelaliyun.mqtt.connection.ConnectionState;
import io.github.camelaliyun.mqtt.kit.Estate;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckHelper;

import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/** Judges a {@link RandomLife} when its faults have ended: what came to its routes, and what state and health say. */
final class LifeJudge {

    /** Longer than a filter takes to be settled, so that in the end all routes can be judged. */
    private static final Duration CALM = Duration.ofMillis(2_500);

    /** Backoff, retries and what waits for the grace of removed routes are in it. */
    private static final Duration LIMIT = Duration.ofSeconds(40);

    private static final Duration SOON = Duration.ofSeconds(5);

    private static final Duration LOOKS_EVERY = Duration.ofMillis(20);

    private final LifeBooks books;
    private final LifeChanges changes;
    private final List<String> findings;
    private final Supplier<Exception> senderTrouble;

    /**
     * @param findings where it is told what the life is blamed for
     * @param senderTrouble why the sender ended; null if it did not
     */
    LifeJudge(LifeBooks books, LifeChanges changes, List<String> findings, Supplier<Exception> senderTrouble) {
        this.books = books;
        this.changes = changes;
        this.findings = findings;
        this.senderTrouble = senderTrouble;
    }

    /** Every route that there is gets messages before the first event, or is blamed for it. */
    boolean hasBegun() {
        if (!within(LIMIT, () -> changes.present().allMatch(books::heardAnything))) {
            findings.add("not all routes get messages before the first event");
            return false;
        }
        return true;
    }

    void judge(Estate estate, Runnable stopSending) throws InterruptedException {
        // What has come to a standstill may still have a few messages to show.
        Progress.last(CALM);
        long since = System.nanoTime();
        boolean alive = within(LIMIT, () -> changes.present().allMatch(route -> books.heard(route, since)));
        changes.present()
                .filter(route -> !books.heard(route, since))
                .forEach(route -> findings.add("r" + route + " gets nothing new in " + LIMIT.toSeconds() + " s"));
        stopSending.run();
        if (senderTrouble.get() != null) {
            findings.add("the sender ended: " + senderTrouble.get());
        }
        if (!within(LIMIT, () -> books.unacknowledged() == 0)) {
            findings.add(books.unacknowledged() + " messages of the sender are not acknowledged");
        }
        // Where a route is dead, what is lost has had most of its time.
        within(
                alive ? LIMIT : Duration.ZERO,
                () -> changes.present().allMatch(route -> books.lost(route).isEmpty()));
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
        if (changes.present().findAny().isPresent() && !connected(estate)) {
            return "not connected: " + estate.component().connectionStatuses();
        }
        return HealthCheckHelper.invokeReadiness(estate.context(), "full").stream()
                .filter(result -> result.getState() != HealthCheck.State.UP)
                .map(result -> result.getCheck().getId() + " is " + result.getState() + ": "
                        + result.getMessage().orElse(""))
                .findFirst()
                .orElse("");
    }

    static boolean connected(Estate estate) {
        var statuses = estate.component().connectionStatuses();
        return !statuses.isEmpty() && statuses.stream().allMatch(status -> status.state() == ConnectionState.CONNECTED);
    }

    static boolean within(Duration limit, BooleanSupplier condition) {
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
}
