package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.connection.ConnectionEvent.GivenUp;
import io.github.camelaliyun.mqtt.connection.ConnectionEvent.GivenUp.Fate;
import io.github.camelaliyun.mqtt.connection.ConnectionEvent.OutcomeLost;
import io.github.camelaliyun.mqtt.connection.Mailbox.Phase;
import io.github.camelaliyun.mqtt.connection.Subscriber.Diversion;
import io.github.camelaliyun.mqtt.connection.SubscriberOptions.WhenStopped;
import io.github.camelaliyun.mqtt.wire.Packet;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Who gets a message that has arrived, and what becomes of each part of it when its exchange has ended. Guarded by the lock of
 * {@link Inbound}, under which all methods are called.
 */
final class Dispatch implements Turns.Listener {

    /** Retained messages follow SUBSCRIBE; after so long without one of them there are no more. */
    static final Duration RETAINED_QUIET = Duration.ofSeconds(5);

    private final ConnectionOptions options;
    private final ConnectionThreads threads;
    private final Tally tally;
    private final Inbound.Upstream upstream;
    private final Mailboxes mailboxes;
    private final Received received;
    private final Turns turns;
    private final MessageParts parts;
    private final UnclaimedMessages unclaimed;

    Dispatch(
            ConnectionOptions options,
            ConnectionThreads threads,
            Tally tally,
            Inbound.Upstream upstream,
            Mailboxes mailboxes,
            Received received,
            Turns turns,
            MessageParts parts,
            UnclaimedMessages unclaimed) {
        this.options = options;
        this.threads = threads;
        this.tally = tally;
        this.upstream = upstream;
        this.mailboxes = mailboxes;
        this.received = received;
        this.turns = turns;
        this.parts = parts;
        this.unclaimed = unclaimed;
    }

    /** PUBLISH has come. */
    void arrived(Packet.Publish publish) {
        if (isKnown(publish) || !received.room().hasRoomFor(publish)) {
            return;
        }
        tally.received.increment();
        InboundMessage message = received.add(publish);
        Collection<Mailbox> takers = mailboxes.matching(message.topic());
        if (takers.isEmpty()) {
            unclaimed.arrived(message);
            return;
        }
        message.open = 1;
        for (Mailbox mailbox : takers) {
            offer(message, mailbox);
        }
        parts.end(message);
    }

    /** Whether it is one that is being dealt with; who has been left out of it so far gets it now. */
    private boolean isKnown(Packet.Publish publish) {
        if (received.isKnown(publish)) {
            return true;
        }
        InboundMessage carried = received.carriedAs(publish);
        if (carried == null) {
            return false;
        }
        if (!received.adopt(carried, publish)) {
            return true;
        }
        if (received.room().isLeaving()) {
            // Its other parts would overtake what was left: they are left for them still.
            return true;
        }
        // As long as this goes on it does not end.
        carried.open++;
        List<Mailbox> gone = new ArrayList<>();
        for (InboundMessage.Left left : carried.takeLeft()) {
            Mailbox mailbox = left.mailbox();
            Mailbox present = mailbox.phase() == Phase.GONE ? mailboxes.successor(mailbox) : mailbox;
            if (mailboxes.isFor(carried, present)) {
                parts.give(left.delivery(), present);
            } else {
                gone.add(mailbox);
            }
        }
        parts.end(carried);
        // Their parts are open still. Only now is it seen whether anybody else has it.
        gone.forEach(mailbox -> unclaimed.orphan(carried, mailbox));
        return true;
    }

    private void offer(InboundMessage message, Mailbox mailbox) {
        // One that comes again is none that the broker sends for a new subscription.
        boolean retained = message.retained() && !message.duplicate() && !options.service();
        long now = retained ? threads.now() : 0;
        if (retained && !mailbox.takesRetained(message.topic(), now, now + RETAINED_QUIET.toNanos())) {
            return;
        }
        if (message.qos() == 0 && !mailbox.hasRoomForQos0()) {
            received.room().countDropped(message.topic());
            return;
        }
        if (message.qos() == 0
                && mailbox.whenStopped() == WhenStopped.KEEP
                && received.room().isQuotaUsed(mailbox)) {
            received.room().countDropped(message.topic());
            return;
        }
        message.open++;
        message.heldBy(mailbox.subscriber().name());
        parts.give(new Delivery(message), mailbox);
    }

