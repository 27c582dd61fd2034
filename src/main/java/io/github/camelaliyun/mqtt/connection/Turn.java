package io.github.camelaliyun.mqtt.connection;

import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;

/**
 * The outcome of one delivery, and the turn that it takes of its subscriber. The fields are guarded by the lock of
 * {@link Inbound}. Who is to tell the outcome holds this object, and nobody else does while the delivery goes on elsewhere:
 * so it can be noticed that nobody can tell it any more.
 */
final class Turn implements Outcome {

    /** What is left of a turn that nobody holds. */
    static final class Trace extends PhantomReference<Turn> {
        private final Delivery delivery;
        private final Mailbox mailbox;

        Trace(Turn turn, ReferenceQueue<Turn> queue) {
            super(turn, queue);
            this.delivery = turn.delivery;
            this.mailbox = turn.mailbox;
        }

        Delivery delivery() {
            return delivery;
        }

        Mailbox mailbox() {
            return mailbox;
        }
    }

    private final Turns turns;
    private final Delivery delivery;
    private final Mailbox mailbox;
    private boolean over;
    private boolean returned;
    private boolean outcome;
    private Trace trace;

    Turn(Turns turns, Delivery delivery, Mailbox mailbox) {
        this.turns = turns;
        this.delivery = delivery;
        this.mailbox = mailbox;
    }

    Delivery delivery() {
        return delivery;
    }

    Mailbox mailbox() {
        return mailbox;
    }

    @Override
    public void turnOver() {
        turns.turnOver(this);
    }

    @Override
    public void done(boolean success) {
        turns.done(this, success);
    }

    /** The turn is over; true if the method that began it has returned, so that somebody has to go on. */
    boolean end() {
        boolean goesOn = !over && returned;
        over = true;
        return goesOn;
    }

    /** The method that began it has returned; true if the turn is over. */
    boolean isOver() {
        returned = true;
        return over;
    }

    boolean hasOutcome() {
        return outcome;
    }

    void setOutcome() {
        outcome = true;
    }

    Trace trace() {
        return trace;
    }

    void setTrace(Trace trace) {
        this.trace = trace;
    }
}
