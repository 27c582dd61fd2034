package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.connection.ConnectionEvent.GivenUp;
import io.github.camelaliyun.mqtt.connection.ConnectionEvent.GivenUp.Fate;

import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/** What {@link MessageRoom} asks of those who hold its messages: the mailboxes, and what waits for somebody to take it. */
final class MessageHolders implements MessageHost {

    private final ReentrantLock lock;
    private final Mailboxes mailboxes;
    private final Unclaimables unclaimed;
    private final Tally tally;
    private final Inbound.Upstream upstream;

    /** @param lock that of {@link Inbound} */
    MessageHolders(
            ReentrantLock lock, Mailboxes mailboxes, Unclaimables unclaimed, Tally tally, Inbound.Upstream upstream) {
        this.lock = lock;
        this.mailboxes = mailboxes;
        this.unclaimed = unclaimed;
        this.tally = tally;
        this.upstream = upstream;
    }

    @Override
    public void locked(Runnable task) {
        lock.lock();
        try {
            task.run();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int parked() {
        return mailboxes.all().stream().mapToInt(Mailbox::parked).sum();
    }

    @Override
    public void comesAgain(InboundMessage message, long sequence) {
        unclaimed.move(message, sequence);
    }

    @Override
    public boolean isIdle() {
        return unclaimed.size() == 0 && mailboxes.all().stream().noneMatch(Mailbox::isBusy);
    }

    @Override
    public InboundMessage evict(Predicate<InboundMessage> condition) {
        for (Mailbox mailbox : mailboxes.all()) {
            InboundMessage message = mailbox.pausing().longest(condition);
            if (message != null) {
                mailboxes.all().forEach(one -> leave(message, one));
                return message;
            }
        }
        return null;
    }

    @Override
    public void giveUp(InboundMessage message, Fate fate) {
        for (InboundMessage.Left left : message.takeLeft()) {
            message.open--;
            tally.givenUp.increment();
            String name = left.mailbox().subscriber().name();
            upstream.tell(new GivenUp(message.toString(), name, left.delivery().failures(), fate));
        }
    }

    private static void leave(InboundMessage message, Mailbox mailbox) {
        Delivery delivery = mailbox.pausing().take(message);
        if (delivery != null) {
            message.leaveFor(mailbox, delivery);
        }
    }
}
