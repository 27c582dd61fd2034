package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.connection.Subscriber.Diversion;
import io.github.camelaliyun.mqtt.connection.SubscriberOptions.WhenStopped;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What one subscriber has received and has not ended with. It begins messages in their order, at most so many at once; while
 * a message waits for something asynchronous no thread waits with it. A QoS 1 or 2 message that failed is begun again after
 * a pause while others go on.
 *
 * <p>Guarded by the lock of {@link Inbound}, under which all methods are called.
 */
final class Mailbox {

    /** Of the subscriber. */
    enum Phase {
        /** Announced or declared, and never started by this process. */
        DECLARED,
        STARTED,
        SUSPENDED,
        STOPPED,
        /** Not declared any more; what it has begun may still end. */
        GONE
    }

    /** Back-pressure at QoS 1 and 2 is the withheld acknowledgement; at QoS 0 there is none, so this is the bound. */
    static final int MAX_QOS0 = 10_000;

    private final Subscriber subscriber;
    private final SubscriberOptions options;

    private final WaitingDeliveries waiting = new WaitingDeliveries();
    private final PausingDeliveries pausing = new PausingDeliveries();
    private final InProgress inProgress = new InProgress();
    private final RetainedMessages retained = new RetainedMessages();
    private long declaredNanos;
    private boolean announced;
    private Phase phase = Phase.DECLARED;
    private int turns;
    /** Messages that were left with the broker, for this subscriber has not been started. */
    private int left;

    private boolean frozen;
    private final List<Runnable> whenIdle = new ArrayList<>(1);

    /** @param nowNanos when it is declared */
    Mailbox(Subscriber subscriber, long nowNanos) {
        this.declaredNanos = nowNanos;
        this.subscriber = subscriber;
        this.options = subscriber.options();
    }

    Subscriber subscriber() {
        return subscriber;
    }

    SubscriberOptions options() {
        return options;
    }

    Phase phase() {
        return phase;
    }

    void enter(Phase next) {
        phase = next;
    }

    /** It is known for its messages' sake alone, and takes nothing from those that are declared. */
    void announced(boolean nowAnnounced) {
        announced = nowAnnounced;
    }

    boolean isAnnounced() {
        return announced;
    }

    /** Its start is yet to come by itself: it is not late before then. */
    void comes(long nowNanos) {
        declaredNanos = nowNanos;
    }

    /** Whether it was declared so long ago that it does not seem to start. */
    boolean isLate(long nowNanos, Duration grace) {
        return phase == Phase.DECLARED && nowNanos - declaredNanos > grace.toNanos();
    }

    /** The context ends: what is not begun stays the broker's. */
    void freeze() {
        frozen = true;
    }

    boolean isFrozen() {
        return frozen;
    }

    /** What becomes of messages now that are not begun: null if the subscriber takes them itself. */
    WhenStopped whenStopped() {
        if (frozen || phase == Phase.DECLARED) {
            return WhenStopped.KEEP;
        }
        return phase == Phase.STARTED ? null : options.whenStopped();
    }

    /** Runs this once nothing is in progress. */
    void whenIdle(Runnable task) {
        whenIdle.add(task);
    }

    void tellIdle(ConnectionThreads threads) {
        while (!whenIdle.isEmpty()) {
            threads.work(whenIdle.get(0));
            whenIdle.remove(0);
        }
    }

    void add(Delivery delivery) {
        waiting.add(delivery);
    }

    boolean hasRoomForQos0() {
        return waiting.qos0() < MAX_QOS0;
    }

    /** Whether a message may begin now: the subscriber is there, or a place for what it does not take. */
    private boolean isOpen() {
        return !frozen
                && (phase == Phase.STARTED
                        || ((phase == Phase.SUSPENDED || phase == Phase.STOPPED)
                                && options.whenStopped() == WhenStopped.DIVERT
                                && subscriber.diverts(Diversion.STOPPED)));
    }

