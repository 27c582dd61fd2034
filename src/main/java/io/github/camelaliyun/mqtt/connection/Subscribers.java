package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.connection.Mailbox.Phase;
import io.github.camelaliyun.mqtt.connection.SubscriberOptions.WhenStopped;

import java.util.concurrent.locks.ReentrantLock;

/**
 * The life of a connection's subscribers, and what it means for the messages that they have: declared, started, suspended,
 * stopped, removed. Any thread may call; nothing blocks, and nobody else's code is called under the lock.
 */
final class Subscribers {

    private static final long RETAINED_NANOS =
            SubscribeExchange.LIMIT.plus(Dispatch.RETAINED_QUIET).toNanos();

    private final ConnectionOptions options;
    private final ConnectionThreads threads;
    private final ReentrantLock lock;
    private final Mailboxes mailboxes;
    private final Subscriptions subscriptions;
    private final MessageRoom room;
    private final UnclaimedMessages unclaimed;
    private final MessageParts parts;
    private final Turns turns;
    private final Inbound.Asks asks;
    private final boolean persistent;
    /** Guarded by the lock. */
    private boolean connected;

    /** @param lock that of {@link Inbound} */
    Subscribers(
            ConnectionOptions options,
            ConnectionThreads threads,
            ReentrantLock lock,
            Mailboxes mailboxes,
            Subscriptions subscriptions,
            MessageRoom room,
            UnclaimedMessages unclaimed,
            MessageParts parts,
            Turns turns,
            Inbound.Asks asks) {
        this.options = options;
        this.threads = threads;
        this.lock = lock;
        this.mailboxes = mailboxes;
        this.subscriptions = subscriptions;
        this.room = room;
        this.unclaimed = unclaimed;
        this.parts = parts;
        this.turns = turns;
        this.asks = asks;
        this.persistent = !options.cleanSession();
    }

    /** Makes a subscriber known before it is declared: in a persistent session its messages wait for it. */
    void announce(Subscriber subscriber) {
        lock.lock();
        try {
            Mailbox mailbox = new Mailbox(subscriber, threads.now());
            mailbox.announced(true);
            add(mailbox);
        } finally {
            lock.unlock();
        }
    }

    /** @throws IllegalArgumentException if with this subscriber there would be more topic filters than the server takes */
    void requireRoomFor(Subscriber subscriber) {
        lock.lock();
        try {
            subscriptions
                    .wanted()
                    .requireRoomFor(
                            mailboxes.declared().stream()
                                    .filter(m -> !m.isAnnounced())
                                    .map(Mailbox::subscriber)
                                    .toList(),
                            subscriber);
        } finally {
            lock.unlock();
        }
    }

    /** Makes a subscriber known before it starts, or one that was announced a declared one. */
    void declare(Subscriber subscriber) {
        lock.lock();
        try {
            Mailbox known = mailboxes.of(subscriber);
            if (known == null) {
                add(new Mailbox(subscriber, threads.now()));
            } else {
                known.announced(false);
            }
        } finally {
            lock.unlock();
        }
    }

    boolean isAnnounced(Subscriber subscriber) {
        lock.lock();
        try {
            Mailbox mailbox = mailboxes.of(subscriber);
            return mailbox != null && mailbox.isAnnounced();
        } finally {
            lock.unlock();
        }
    }

    private void add(Mailbox mailbox) {
        mailboxes.add(mailbox);
        if (persistent) {
            mailboxes.match(mailbox);
            unclaimed.claim(mailbox);
        }
    }

    /** Hands out messages from now on, those first that wait for the subscriber; the broker is asked for its filters. */
    void start(Subscriber subscriber) {
        lock.lock();
        try {
            Mailbox mailbox = mailboxes.of(subscriber);
            if (mailbox == null || mailbox.phase() == Phase.STARTED) {
                return;
            }
            boolean resumed = mailbox.phase() == Phase.SUSPENDED && persistent;
            mailbox.enter(Phase.STARTED);
            if (!persistent) {
                mailboxes.match(mailbox);
                unclaimed.claim(mailbox);
            }
            subscriptions.want(mailbox, connected && !options.service() && !resumed);
            if (!resumed) {
                mailbox.retained().await(threads.now() + RETAINED_NANOS);
                mailbox.keepRetained();
            }
            if (mailbox.left() > 0) {
                room.fetch(mailbox.left());
            }
            turns.begin(mailbox, mailbox.waiting());
        } finally {
            lock.unlock();
        }
        asks.ask();
    }

    /** Hands out nothing more; what has begun goes on. */
    void suspend(Subscriber subscriber) {
        rest(subscriber, Phase.SUSPENDED);
    }

