package io.github.camelaliyun.mqtt.reliability;

import io.github.camelaliyun.mqtt.AliyunMqttComponent;
import io.github.camelaliyun.mqtt.kit.Estate;
import io.github.camelaliyun.mqtt.kit.FaultProxy;
import io.github.camelaliyun.mqtt.kit.Mosquitto;
import io.github.camelaliyun.mqtt.reliability.LifePlan.Event;
import io.github.camelaliyun.mqtt.sandbox.SharedSandbox;
import org.apache.camel.Exchange;
import org.apache.camel.spi.ExceptionHandler;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
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
    private static final Duration GONE_WITHIN = Duration.ofSeconds(20);

    private final LifePlan plan;
    private final Mosquitto broker;
    private final String topic;
    private final LifeBooks books;
    private final List<LifeRoute> routes;
    private final List<String> findings = new ArrayList<>();
    private final LifeSettling settling;
    private final LifeChanges changes;
    private final LifeJudge judge;
    private String contextName;
    private volatile Exception senderTrouble;

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
        this.settling = new LifeSettling(books);
        this.changes = new LifeChanges(books, routes, findings, settling);
        this.judge = new LifeJudge(books, changes, findings, () -> senderTrouble);
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
            if (!LifeJudge.within(GONE_WITHIN, () -> line.openConnections() == 0)) {
                findings.add(line.openConnections() + " connections left after the context stopped");
            }
        }
        int lost = changes.present().map(route -> books.lost(route).size()).sum();
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
            changes.add(estate, i, plan.routes().get(i).filter());
        }
        var sending = ticks.scheduleAtFixedRate(() -> tick(estate, sender), 0, TICK_MILLIS, TimeUnit.MILLISECONDS);
        if (!judge.hasBegun()) {
            return;
        }
        Stopwatch clock = new Stopwatch();
        for (Event event : plan.events()) {
            Progress.last(Duration.ofMillis(
                    Math.max(0, event.atMillis() - clock.elapsed().toMillis())));
            changes.happen(event, estate, line);
        }
        // Stops that took their time may have made the last mischief late.
        Progress.last(Duration.ofMillis(LifePlan.LAST_MILLIS));
        changes.endFaults(estate, line);
        judge.judge(estate, () -> sending.cancel(false));
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
            settling.observe(estate);
            sender.publish();
        } catch (Exception e) {
            senderTrouble = e;
            throw new IllegalStateException("the sender of seed " + plan.seed() + " ended", e);
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
