package io.github.camelaliyun.mqtt.connection;

import org.eclipse.paho.client.mqttv3.MqttException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.LongConsumer;

/**
 * The publishes that are under way: a bounded number, in order, each until its acknowledgement or its deadline. A full
 * window makes the caller wait. Across a reconnect QoS 0 and 1 stay in the window and are sent again in their order; a
 * QoS 2 publish that had left is failed, since a session that ended cannot tell whether it arrived, and sending it again
 * could deliver it twice.
 */
final class PublishWindow {

    private static final Logger LOG = LoggerFactory.getLogger(PublishWindow.class);

    private static final int ROOMY_PART = 8;
    /** Whatever room there is, those who wait take it after this. */
    private static final long LONGEST_NAP_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private final String connection;
    private final Duration timeout;
    private final int size;
    /** So many free places wake those who wait for one, who can then send together. */
    private final int roomy;

    private final Handoff handoff;
    private final Tally tally;
    /** Acknowledged and not settled yet. */
    private final Queue<PendingPublish> answered = new ConcurrentLinkedQueue<>();

    /** Guards all that follows. */
    private final ReentrantLock lock = new ReentrantLock();

    private final Condition room = lock.newCondition();
    private final Set<PendingPublish> pending = new LinkedHashSet<>();
    private int waiting;
    private Link link;
    private boolean held;
    private String closed;

    PublishWindow(ConnectionOptions options, Handoff handoff, Tally tally) {
        this.connection = options.toString();
        this.timeout = options.publishTimeout();
        this.size = options.maxInflight();
        this.roomy = Math.max(1, size / ROOMY_PART);
        this.handoff = handoff;
        this.tally = tally;
    }

    /**
     * Accepts a publish, after waiting for a place if the window is full.
     *
     * @throws MqttConnectionException if there was no place in time, or the connection is closed
     */
    void publish(OutboundMessage message, PublishCallback callback)
            throws MqttConnectionException, InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        PendingPublish publish = new PendingPublish(message, callback, deadline, answered::add);
        lock.lockInterruptibly();
        try {
            while (pending.size() >= size && closed == null) {
                if (deadline - System.nanoTime() <= 0) {
                    throw new MqttConnectionException(message + " found no place in the window of " + size
                            + " within " + timeout.toSeconds() + " s on " + connection
                            + ": the server acknowledges too slowly or is not connected; see publishTimeout and"
                            + " maxInflight");
                }
                awaitRoom(deadline);
            }
            if (closed != null) {
                throw new MqttConnectionException(message + " refused: " + closed);
            }
            pending.add(publish);
            if (link != null && !held) {
                send(publish);
            }
        } finally {
            lock.unlock();
        }
    }

    private void awaitRoom(long deadline) throws InterruptedException {
        waiting++;
        try {
            room.awaitNanos(link == null ? deadline - System.nanoTime() : LONGEST_NAP_NANOS);
        } finally {
            waiting--;
        }
    }

    /** Gives those who wait for acknowledgements that have come their outcome, and their places to others. */
    void settle() {
        if (answered.isEmpty()) {
            return;
        }
        lock.lock();
        try {
            List<Runnable> outcomes = new ArrayList<>();
            for (PendingPublish publish = answered.poll(); publish != null; publish = answered.poll()) {
                finish(publish, null, outcomes);
            }
            conclude(outcomes);
        } finally {
            lock.unlock();
        }
    }

    /** From now on nothing leaves on this link; what left before goes on. False if the link is not up any more. */
    boolean hold(Link present) {
        lock.lock();
        try {
            held = present == link;
            return held;
        } finally {
            lock.unlock();
        }
    }

    /** Ends {@link #hold}: what has waited is sent, in order, before anything new. */
    void release() {
        lock.lock();
        try {
            held = false;
            if (link != null) {
                pending.stream().filter(publish -> publish.sentOn != link).forEach(this::send);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Sends another packet in the order of the publishes; false, and nothing sent, while they are held. */
    boolean sendBetween(Runnable packet) {
        lock.lock();
        try {
            if (held) {
                return false;
            }
            packet.run();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Publishes that have no outcome yet. */
    int inFlight() {
        lock.lock();
        try {
            return pending.size();
        } finally {
            lock.unlock();
        }
    }

    /** The link is up: what waits is sent, in order, before anything new. */
    void linkUp(Link newLink) {
        lock.lock();
        try {
            link = newLink;
            pending.forEach(this::send);
            room.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void linkDown(Link oldLink) {
        lock.lock();
        try {
            if (link == oldLink) {
                link = null;
                held = false;
            }
            fail(
                    pending.stream()
                            .filter(publish -> publish.sentOn == oldLink && publish.message.qos() == 2)
                            .toList(),
                    publish -> "the connection " + connection
                            + " was lost before PUBCOMP: it is not known whether the QoS 2 message arrived");
        } finally {
            lock.unlock();
        }
    }

    /**
     * Fails what has passed its deadline.
     *
     * @return whether one of these had been sent on the present link, which then does not answer any more
     */
    boolean expire(long nowNanos) {
        lock.lock();
        try {
            List<PendingPublish> late = pending.stream()
                    .filter(publish -> publish.expired(nowNanos))
                    .toList();
            boolean unanswered = link != null && late.stream().anyMatch(publish -> publish.sentOn == link);
            fail(
                    late,
                    publish -> publish.message + " was not " + (publish.sentOn == null ? "sent" : "acknowledged")
                            + " within " + timeout.toSeconds() + " s on " + connection
                            + (link == null ? ", which is not connected" : ""));
            return unanswered;
        } finally {
            lock.unlock();
        }
    }

    /** Fails what is left and refuses what comes. */
    void close() {
        lock.lock();
        try {
            link = null;
            closed = "the connection " + connection + " is closed";
            fail(List.copyOf(pending), publish -> closed);
            room.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void send(PendingPublish publish) {
        publish.sentOn = link;
        try {
            link.conversation().publish(publish.message, publish);
        } catch (MqttException e) {
            publish.sentOn = null;
            LOG.debug("{} waits for the next connection", publish.message, e);
        }
    }

    private void fail(List<PendingPublish> publishes, Function<PendingPublish, String> reason) {
        List<Runnable> outcomes = new ArrayList<>();
        publishes.forEach(publish -> finish(publish, new MqttConnectionException(reason.apply(publish)), outcomes));
        conclude(outcomes);
    }

    /** A publish may be acknowledged more than once: by each link that it was sent on. */
    private void finish(PendingPublish publish, Exception failure, List<Runnable> outcomes) {
        if (pending.remove(publish)) {
            (failure == null ? tally.acknowledged : tally.failed).increment();
            outcomes.add(outcome(publish, failure));
        }
    }

    private Runnable outcome(PendingPublish publish, Exception failure) {
        LongConsumer times = tally.acknowledgementTimes;
        if (times == null || failure != null || publish.message.qos() == 0) {
            return () -> publish.callback.done(failure);
        }
        long nanos = System.nanoTime() - (publish.deadlineNanos - timeout.toNanos());
        return () -> {
            try {
                times.accept(nanos);
            } finally {
                publish.callback.done(null);
            }
        };
    }

    private void conclude(List<Runnable> outcomes) {
        if (!outcomes.isEmpty()) {
            handoff.execute(outcomes);
        }
        if (waiting > 0 && (link == null || size - pending.size() >= roomy)) {
            room.signalAll();
        }
    }
}