    /** As {@link #suspend}; the subscriber may be started again. */
    void stop(Subscriber subscriber) {
        rest(subscriber, Phase.STOPPED);
    }

    private void rest(Subscriber subscriber, Phase phase) {
        lock.lock();
        try {
            Mailbox mailbox = mailboxes.of(subscriber);
            if (mailbox == null || mailbox.phase() == Phase.DECLARED || mailbox.phase() == Phase.GONE) {
                return;
            }
            boolean started = mailbox.phase() == Phase.STARTED;
            mailbox.enter(phase);
            if (started && !persistent) {
                leave(mailbox);
            } else if (started) {
                applyWhenStopped(mailbox);
            }
        } finally {
            lock.unlock();
        }
    }

    private void applyWhenStopped(Mailbox mailbox) {
        if (mailbox.whenStopped() != WhenStopped.KEEP && mailbox.left() > 0) {
            room.fetch(mailbox.left());
        }
        if (mailbox.whenStopped() == WhenStopped.DISCARD) {
            mailbox.takeAll().forEach(parts::discard);
        } else {
            turns.begin(mailbox, mailbox.waiting());
        }
    }

    /** The context ends: hands out nothing more, gives nothing up and unsubscribes nothing. */
    void freeze(Subscriber subscriber) {
        lock.lock();
        try {
            Mailbox mailbox = mailboxes.of(subscriber);
            if (mailbox != null) {
                mailbox.freeze();
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes a subscriber away. Its filters and what it has not begun are given up after the grace, unless somebody wants them
     * again by then.
     */
    void remove(Subscriber subscriber) {
        lock.lock();
        try {
            Mailbox mailbox = mailboxes.remove(subscriber);
            if (mailbox == null || mailbox.isFrozen()) {
                return;
            }
            int left = mailbox.left();
            mailbox.enter(Phase.GONE);
            leave(mailbox);
            if (left > 0) {
                room.fetch(left);
            }
        } finally {
            lock.unlock();
        }
    }

    /** How many messages a subscriber has begun and not ended. */
    int inProgress(Subscriber subscriber) {
        lock.lock();
        try {
            Mailbox mailbox = mailboxes.of(subscriber);
            return mailbox == null ? 0 : mailbox.inProgress().size();
        } finally {
            lock.unlock();
        }
    }

    /** Runs a task once a subscriber has nothing in progress: here and now, or on a worker later. */
    void whenIdle(Subscriber subscriber, Runnable task) {
        lock.lock();
        try {
            Mailbox mailbox = mailboxes.of(subscriber);
            if (mailbox != null && mailbox.inProgress().size() > 0) {
                mailbox.whenIdle(task);
                return;
            }
        } finally {
            lock.unlock();
        }
        task.run();
    }

    /** From the tree, with the messages that it has not begun. */
    private void leave(Mailbox mailbox) {
        mailboxes.matchNoMore(mailbox);
        long now = threads.now();
        unclaimed.subscriberWent();
        subscriptions.unwant(mailbox, now + options.inbound().unclaimedGrace().toNanos());
        for (Delivery delivery : mailbox.takeAll()) {
            unclaimed.orphan(delivery.message(), mailbox);
        }
        unclaimed.awaitEndOfGrace();
    }

    /** A link is up: the broker sends what it has retained, and what was left with it. Under the lock. */
    void linkUp() {
        connected = true;
        long retained = threads.now() + RETAINED_NANOS;
        for (Mailbox mailbox : mailboxes.declared()) {
            mailbox.forgetLeft();
            if (mailbox.phase() == Phase.STARTED) {
                mailbox.retained().await(retained);
            }
        }
        beginAll();
    }

    /** Under the lock. */
    void linkDown() {
        connected = false;
    }

    /** Twice a second, under the lock: what can be noticed by looking alone. */
    void tick() {
        for (Mailbox mailbox : mailboxes.declared()) {
            if (mailbox.phase() == Phase.DECLARED && mailbox.subscriber().isComing()) {
                mailbox.comes(threads.now());
            }
            // Its route does not start by itself: it counts as stopped.
            if (persistent && mailbox.isLate(threads.now(), options.inbound().unclaimedGrace())) {
                mailbox.enter(Phase.STOPPED);
                applyWhenStopped(mailbox);
            }
        }
        beginAll();
    }

    private void beginAll() {
        long now = threads.now();
        mailboxes.all().forEach(mailbox -> {
            mailbox.resumeDue(now);
            turns.begin(mailbox, mailbox.waiting());
        });
    }
}
