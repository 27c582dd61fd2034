package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.connection.SubscriberOptions.WhenStopped;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Notes what it is given; the test, or what the test says beforehand, tells the outcomes. */
final class TestSubscriber implements Subscriber {

    final List<Delivery> begun = new ArrayList<>();
    final List<Outcome> outcomes = new ArrayList<>();
    final List<Delivery> diverted = new ArrayList<>();
    final List<Outcome> divertedOutcomes = new ArrayList<>();
    final List<String> refused = new ArrayList<>();
    final Set<Diversion> diverts = EnumSet.noneOf(Diversion.class);
    /** What happens to each message at once; nothing unless the test says something. */
    Consumer<Outcome> reaction = outcome -> {};

    Consumer<Outcome> divertReaction = outcome -> {};
    Runnable whenRefused = () -> {};

    private final String name;
    private final List<Subscription> subscriptions;
    private SubscriberOptions options = SubscriberOptions.defaults();

    TestSubscriber(String name, List<Subscription> subscriptions) {
        this.name = name;
        this.subscriptions = subscriptions;
    }

    /** With QoS 1 for each filter. */
    static TestSubscriber of(String... filters) {
        return new TestSubscriber(
                String.join(" ", filters),
                Arrays.stream(filters)
                        .map(filter -> new Subscription(filter, 1))
                        .toList());
    }

    static TestSubscriber of(String filter, int qos) {
        return new TestSubscriber(filter, List.of(new Subscription(filter, qos)));
    }

    TestSubscriber concurrency(int concurrency) {
        return with(concurrency, options.maxInProgress(), options.maxDeliveryAttempts(), options.whenStopped());
    }

    TestSubscriber maxInProgress(int maxInProgress) {
        return with(options.concurrency(), maxInProgress, options.maxDeliveryAttempts(), options.whenStopped());
    }

    TestSubscriber maxDeliveryAttempts(int attempts) {
        return with(options.concurrency(), options.maxInProgress(), attempts, options.whenStopped());
    }

    TestSubscriber whenStopped(WhenStopped whenStopped) {
        if (whenStopped == WhenStopped.DIVERT) {
            diverts.add(Diversion.STOPPED);
        }
        return with(options.concurrency(), options.maxInProgress(), options.maxDeliveryAttempts(), whenStopped);
    }

    /** What it is given has succeeded at once. */
    TestSubscriber succeeding() {
        reaction = outcome -> outcome.done(true);
        return this;
    }

    /** What it is given has failed at once. */
    TestSubscriber failing() {
        reaction = outcome -> outcome.done(false);
        return this;
    }

    private TestSubscriber with(int concurrency, int maxInProgress, int attempts, WhenStopped whenStopped) {
        options = new SubscriberOptions(concurrency, maxInProgress, attempts, Duration.ofMinutes(5), whenStopped);
        return this;
    }

    /** The packet identifiers of what it has begun, in order. */
    List<Integer> ids() {
        return begun.stream().map(delivery -> delivery.message().packetId()).toList();
    }

    List<Integer> divertedIds() {
        return diverted.stream().map(delivery -> delivery.message().packetId()).toList();
    }

    void done(int index, boolean success) {
        outcomes.get(index).done(success);
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
        begun.add(delivery);
        outcomes.add(outcome);
        reaction.accept(outcome);
    }

    @Override
    public boolean diverts(Diversion why) {
        return diverts.contains(why);
    }

    @Override
    public void divert(Delivery delivery, Diversion why, Outcome outcome) {
        diverted.add(delivery);
        divertedOutcomes.add(outcome);
        divertReaction.accept(outcome);
    }

    @Override
    public void onRefused(Subscription subscription, String reason) {
        refused.add(subscription.filter() + ": " + reason);
        whenRefused.run();
    }
}
