package io.github.camelaliyun.mqtt;

import io.github.camelaliyun.mqtt.connection.InboundMessage;
import io.github.camelaliyun.mqtt.connection.InboundMessage.Standing;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What one consumer has received and is not done with. It begins messages in their order, at most so many at once; while
 * a message waits for something asynchronous no thread waits with it. A QoS 1 or 2 message that failed is begun again
 * after a pause, without end, while others go on: it stays unacknowledged, so it is the broker's until it succeeds.
 *
 * <p>Any thread may call; none is kept waiting.
 */
final class Mailbox {

    /**
     * One beginning of a message.
     *
     * @param message the message
     * @param failures how often it has failed before
     */
    record Delivery(InboundMessage message, int failures) {

        /** Whether an exchange may have seen this message before. */
        boolean redelivered() {
            return failures > 0 || message.duplicate();
        }

        /** Doubling from one second to thirty; what makes a message fail often makes many fail, so it must not spin. */
        Duration pause() {
            return Duration.ofSeconds(Math.min(1L << Math.min(failures - 1, 10), LONGEST_PAUSE_SECONDS));
        }
    }

    /** Learns that a delivery is done with, then or later, on any thread. */
    interface Outcome {
        void done(boolean success);
    }

    /** What the mailbox works for. */
    interface Owner {
        /** Starts to process; calls the outcome once. */
        void process(Delivery delivery, Outcome outcome);

        /** There was no room for a QoS 0 message. */
        void overflowed(InboundMessage message);

        /** The mailbox was closed and these are not done with. */
        void leftOver(List<InboundMessage> messages);
    }

    /** Back-pressure at QoS 1 and 2 is the withheld acknowledgement; at QoS 0 there is none, so this is the bound. */
    static final int MAX_QOS0 = 10_000;

    private static final long LONGEST_PAUSE_SECONDS = 30;

    private final Executor workers;
    private final ScheduledExecutorService timer;
    private final int concurrency;
    private final Owner owner;

    /** Guards all that follows. */
    private final ReentrantLock lock = new ReentrantLock();

    private final Deque<Delivery> waiting = new ArrayDeque<>();
    private final List<Delivery> pausing = new ArrayList<>();
    private int active;
    private boolean open;
    private boolean closed;

    Mailbox(Executor workers, ScheduledExecutorService timer, int concurrency, Owner owner) {
        this.workers = workers;
        this.timer = timer;
        this.concurrency = concurrency;
        this.owner = owner;
    }

    void offer(InboundMessage message) {
        boolean dropped = false;
        boolean late;
        lock.lock();
        try {
            late = closed;
            if (!late) {
                dropped = message.qos() == 0 && waiting.size() >= MAX_QOS0;
                if (!dropped) {
                    waiting.add(new Delivery(message, 0));
                    begin(1);
                }
            }
        } finally {
            lock.unlock();
        }
        if (dropped) {
            owner.overflowed(message);
        } else if (late) {
            owner.leftOver(List.of(message));
        }
    }

    /** Begins, or begins again, to hand out messages. */
    void open() {
        lock.lock();
        try {
            open = true;
        } finally {
            lock.unlock();
        }
        proceed();
    }

    /** Looks again at messages of which it was not known whether they come again. */
    void proceed() {
        lock.lock();
        try {
            begin(waiting.size());
        } finally {
            lock.unlock();
        }
    }

    /** Hands out nothing more; what has begun goes on. */
    void shut() {
        lock.lock();
        try {
            open = false;
        } finally {
            lock.unlock();
        }
    }

    /** For good: gives up what has not begun, and later what fails of that which has. */
    void close() {
        List<InboundMessage> rest = new ArrayList<>();
        lock.lock();
        try {
            open = false;
            closed = true;
            waiting.forEach(delivery -> rest.add(delivery.message()));
            pausing.forEach(delivery -> rest.add(delivery.message()));
            waiting.clear();
            pausing.clear();
        } finally {
            lock.unlock();
        }
        owner.leftOver(rest);
    }

    /** Adds turns for so many messages as far as the concurrency allows; one that finds nothing left just ends. */
    private void begin(int messages) {
        for (int i = 0; i < messages && open && active < concurrency; i++) {
            active++;
            workers.execute(this::run);
        }
    }

    private void run() {
        Delivery delivery = take();
        while (delivery != null) {
            Turn turn = new Turn(delivery);
            owner.process(delivery, turn);
            if (!turn.finishedInline()) {
                return;
            }
            delivery = take();
        }
    }

    private Delivery take() {
        lock.lock();
        try {
            Standing next = standingOfNext();
            while (next == Standing.SUPERSEDED) {
                waiting.remove();
                next = standingOfNext();
            }
            if (!open || next != Standing.GOOD) {
                active--;
                return null;
            }
            return waiting.remove();
        } finally {
            lock.unlock();
        }
    }

    /** Null if nothing waits. */
    private Standing standingOfNext() {
        Delivery next = waiting.peek();
        return next == null ? null : next.message().standing();
    }

    private void finish(Delivery delivery, boolean success) {
        InboundMessage message = delivery.message();
        if (success || message.qos() == 0) {
            message.complete();
            return;
        }
        Delivery again = new Delivery(message, delivery.failures() + 1);
        boolean late;
        lock.lock();
        try {
            late = closed;
            if (!late) {
                pausing.add(again);
                timer.schedule(() -> resume(again), again.pause().toMillis(), TimeUnit.MILLISECONDS);
            }
        } finally {
            lock.unlock();
        }
        if (late) {
            owner.leftOver(List.of(message));
        }
    }

    private void resume(Delivery delivery) {
        lock.lock();
        try {
            if (pausing.remove(delivery)) {
                waiting.add(delivery);
                begin(1);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Lets a message that was done before {@code process} returned go on in the same loop, without recursion. */
    private final class Turn implements Outcome {
        private final Delivery delivery;
        private boolean done;
        private boolean left;

        Turn(Delivery delivery) {
            this.delivery = delivery;
        }

        @Override
        public void done(boolean success) {
            finish(delivery, success);
            synchronized (this) {
                done = true;
                if (!left) {
                    return;
                }
            }
            workers.execute(Mailbox.this::run);
        }

        synchronized boolean finishedInline() {
            left = !done;
            return done;
        }
    }
}
