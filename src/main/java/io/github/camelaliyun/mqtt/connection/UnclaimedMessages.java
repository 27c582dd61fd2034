package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.connection.ConnectionEvent.Unclaimed;

/**
 * What becomes of messages that no subscriber takes: they wait for the grace, and are given up after it, or go to the place
 * for them. Guarded by the lock of {@link Inbound}.
 */
final class UnclaimedMessages {

    private final Unclaimables waiting;
    private final Mailboxes mailboxes;
    private final Received received;
    private final MessageParts parts;
    private final Turns turns;
    private final ConnectionThreads threads;
    private final Inbound.Upstream upstream;
    private final boolean persistent;
    private final Runnable endOfGrace;

    /** @param endOfGrace is run without the lock when the grace may be over, and calls {@link #endGrace} under it */
    UnclaimedMessages(
            Unclaimables waiting,
            Mailboxes mailboxes,
            Received received,
            MessageParts parts,
            Turns turns,
            ConnectionThreads threads,
            Inbound.Upstream upstream,
            boolean persistent,
            Runnable endOfGrace) {
        this.waiting = waiting;
        this.mailboxes = mailboxes;
        this.received = received;
        this.parts = parts;
        this.turns = turns;
        this.threads = threads;
        this.upstream = upstream;
        this.persistent = persistent;
        this.endOfGrace = endOfGrace;
    }

    /** Of a subscriber that is not there any more; a subscriber that comes within the grace takes it. */
    void orphan(InboundMessage message, Mailbox mailbox) {
        String name = mailbox.subscriber().name();
        message.notHeldBy(name);
        if (message.qos() == 0) {
            parts.end(message);
        } else if (waiting.isGraceOver(threads.now())) {
            giveUp(message, 1);
        } else {
            waiting.add(message, name);
            awaitEndOfGrace();
        }
    }

    /** It has arrived, and is for nobody. */
    void arrived(InboundMessage message) {
        message.open = 1;
        if (message.qos() == 0) {
            tell(message);
            parts.end(message);
        } else if (waiting.arrives(threads.now())) {
            waiting.add(message);
            awaitEndOfGrace();
        } else {
            giveUp(message, 1);
        }
    }

    /** A subscriber takes what waits for it. */
    void claim(Mailbox mailbox) {
        String name = mailbox.subscriber().name();
        for (InboundMessage message :
                waiting.claim(name, m -> mailboxes.matching(m.topic()).contains(mailbox))) {
            message.heldBy(name);
            mailbox.add(new Delivery(message));
        }
    }

    /** The grace begins anew: who went may come back. */
    void subscriberWent() {
        waiting.changed(threads.now());
    }

    /** The broker delivers it again, or keeps it no more. */
    void forget(InboundMessage message) {
        waiting.remove(message);
    }

    void awaitEndOfGrace() {
        threads.after(waiting.left(threads.now()), endOfGrace);
    }

    /** Gives up what waits, if the grace is over. */
    void endGrace() {
        if (waiting.isGraceOver(threads.now())) {
            for (Unclaimables.Entry entry : waiting.takeAll()) {
                giveUp(entry.message(), entry.parts());
            }
        } else if (waiting.size() > 0) {
            awaitEndOfGrace();
        }
    }

    /** The grace is over for so many parts of a message. All who came meanwhile and have none of it get one. */
    private void giveUp(InboundMessage message, int missing) {
        int left = missing;
        // As long as this goes on it does not end.
        message.open++;
        for (Mailbox mailbox : mailboxes.matching(message.topic())) {
            if (!message.isHeldBy(mailbox.subscriber().name())) {
                if (left > 0) {
                    left--;
                } else {
                    message.open++;
                }
                message.heldBy(mailbox.subscriber().name());
                parts.give(new Delivery(message), mailbox);
            }
        }
        // Else somebody has it, or has had it: it is lost to nobody.
        boolean isUnclaimed = left > 0 && left == message.open - 1 && !message.succeeded;
        Mailbox sink = mailboxes.sink();
        if (isUnclaimed && sink != null) {
            left--;
            if (!received.isUndecided(message)) {
                waiting.count();
            }
            sink.add(new Delivery(message));
            turns.begin(sink, 1);
        } else if (isUnclaimed && !received.isUndecided(message)) {
            tell(message);
        }
        for (; left >= 0; left--) {
            parts.end(message);
        }
    }

    private void tell(InboundMessage message) {
        long total = waiting.count();
        if (waiting.mayTell(threads.now())) {
            upstream.tell(new Unclaimed(message.topic(), message.qos(), total, persistent));
        }
    }
}
