package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.connection.ConnectionEvent.Unclaimed;
import io.github.camelaliyun.mqtt.connection.InboundMessage.Standing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Messages that no subscriber takes: kept unacknowledged, in a bounded number, for a subscriber that is still starting,
 * and spoken of when none comes. Called from any thread; never blocks.
 */
final class HeldMessages {

    /** Enough for any broker's in-flight window; what is beyond stays unacknowledged at the broker alone. */
    private static final int MAX_HELD = 1_000;
    /** How often an operator is told at most. */
    private static final Duration SILENCE = Duration.ofMinutes(1);

    private final ScheduledExecutorService timer;
    private final Consumer<Unclaimed> operator;

    /** Guards all that follows. */
    private final ReentrantLock lock = new ReentrantLock();

    private final List<InboundMessage> held = new ArrayList<>();
    private long unclaimed;
    private boolean silent;

    HeldMessages(ScheduledExecutorService timer, Consumer<Unclaimed> operator) {
        this.timer = timer;
        this.operator = operator;
    }

    /** A message has arrived that nobody wants. */
    void unclaimed(InboundMessage message) {
        boolean tell;
        lock.lock();
        try {
            unclaimed++;
            if (message.qos() > 0 && held.size() < MAX_HELD) {
                held.add(message);
            }
            tell = !silent;
            silent = true;
        } finally {
            lock.unlock();
        }
        if (tell) {
            // Some time later, since the route that wants the message may still be starting.
            timer.schedule(() -> tell(message), MqttConnection.LINGER.toMillis(), TimeUnit.MILLISECONDS);
            timer.schedule(this::endSilence, SILENCE.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void tell(InboundMessage first) {
        Unclaimed event = null;
        lock.lock();
        try {
            if (!held.isEmpty() || first.qos() == 0) {
                event = new Unclaimed(held.isEmpty() ? first : held.get(0), unclaimed);
            }
        } finally {
            lock.unlock();
        }
        if (event != null) {
            operator.accept(event);
        }
    }

    private void endSilence() {
        lock.lock();
        try {
            silent = false;
        } finally {
            lock.unlock();
        }
    }

    /** Keeps messages that a subscriber gave back. */
    void keep(List<InboundMessage> messages) {
        lock.lock();
        try {
            held.addAll(messages);
        } finally {
            lock.unlock();
        }
    }

    /** Takes out what a new subscriber wants, in order. */
    List<InboundMessage> take(Predicate<InboundMessage> wanted) {
        lock.lock();
        try {
            List<InboundMessage> taken = held.stream().filter(wanted).toList();
            held.removeAll(taken);
            return taken;
        } finally {
            lock.unlock();
        }
    }

    /** Takes one message out; false if somebody else has. */
    boolean remove(InboundMessage message) {
        lock.lock();
        try {
            return held.remove(message);
        } finally {
            lock.unlock();
        }
    }

    /** Lets go of what the broker delivers again on a new link. */
    void forgetSuperseded() {
        lock.lock();
        try {
            held.removeIf(message -> message.standing() == Standing.SUPERSEDED);
        } finally {
            lock.unlock();
        }
    }

    /** Messages that found no subscriber when they arrived, since the start. */
    long unclaimedTotal() {
        lock.lock();
        try {
            return unclaimed;
        } finally {
            lock.unlock();
        }
    }

    int size() {
        lock.lock();
        try {
            return held.size();
        } finally {
            lock.unlock();
        }
    }
}
