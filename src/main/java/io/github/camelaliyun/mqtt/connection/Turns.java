package io.github.camelaliyun.mqtt.connection;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;

/** Runs the turns of mailboxes on the threads for it, one message after the other while the turns are over at once. */
final class Turns {

    /** Who knows the messages. Called under the lock. */
    interface Listener {
        /** Whether it is not known yet if the broker sends a message again on the next link: nobody begins with it until then. */
        boolean isUndecided(InboundMessage message);

        /** A delivery has ended. */
        void onEnded(Delivery delivery, Mailbox mailbox, boolean success);

        /** The outcome of a delivery cannot be told any more. */
        void onLost(Delivery delivery, Mailbox mailbox);
    }

    private final ConnectionThreads threads;
    private final ReentrantLock lock;
    private final Tally tally;
    private final ReferenceQueue<Turn> lost = new ReferenceQueue<>();
    private final Set<Turn.Trace> traces = ConcurrentHashMap.newKeySet();

    private Listener listener;

    /** @param lock that of {@link Inbound} */
    Turns(ConnectionThreads threads, ReentrantLock lock, Tally tally) {
        this.threads = threads;
        this.lock = lock;
        this.tally = tally;
    }

    /** To be called once, before the first turn. */
    void listener(Listener knowsMessages) {
        listener = knowsMessages;
    }

    /** Begins turns for so many messages as far as the mailbox allows; one that finds nothing left just ends. Under the lock. */
    void begin(Mailbox mailbox, int messages) {
        for (int i = mailbox.claimTurns(messages); i > 0; i--) {
            execute(mailbox);
        }
    }

    /** Where a turn cannot be handed over the next tick tries again, if there is one. */
    private void execute(Mailbox mailbox) {
        try {
            threads.callbacks().execute(() -> run(mailbox));
        } catch (RejectedExecutionException e) {
            giveTurnBack(mailbox);
        } catch (Throwable e) {
            giveTurnBack(mailbox);
            threads.complain(e);
        }
    }

    private void giveTurnBack(Mailbox mailbox) {
        lock.lock();
        try {
            mailbox.giveTurnBack();
        } finally {
            lock.unlock();
        }
    }

    private void run(Mailbox mailbox) {
        Delivery delivery = take(mailbox);
        while (delivery != null) {
            Turn turn = turn(delivery, mailbox);
            if (turn == null) {
                return;
            }
            begin(turn);
            delivery = next(turn);
        }
    }

    /** Null, and the delivery has failed, where there was no memory for one. */
    private Turn turn(Delivery delivery, Mailbox mailbox) {
        try {
            return new Turn(this, delivery, mailbox);
        } catch (Throwable e) {
            lose(delivery, mailbox);
            threads.complain(e);
            return null;
        }
    }

    /** Where an error keeps it from being taken, its turn is given back: it waits still. */
    private Delivery take(Mailbox mailbox) {
        lock.lock();
        try {
            boolean asked = false;
            try {
                long now = threads.now();
                Delivery next = mailbox.take(listener::isUndecided);
                asked = true;
                if (next != null) {
                    next.begunNanos = now;
                    next.message().begun = true;
                }
                return next;
            } finally {
                if (!asked) {
                    mailbox.giveTurnBack();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** What to begin after a turn whose method has returned; null if it is not over, and goes on by itself later. */
    private Delivery next(Turn turn) {
        lock.lock();
        try {
            if (turn.isOver()) {
                return take(turn.mailbox());
            }
            watch(turn);
            return null;
        } finally {
            lock.unlock();
        }
    }

    private void begin(Turn turn) {
        Delivery delivery = turn.delivery();
        Subscriber subscriber = turn.mailbox().subscriber();
        try {
            if (delivery.redelivered()) {
                tally.redelivered.increment();
            }
            if (delivery.diversion() == null) {
                subscriber.process(delivery, turn);
            } else {
                subscriber.divert(delivery, delivery.diversion(), turn);
            }
        } catch (Throwable e) {
            threads.complain(e);
            turn.done(false);
        }
    }

    void turnOver(Turn turn) {
        boolean goesOn;
        lock.lock();
        try {
            goesOn = turn.end();
            if (!turn.hasOutcome() && turn.mailbox().inProgress().isInTurn(turn.delivery())) {
                turn.mailbox().inProgress().handOver(turn.delivery());
                watch(turn);
            }
        } finally {
            lock.unlock();
        }
        if (goesOn) {
            execute(turn.mailbox());
        }
    }

    void done(Turn turn, boolean success) {
        if (end(turn, success)) {
            execute(turn.mailbox());
        }
        Turn.Trace trace = turn.trace();
        if (trace != null) {
            traces.remove(trace);
        }
        // Until here its trace must not be found: the delivery has ended.
        Reference.reachabilityFence(turn);
    }

    /** The first outcome of a delivery; true if its turn goes on with the next message: its method has returned before. */
    private boolean end(Turn turn, boolean success) {
        lock.lock();
        try {
            if (turn.hasOutcome()) {
                return false;
            }
            turn.setOutcome();
            boolean goesOn = turn.end();
            // Whatever it throws, the subscriber's turn comes back.
            threads.guarded(() -> listener.onEnded(turn.delivery(), turn.mailbox(), success));
            return goesOn;
        } finally {
            lock.unlock();
        }
    }

    /** A delivery has paused long enough after it failed. */
    void resume(Delivery delivery, Mailbox mailbox) {
        lock.lock();
        try {
            if (mailbox.resume(delivery)) {
                begin(mailbox, 1);
            }
        } finally {
            lock.unlock();
        }
    }

    /** A delivery goes on elsewhere: from now on only those can end it who hold the turn. Under the lock. */
    private void watch(Turn turn) {
        if (turn.trace() != null) {
            return;
        }
        Turn.Trace trace = new Turn.Trace(turn, lost);
        turn.setTrace(trace);
        traces.add(trace);
    }

    /** Fails what nobody can end any more. */
    void failLost() {
        for (Reference<? extends Turn> found = lost.poll(); found != null; found = lost.poll()) {
            Turn.Trace trace = (Turn.Trace) found;
            if (traces.remove(trace)) {
                lose(trace.delivery(), trace.mailbox());
            }
        }
    }

    private void lose(Delivery delivery, Mailbox mailbox) {
        lock.lock();
        try {
            if (mailbox.inProgress().isInTurn(delivery)) {
                // Whoever was to say that the turn is over has been lost too.
                mailbox.giveTurnBack();
            }
            listener.onLost(delivery, mailbox);
        } finally {
            lock.unlock();
        }
    }
}
