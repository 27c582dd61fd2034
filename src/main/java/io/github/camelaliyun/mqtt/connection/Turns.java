package io.github.camelaliyun.mqtt.connection;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;

/** Runs the turns of mailboxes on the threads for it, one message after the other while the turns are over at once. */
final class Turns {

    private final ConnectionThreads threads;
    private final Inbound inbound;
    private final ReferenceQueue<Turn> lost = new ReferenceQueue<>();
    private final Set<Turn.Trace> traces = ConcurrentHashMap.newKeySet();

    Turns(ConnectionThreads threads, Inbound inbound) {
        this.threads = threads;
        this.inbound = inbound;
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
            inbound.giveTurnBack(mailbox);
        } catch (Throwable e) {
            inbound.giveTurnBack(mailbox);
            threads.complain(e);
        }
    }

    private void run(Mailbox mailbox) {
        Delivery delivery = inbound.take(mailbox);
        while (delivery != null) {
            Turn turn = turn(delivery, mailbox);
            if (turn == null) {
                return;
            }
            begin(turn);
            delivery = inbound.next(turn);
        }
    }

    /** Null, and the delivery has failed, where there was no memory for one. */
    private Turn turn(Delivery delivery, Mailbox mailbox) {
        try {
            return new Turn(this, delivery, mailbox);
        } catch (Throwable e) {
            inbound.lost(delivery, mailbox);
            threads.complain(e);
            return null;
        }
    }

    private void begin(Turn turn) {
        Delivery delivery = turn.delivery();
        Subscriber subscriber = turn.mailbox().subscriber();
        try {
            inbound.begins(delivery);
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
        if (inbound.turnOver(turn)) {
            goOn(turn);
        }
    }

    void done(Turn turn, boolean success) {
        if (inbound.done(turn, success)) {
            goOn(turn);
        }
        Turn.Trace trace = turn.trace();
        if (trace != null) {
            traces.remove(trace);
        }
        // Until here its trace must not be found: the delivery has ended.
        Reference.reachabilityFence(turn);
    }

    private void goOn(Turn turn) {
        execute(turn.mailbox());
    }

    /** A delivery goes on elsewhere: from now on only those can end it who hold the turn. Under the lock. */
    void watch(Turn turn) {
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
                inbound.lost(trace.delivery(), trace.mailbox());
            }
        }
    }
}