    @Override
    public boolean isUndecided(InboundMessage message) {
        return received.isUndecided(message);
    }

    @Override
    public void onLost(Delivery delivery, Mailbox mailbox) {
        upstream.tell(new OutcomeLost(
                delivery.message().toString(), mailbox.subscriber().name()));
        onEnded(delivery, mailbox, false);
    }

    @Override
    public void onEnded(Delivery delivery, Mailbox mailbox, boolean success) {
        mailbox.inProgress().end(delivery);
        InboundMessage message = delivery.message();
        message.succeeded |= success;
        if (message.retained()) {
            mailbox.retained().awaitMore(threads.now() + RETAINED_QUIET.toNanos());
        }
        if (success || message.qos() == 0) {
            parts.end(message);
        } else if (mailbox.phase() == Phase.GONE) {
            failedAfterRemoval(delivery.again(), mailbox);
        } else if (options.cleanSession() && mailbox.phase() != Phase.STARTED) {
            unclaimed.orphan(message, mailbox);
        } else {
            failed(delivery.again(), mailbox);
        }
        turns.begin(mailbox, mailbox.waiting());
        if (mailbox.inProgress().size() == 0) {
            mailbox.tellIdle(threads);
        }
    }

    /** Of a route that was reloaded meanwhile: the new one tries again. */
    private void failedAfterRemoval(Delivery again, Mailbox removed) {
        Mailbox successor = mailboxes.successor(removed);
        if (mailboxes.isFor(again.message(), successor)) {
            failed(again, successor);
        } else {
            unclaimed.orphan(again.message(), removed);
        }
    }

    private void failed(Delivery again, Mailbox mailbox) {
        if (mailbox.whenStopped() == WhenStopped.DISCARD) {
            parts.discard(again);
            return;
        }
        int most = mailbox.options().maxDeliveryAttempts();
        boolean last = most > 0 && again.failures() >= most && again.diversion() == null;
        if (last) {
            giveUp(again, mailbox);
        } else {
            mailbox.pausing().add(again, threads.now() + again.pause().toNanos());
            // Sooner than the tick, which comes by if there is no timer for it.
            threads.guarded(() -> threads.after(again.pause(), () -> turns.resume(again, mailbox)));
        }
    }

    private void giveUp(Delivery delivery, Mailbox mailbox) {
        tally.givenUp.increment();
        boolean diverts = mailbox.subscriber().diverts(Diversion.GIVEN_UP);
        upstream.tell(new GivenUp(
                delivery.message().toString(),
                mailbox.subscriber().name(),
                delivery.failures(),
                diverts ? Fate.DIVERTED : Fate.LAST_ATTEMPT));
        if (diverts) {
            mailbox.add(delivery.givenUp());
        } else {
            parts.end(delivery.message());
        }
    }

    /** The broker delivers messages again, or keeps them no more: nobody begins with these copies. */
    void forget(List<InboundMessage> messages) {
        if (messages.isEmpty()) {
            return;
        }
        for (InboundMessage message : messages) {
            message.forgotten = true;
            unclaimed.forget(message);
            received.room().release(message);
        }
        mailboxes.all().forEach(mailbox -> mailbox.takeWaiting(delivery -> delivery.message().forgotten));
    }

    /** Of messages that others have begun: who has not gets them in their place among those that the broker sends again. */
    void leaveWaitingParts() {
        for (Mailbox mailbox : mailboxes.declared()) {
            for (Delivery delivery : mailbox.takeWaiting(d -> d.failures() == 0 && received.isCarried(d.message()))) {
                delivery.message().leaveFor(mailbox, delivery);
            }
        }
        for (InboundMessage message : received.carried()) {
            if (message.isLeft()) {
                received.room().leaveWithBroker(message);
            }
        }
    }
}