    /** How many turns to begin for so many messages; they count as begun. */
    int claimTurns(int messages) {
        int claimed = 0;
        while (claimed < messages
                && isOpen()
                && turns < options.concurrency()
                && inProgress.size() + claimed < options.maxInProgress()) {
            turns++;
            claimed++;
        }
        return claimed;
    }

    /** A turn has come to nothing. */
    void giveTurnBack() {
        turns--;
    }

    /**
     * The next message to begin, whose turn is now on; null if there is none, and the turn is given back.
     *
     * @param undecided messages that nobody begins with yet
     */
    Delivery take(Predicate<InboundMessage> undecided) {
        Delivery next = waiting.peek();
        if (next == null
                || !isOpen()
                || inProgress.size() >= options.maxInProgress()
                || undecided.test(next.message())) {
            turns--;
            return null;
        }
        // First what may find no memory: then it waits still.
        Delivery begun = next.whileStarted(phase == Phase.STARTED);
        inProgress.begin(begun);
        waiting.remove();
        return begun;
    }

    /** What it has begun and not ended with. */
    InProgress inProgress() {
        return inProgress;
    }

    /** What has failed and waits for its next attempt. */
    PausingDeliveries pausing() {
        return pausing;
    }

    /** What it waits for of the messages that the broker has retained. */
    RetainedMessages retained() {
        return retained;
    }

    /** A delivery has paused long enough; false if it does not pause any more. */
    boolean resume(Delivery delivery) {
        boolean paused = pausing.end(delivery);
        if (paused) {
            waiting.add(delivery);
        }
        return paused;
    }

    /** What has paused long enough waits again. */
    void resumeDue(long nowNanos) {
        pausing.due(nowNanos).forEach(this::resume);
    }

    int waiting() {
        return waiting.size();
    }

    /** What waits or pauses, in the order of arrival as far as it has one; it is this mailbox's no more. */
    List<Delivery> takeAll() {
        // First what may find no memory: then nothing is lost.
        List<Delivery> all = new ArrayList<>(pausing.size() + waiting.size());
        pausing.all().forEach(all::add);
        waiting.all().forEach(all::add);
        pausing.clear();
        waiting.clear();
        left = 0;
        return all;
    }

    /** Takes out what waits and satisfies a condition. */
    List<Delivery> takeWaiting(Predicate<Delivery> condition) {
        return waiting.take(condition);
    }

    /** Whether it has messages that it does not work at: of a subscriber that is not started. */
    int heldBack() {
        return phase == Phase.STARTED || phase == Phase.GONE ? 0 : waiting.size() + pausing.size() + left;
    }

    void leave() {
        left++;
    }

    int left() {
        return left;
    }

    /** Messages that wait for nothing that is going on. */
    int parked() {
        return pausing.size() + (isOpen() ? 0 : waiting.size());
    }

    /** Whether it is at work, or has something to begin with. */
    boolean isBusy() {
        return inProgress.size() > 0 || (isOpen() && !waiting.isEmpty());
    }

    /** All that it has and has not ended with. */
    Stream<Delivery> all() {
        return Stream.of(pausing.all(), waiting.all(), inProgress.all()).flatMap(all -> all);
    }

    void forgetLeft() {
        left = 0;
    }

    /** Messages that wait for their next attempt, of a subscriber that is started. */
    int failing() {
        return phase == Phase.STARTED ? pausing.size() : 0;
    }

    /** Messages that began longer ago than they may take. */
    int overdue(long nowNanos) {
        return inProgress.overdue(nowNanos, options.completionTimeout().toNanos());
    }

    /** What it has of retained messages from an earlier start counts as sent for this one. */
    void keepRetained() {
        all().map(Delivery::message).filter(InboundMessage::retained).forEach(m -> retained.keep(m.topic()));
    }

    /** Whether a retained message is for this subscriber; once for each topic. */
    boolean takesRetained(String topic, long nowNanos, long untilNanos) {
        return retained.takes(
                topic,
                nowNanos,
                untilNanos,
                () -> all().anyMatch(d -> d.message().retained()));
    }
}
