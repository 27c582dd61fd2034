package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.connection.SubscriberOptions.WhenStopped;

/**
 * The parts of messages: a message has one for each subscriber that it is for, and is acknowledged when all have ended.
 * Guarded by the lock of {@link Inbound}.
 */
final class MessageParts {

    private final Received received;
    private final Turns turns;
    private final Tally tally;

    MessageParts(Received received, Turns turns, Tally tally) {
        this.received = received;
        this.turns = turns;
        this.tally = tally;
    }

    /** A subscriber gets its part of a message, now or when it is started, or has none of it. */
    void give(Delivery delivery, Mailbox mailbox) {
        InboundMessage message = delivery.message();
        WhenStopped rule = mailbox.whenStopped();
        if (rule == WhenStopped.DISCARD) {
            tally.discarded.increment();
            message.open--;
        } else if (rule == WhenStopped.KEEP
                && message.qos() > 0
                && received.room().isQuotaUsed(mailbox)) {
            // The broker delivers it again when the subscriber is started.
            message.leaveFor(mailbox, delivery);
            mailbox.leave();
        } else {
            mailbox.add(delivery);
            turns.begin(mailbox, 1);
        }
    }

    /** A subscriber that is stopped does not want its part. */
    void discard(Delivery delivery) {
        if (!received.isUndecided(delivery.message())) {
            tally.discarded.increment();
        }
        end(delivery.message());
    }

    void end(InboundMessage message) {
        if (--message.open == 0) {
            received.ended(message);
        } else if (message.isLeft()) {
            received.room().leaveWithBroker(message);
        }
    }
}
