package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.connection.ConnectionEvent.GivenUp;
import io.github.camelaliyun.mqtt.connection.ConnectionEvent.GivenUp.Reason;
import io.github.camelaliyun.mqtt.connection.ConnectionEvent.Oversized;
import io.github.camelaliyun.mqtt.connection.ConnectionEvent.Unclaimed;
import io.github.camelaliyun.mqtt.connection.Mailbox.Phase;
import io.github.camelaliyun.mqtt.connection.Subscriber.Diversion;
import io.github.camelaliyun.mqtt.connection.SubscriberOptions.WhenStopped;
import io.github.camelaliyun.mqtt.wire.Packet;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What comes in over a connection: who takes it, until when it is held, and when it is acknowledged. Any thread may call;
 * nothing blocks, and nobody else's code is called under the lock.
 */
final class Inbound {

    /** The connection, as far as it concerns what comes in. Called under the lock: must return at once. */
    interface Owner {
        /** Whether the broker may be asked for this topic filter at present. */
        boolean maySubscribe(String filter);

        /** Why a filter may not be subscribed until somebody has corrected something; null if it may, or soon may. */
        String refusalOf(String filter);

        /** Whether an answer of the broker is expected that must be read for. */
        boolean expectsAnswer();

        /** There is room for messages that were left with the broker: the link is to be made again. */
        void fetch(Link link, int left);

        void drop(Link link, String reason);

        void tell(ConnectionEvent event);
    }

    /** Told of the answers to SUBSCRIBE, outside the lock. */
    interface Asks {
        /** Something may be to ask or to take back: {@link #ask} is to be called when packets may be sent. */
        void ask();
    }

    /** Retained messages follow SUBSCRIBE; after so long without one of them there are no more. */
    private static final Duration RETAINED_QUIET = Duration.ofSeconds(5);

    /** Enough for what usually comes, and little whoever chooses the topics. */
    private static final int MOST_REMEMBERED_TOPICS = 256;

    private final ConnectionOptions options;
    private final ConnectionThreads threads;
    private final Tally tally;
    private final Owner owner;
    private final Asks asks;
    private final boolean persistent;

    /** Guards all that follows, the mailboxes and messages included. */
    private final ReentrantLock lock = new ReentrantLock();

    private final Subscriptions subscriptions;
    private final SubscriptionRequests requests;
    private final TopicTree<Mailbox> tree = new TopicTree<>();
    private final Map<String, Collection<Mailbox>> matches = new LinkedHashMap<>();
    /** With those that are only announced. */
    private final Map<Subscriber, Mailbox> declared = new LinkedHashMap<>(Subscriptions.FEW);

    private final Received received;
    private final Unclaimables unclaimed;
    private final Mailbox sink;
    private final Turns turns;
    private Link link;

    Inbound(ConnectionOptions options, ConnectionThreads threads, PacketIds ids, Tally tally, Owner owner, Asks asks) {
        this.options = options;
        this.threads = threads;
        this.tally = tally;
        this.owner = owner;
        this.asks = asks;
        this.persistent = !options.cleanSession();
        this.subscriptions = new Subscriptions(options);
        this.requests = new SubscriptionRequests(subscriptions, lock, threads, ids, owner, asks);
        this.received = new Received(options, threads, owner, new Hosts());
        this.unclaimed = new Unclaimables(options.inbound().unclaimedGrace(), threads.now());
        this.turns = new Turns(threads, this);
        MessageSink unclaimedSink = options.inbound().unclaimed();
        this.sink = unclaimedSink == null ? null : new Mailbox(new SinkSubscriber(unclaimedSink), threads.now());
        if (sink != null) {
            sink.enter(Phase.STARTED);
        }
    }

    // What users do.

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
            subscriptions.requireRoomFor(
                    declared.values().stream()
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
            Mailbox known = declared.get(subscriber);
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
            Mailbox mailbox = declared.get(subscriber);
            return mailbox != null && mailbox.isAnnounced();
        } finally {
            lock.unlock();
        }
    }

    private void add(Mailbox mailbox) {
        declared.put(mailbox.subscriber(), mailbox);
        if (persistent) {
            enterTree(mailbox);
            claim(mailbox);
        }
    }

    /** Hands out messages from now on, those first that wait for the subscriber; the broker is asked for its filters. */
    void start(Subscriber subscriber) {
        lock.lock();
        try {
            Mailbox mailbox = declared.get(subscriber);
            if (mailbox == null || mailbox.phase() == Phase.STARTED) {
                return;
            }
            boolean resumed = mailbox.phase() == Phase.SUSPENDED && persistent;
            mailbox.enter(Phase.STARTED);
            if (!persistent) {
                enterTree(mailbox);
                claim(mailbox);
            }
            subscriptions.want(mailbox, link != null && !options.service() && !resumed);
            if (!resumed) {
                mailbox.awaitRetained(threads.now() + retainedNanos());
                mailbox.keepRetained();
            }
            if (mailbox.left() > 0) {
                received.fetch(mailbox.left());
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
            Mailbox mailbox = declared.get(subscriber);
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
            received.fetch(mailbox.left());
        }
        if (mailbox.whenStopped() == WhenStopped.DISCARD) {
            mailbox.takeAll().forEach(this::discard);
        } else {
            turns.begin(mailbox, mailbox.waiting());
        }
    }

    /** The context ends: hands out nothing more, gives nothing up and unsubscribes nothing. */
    void freeze(Subscriber subscriber) {
        lock.lock();
        try {
            Mailbox mailbox = declared.get(subscriber);
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
            Mailbox mailbox = declared.remove(subscriber);
            if (mailbox == null || mailbox.isFrozen()) {
                return;
            }
            int left = mailbox.left();
            mailbox.enter(Phase.GONE);
            leave(mailbox);
            if (left > 0) {
                received.fetch(left);
            }
        } finally {
            lock.unlock();
        }
    }

    /** How many messages a subscriber has begun and not ended. */
    int inProgress(Subscriber subscriber) {
        lock.lock();
        try {
            Mailbox mailbox = declared.get(subscriber);
            return mailbox == null ? 0 : mailbox.inProgress();
        } finally {
            lock.unlock();
        }
    }

    /** Runs a task once a subscriber has nothing in progress: here and now, or on a worker later. */
    void whenIdle(Subscriber subscriber, Runnable task) {
        lock.lock();
        try {
            Mailbox mailbox = declared.get(subscriber);
            if (mailbox != null && mailbox.inProgress() > 0) {
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
        leaveTree(mailbox);
        long now = threads.now();
        unclaimed.changed(now);
        subscriptions.unwant(mailbox, now + options.inbound().unclaimedGrace().toNanos());
        for (Delivery delivery : mailbox.takeAll()) {
            orphan(delivery.message(), mailbox);
        }
        threads.after(options.inbound().unclaimedGrace(), this::endGrace);
    }

    private void enterTree(Mailbox mailbox) {
        mailbox.subscriber().subscriptions().forEach(s -> tree.add(Topics.matched(s.filter()), mailbox));
        matches.clear();
    }

    private void leaveTree(Mailbox mailbox) {
        mailbox.subscriber().subscriptions().forEach(s -> tree.remove(Topics.matched(s.filter()), mailbox));
        matches.clear();
    }

    private void claim(Mailbox mailbox) {
        String name = mailbox.subscriber().name();
        for (InboundMessage message :
                unclaimed.claim(name, m -> matching(m.topic()).contains(mailbox))) {
            message.heldBy(name);
            mailbox.add(new Delivery(message));
        }
    }

    private Collection<Mailbox> matching(String topic) {
        Collection<Mailbox> found = matches.get(topic);
        if (found == null) {
            found = tree.match(topic);
            if (matches.size() >= MOST_REMEMBERED_TOPICS) {
                matches.clear();
            }
            if (topic.length() <= Topics.LONG) {
                matches.put(topic, found);
            }
        }
        return found;
    }

    // What the link does.

    /**
     * A link is up; what was received on the former one has been decided on.
     *
     * @param sessionPresent whether the broker has kept the session, or may have
     */
    void linkUp(Link next, boolean sessionPresent) {
        lock.lock();
        try {
            link = next;
            requests.linkUp(next, sessionPresent);
            forget(received.linkUp(next, sessionPresent));
            if (sessionPresent && next.tellsSession()) {
                leaveWaitingParts();
            }
            long retained = threads.now() + retainedNanos();
            for (Mailbox mailbox : declared.values()) {
                mailbox.forgetLeft();
                if (mailbox.phase() == Phase.STARTED) {
                    mailbox.awaitRetained(retained);
                }
            }
            mailboxes().forEach(mailbox -> turns.begin(mailbox, mailbox.waiting()));
            threads.after(unclaimed.left(threads.now()), this::endGrace);
        } finally {
            lock.unlock();
        }
        asks.ask();
    }

    void linkDown(Link ended) {
        lock.lock();
        try {
            if (link == ended) {
                link = null;
                requests.linkDown();
                received.linkDown();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Nobody uses the connection for the time being: what was not begun is left with the broker, or given up. */
    void rest() {
        lock.lock();
        try {
            forget(received.dropUnbegun());
            declared.values().forEach(Mailbox::forgetLeft);
        } finally {
            lock.unlock();
        }
    }

    /** The broker delivers messages again, or keeps them no more: nobody begins with these copies. */
    private void forget(List<InboundMessage> messages) {
        if (messages.isEmpty()) {
            return;
        }
        for (InboundMessage message : messages) {
            message.forgotten = true;
            unclaimed.remove(message);
            received.release(message);
        }
        mailboxes().forEach(mailbox -> mailbox.takeWaiting(delivery -> delivery.message().forgotten));
    }

    /** Of messages that others have begun: who has not gets them in their place among those that the broker sends again. */
    private void leaveWaitingParts() {
        for (Mailbox mailbox : declared.values()) {
            for (Delivery delivery : mailbox.takeWaiting(d -> d.failures() == 0 && received.isCarried(d.message()))) {
                delivery.message().leaveFor(mailbox, delivery);
            }
        }
        for (InboundMessage message : received.carried()) {
            if (message.isLeft()) {
                received.leaveWithBroker(message);
            }
        }
    }

    /** PUBLISH has come. */
    void arrived(Link from, Packet.Publish publish) {
        lock.lock();
        try {
            if (from != link || isKnown(publish) || !received.hasRoomFor(publish)) {
                return;
            }
            tally.received.increment();
            InboundMessage message = received.add(publish);
            dispatch(message);
        } finally {
            lock.unlock();
        }
    }

    /** A PUBLISH has come that is for nobody here, and has been dealt with. */
    void answer(Link from, Packet.Publish publish) {
        lock.lock();
        try {
            if (from == link) {
                received.answer(publish);
            }
        } finally {
            lock.unlock();
        }
    }

    /** A PUBLISH has come that was larger than it may be. */
    void oversized(Link from, Packet.Oversized publish) {
        lock.lock();
        try {
            if (from == link) {
                owner.tell(new Oversized(
                        publish.topic(), publish.size(), options.inbound().maxPacketSize(), unclaimed.count()));
                received.answer(publish.qos(), publish.packetId());
            }
        } finally {
            lock.unlock();
        }
    }

    /** PUBREL has come. */
    void released(Link from, int packetId) {
        lock.lock();
        try {
            if (from == link) {
                received.released(packetId);
            }
        } finally {
            lock.unlock();
        }
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
        if (received.isLeaving()) {
            // Its other parts would overtake what was left: they are left for them still.
            return true;
        }
        // As long as this goes on it does not end.
        carried.open++;
        List<Mailbox> gone = new ArrayList<>();
        for (InboundMessage.Left left : carried.takeLeft()) {
            Mailbox mailbox = left.mailbox();
            Mailbox present = mailbox.phase() == Phase.GONE ? successor(mailbox) : mailbox;
            if (isFor(carried, present)) {
                give(left.delivery(), present);
            } else {
                gone.add(mailbox);
            }
        }
        endPart(carried);
        // Their parts are open still. Only now is it seen whether anybody else has it.
        gone.forEach(mailbox -> orphan(carried, mailbox));
        return true;
    }

    private void dispatch(InboundMessage message) {
        Collection<Mailbox> takers = matching(message.topic());
        if (takers.isEmpty()) {
            unclaimed(message);
            return;
        }
        message.open = 1;
        for (Mailbox mailbox : takers) {
            offer(message, mailbox);
        }
        endPart(message);
    }

    private void offer(InboundMessage message, Mailbox mailbox) {
        // One that comes again is none that the broker sends for a new subscription.
        boolean retained = message.retained() && !message.duplicate() && !options.service();
        long now = retained ? threads.now() : 0;
        if (retained && !mailbox.takesRetained(message.topic(), now, now + RETAINED_QUIET.toNanos())) {
            return;
        }
        if (message.qos() == 0 && !mailbox.hasRoomForQos0()) {
            received.countDropped(message.topic());
            return;
        }
        if (message.qos() == 0 && mailbox.whenStopped() == WhenStopped.KEEP && received.isQuotaUsed(mailbox)) {
            received.countDropped(message.topic());
            return;
        }
        message.open++;
        message.heldBy(mailbox.subscriber().name());
        give(new Delivery(message), mailbox);
    }

    /** A subscriber gets its part of a message, now or when it is started, or has none of it. */
    private void give(Delivery delivery, Mailbox mailbox) {
        InboundMessage message = delivery.message();
        WhenStopped rule = mailbox.whenStopped();
        if (rule == WhenStopped.DISCARD) {
            tally.discarded.increment();
            message.open--;
        } else if (rule == WhenStopped.KEEP && message.qos() > 0 && received.isQuotaUsed(mailbox)) {
            // The broker delivers it again when the subscriber is started.
            message.leaveFor(mailbox, delivery);
            mailbox.leave();
        } else {
            mailbox.add(delivery);
            turns.begin(mailbox, 1);
        }
    }

    // What becomes of messages.

    Delivery take(Mailbox mailbox) {
        lock.lock();
        try {
            return takeNext(mailbox);
        } finally {
            lock.unlock();
        }
    }

    /** Where an error keeps it from being taken, its turn is given back: it waits still. */
    private Delivery takeNext(Mailbox mailbox) {
        boolean asked = false;
        try {
            long now = threads.now();
            Delivery next = mailbox.take(this);
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
    }

    /** A delivery is about to be processed. */
    void begins(Delivery delivery) {
        if (delivery.redelivered()) {
            tally.redelivered.increment();
        }
    }

    /** What to begin after a turn whose method has returned; null if it is not over, and goes on by itself later. */
    Delivery next(Turn turn) {
        lock.lock();
        try {
            if (turn.isOver()) {
                return takeNext(turn.mailbox());
            }
            turns.watch(turn);
            return null;
        } finally {
            lock.unlock();
        }
    }

    /** True if the turn goes on with the next message here: its method has returned before. */
    boolean turnOver(Turn turn) {
        lock.lock();
        try {
            boolean goesOn = turn.end();
            if (!turn.hasOutcome() && turn.mailbox().isInTurn(turn.delivery())) {
                turn.mailbox().handOver(turn.delivery());
                turns.watch(turn);
            }
            return goesOn;
        } finally {
            lock.unlock();
        }
    }

    /** A delivery has ended; true if its turn goes on with the next message here. */
    boolean done(Turn turn, boolean success) {
        lock.lock();
        try {
            if (turn.hasOutcome()) {
                return false;
            }
            turn.setOutcome();
            boolean goesOn = turn.end();
            // Whatever it throws, the subscriber's turn comes back.
            threads.guarded(() -> end(turn.delivery(), turn.mailbox(), success));
            return goesOn;
        } finally {
            lock.unlock();
        }
    }

    /** The outcome of a delivery cannot be told any more. */
    void lost(Delivery delivery, Mailbox mailbox) {
        lock.lock();
        try {
            owner.tell(new ConnectionEvent.OutcomeLost(
                    delivery.message().toString(), mailbox.subscriber().name()));
            if (mailbox.isInTurn(delivery)) {
                // Whoever was to say that the turn is over has been lost too.
                mailbox.giveTurnBack();
            }
            end(delivery, mailbox, false);
        } finally {
            lock.unlock();
        }
    }

    private void end(Delivery delivery, Mailbox mailbox, boolean success) {
        mailbox.end(delivery);
        InboundMessage message = delivery.message();
        message.succeeded |= success;
        if (message.retained()) {
            mailbox.awaitMoreRetained(threads.now() + RETAINED_QUIET.toNanos());
        }
        if (success || message.qos() == 0) {
            endPart(message);
        } else if (mailbox.phase() == Phase.GONE) {
            failedAfterRemoval(delivery.again(), mailbox);
        } else if (!persistent && mailbox.phase() != Phase.STARTED) {
            orphan(message, mailbox);
        } else {
            failed(delivery.again(), mailbox);
        }
        turns.begin(mailbox, mailbox.waiting());
        if (mailbox.inProgress() == 0) {
            mailbox.tellIdle(threads);
        }
    }

    /** Of a route that was reloaded meanwhile: the new one tries again. */
    private void failedAfterRemoval(Delivery again, Mailbox removed) {
        Mailbox successor = successor(removed);
        if (isFor(again.message(), successor)) {
            failed(again, successor);
        } else {
            orphan(again.message(), removed);
        }
    }

    /** Who has the name of a subscriber that is gone: its route has been loaded again; null if nobody has. */
    private Mailbox successor(Mailbox gone) {
        Mailbox latest = null;
        for (Mailbox mailbox : declared.values()) {
            if (mailbox.subscriber().name().equals(gone.subscriber().name())) {
                latest = mailbox;
            }
        }
        return latest;
    }

    private boolean isFor(InboundMessage message, Mailbox mailbox) {
        return mailbox != null && (mailbox == sink || matching(message.topic()).contains(mailbox));
    }

    private void failed(Delivery again, Mailbox mailbox) {
        if (mailbox.whenStopped() == WhenStopped.DISCARD) {
            discard(again);
            return;
        }
        int most = mailbox.options().maxDeliveryAttempts();
        boolean last = most > 0 && again.failures() >= most && again.diversion() == null;
        if (last) {
            tally.givenUp.increment();
            boolean diverts = mailbox.subscriber().diverts(Diversion.GIVEN_UP);
            owner.tell(new GivenUp(
                    again.message().toString(),
                    mailbox.subscriber().name(),
                    again.failures(),
                    diverts ? Reason.DIVERTED : Reason.LAST_ATTEMPT));
            if (!diverts) {
                endPart(again.message());
                return;
            }
            mailbox.add(again.givenUp());
            return;
        }
        mailbox.pause(again, threads.now() + again.pause().toNanos());
        // Sooner than the tick, which comes by if there is no timer for it.
        threads.guarded(() -> threads.after(again.pause(), () -> resume(again, mailbox)));
    }

    private void resume(Delivery delivery, Mailbox mailbox) {
        lock.lock();
        try {
            if (mailbox.resume(delivery)) {
                turns.begin(mailbox, 1);
            }
        } finally {
            lock.unlock();
        }
    }

    private void discard(Delivery delivery) {
        if (!isUndecided(delivery.message())) {
            tally.discarded.increment();
        }
        endPart(delivery.message());
    }

    private void endPart(InboundMessage message) {
        if (--message.open == 0) {
            received.ended(message);
        } else if (message.isLeft()) {
            received.leaveWithBroker(message);
        }
    }

    boolean isUndecided(InboundMessage message) {
        return received.isUndecided(message);
    }

    // What nobody takes.

    /** Of a subscriber that is not there any more; a subscriber that comes within the grace takes it. */
    private void orphan(InboundMessage message, Mailbox mailbox) {
        String name = mailbox.subscriber().name();
        message.notHeldBy(name);
        if (message.qos() == 0) {
            endPart(message);
        } else if (unclaimed.isGraceOver(threads.now())) {
            giveUp(message, 1);
        } else {
            unclaimed.add(message, name);
            threads.after(unclaimed.left(threads.now()), this::endGrace);
        }
    }

    private void unclaimed(InboundMessage message) {
        message.open = 1;
        if (message.qos() == 0) {
            tell(message);
            endPart(message);
        } else if (unclaimed.arrives(threads.now())) {
            unclaimed.add(message);
            threads.after(unclaimed.left(threads.now()), this::endGrace);
        } else {
            giveUp(message, 1);
        }
    }

    /** The grace is over for so many parts of a message. All who came meanwhile and have none of it get one. */
    private void giveUp(InboundMessage message, int parts) {
        int left = parts;
        // As long as this goes on it does not end.
        message.open++;
        for (Mailbox mailbox : matching(message.topic())) {
            if (!message.isHeldBy(mailbox.subscriber().name())) {
                if (left > 0) {
                    left--;
                } else {
                    message.open++;
                }
                message.heldBy(mailbox.subscriber().name());
                give(new Delivery(message), mailbox);
            }
        }
        // Else somebody has it, or has had it: it is lost to nobody.
        boolean isUnclaimed = left > 0 && left == message.open - 1 && !message.succeeded;
        if (isUnclaimed && sink != null) {
            left--;
            if (!isUndecided(message)) {
                unclaimed.count();
            }
            sink.add(new Delivery(message));
            turns.begin(sink, 1);
        } else if (isUnclaimed && !isUndecided(message)) {
            tell(message);
        }
        for (; left >= 0; left--) {
            endPart(message);
        }
    }

    private void tell(InboundMessage message) {
        long total = unclaimed.count();
        if (unclaimed.mayTell(threads.now())) {
            owner.tell(new Unclaimed(message.topic(), message.qos(), total, persistent));
        }
    }

    private void endGrace() {
        boolean change = false;
        lock.lock();
        try {
            long now = threads.now();
            if (unclaimed.isGraceOver(now)) {
                for (Unclaimables.Entry entry : unclaimed.takeAll()) {
                    giveUp(entry.message(), entry.parts());
                }
            } else if (unclaimed.size() > 0) {
                threads.after(unclaimed.left(now), this::endGrace);
            }
            change = subscriptions.endLinger(now);
        } finally {
            lock.unlock();
        }
        if (change) {
            asks.ask();
        }
    }

    // What the broker is asked for.

    /** Asks the broker for what it has not been asked for; to be called where packets may be sent, and not under the lock. */
    void ask() {
        lock.lock();
        try {
            requests.send();
        } finally {
            lock.unlock();
        }
    }

    private long retainedNanos() {
        return SubscribeExchange.LIMIT.plus(RETAINED_QUIET).toNanos();
    }

    private final class Hosts implements Received.Host {
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
            return mailboxes().stream().mapToInt(Mailbox::parked).sum();
        }

        @Override
        public void comesAgain(InboundMessage message, long sequence) {
            unclaimed.move(message, sequence);
        }

        @Override
        public boolean isIdle() {
            return unclaimed.size() == 0 && mailboxes().stream().noneMatch(Mailbox::isBusy);
        }

        @Override
        public InboundMessage evict(Predicate<InboundMessage> condition) {
            for (Mailbox mailbox : mailboxes()) {
                InboundMessage message = mailbox.longestPausing(condition);
                if (message != null) {
                    mailboxes().forEach(one -> leave(message, one));
                    return message;
                }
            }
            return null;
        }

        @Override
        public void giveUp(InboundMessage message, Reason reason) {
            for (InboundMessage.Left left : message.takeLeft()) {
                message.open--;
                tally.givenUp.increment();
                String name = left.mailbox().subscriber().name();
                owner.tell(new GivenUp(message.toString(), name, left.delivery().failures(), reason));
            }
        }

        private void leave(InboundMessage message, Mailbox mailbox) {
            Delivery delivery = mailbox.takePausing(message);
            if (delivery != null) {
                message.leaveFor(mailbox, delivery);
            }
        }
    }

    /** All that may have messages. */
    private Collection<Mailbox> mailboxes() {
        if (sink == null) {
            return declared.values();
        }
        List<Mailbox> all = new ArrayList<>(declared.values());
        all.add(sink);
        return all;
    }

    void giveTurnBack(Mailbox mailbox) {
        lock.lock();
        try {
            mailbox.giveTurnBack();
        } finally {
            lock.unlock();
        }
    }

    /** Twice a second: what can be noticed by looking alone. */
    void tick() {
        turns.failLost();
        lock.lock();
        try {
            received.tick();
            for (Mailbox mailbox : declared.values()) {
                if (mailbox.phase() == Phase.DECLARED && mailbox.subscriber().isComing()) {
                    mailbox.comes(threads.now());
                }
                // Its route does not start by itself: it counts as stopped.
                if (persistent
                        && mailbox.isLate(threads.now(), options.inbound().unclaimedGrace())) {
                    mailbox.enter(Phase.STOPPED);
                    applyWhenStopped(mailbox);
                }
            }
            long now = threads.now();
            mailboxes().forEach(mailbox -> {
                mailbox.resumeDue(now);
                turns.begin(mailbox, mailbox.waiting());
            });
        } finally {
            lock.unlock();
        }
    }

    /** What an operator may want to know. */
    InboundStatus status() {
        lock.lock();
        try {
            long now = threads.now();
            InboundMessage oldest = Stream.concat(
                            received.unfinished(),
                            mailboxes().stream().flatMap(Mailbox::all).map(Delivery::message))
                    .filter(message -> message.qos() > 0)
                    .min(Comparator.comparingLong(InboundMessage::arrivedNanos))
                    .orElse(null);
            Map<String, Integer> stopped = new LinkedHashMap<>();
            Map<String, Integer> failing = new LinkedHashMap<>();
            Map<String, Integer> overdue = new LinkedHashMap<>();
            for (Mailbox mailbox : mailboxes()) {
                String name = mailbox.subscriber().name();
                count(stopped, name, mailbox.heldBack());
                count(failing, name, mailbox.failing());
                count(overdue, name, mailbox.overdue(now));
            }
            return new InboundStatus(
                    unclaimed.total(),
                    unclaimed.size(),
                    received.unacknowledged(),
                    received.bytes(),
                    received.left()
                            + declared.values().stream().mapToInt(Mailbox::left).sum(),
                    oldest == null ? null : Duration.ofNanos(now - oldest.arrivedNanos()),
                    oldest == null ? null : Printable.of(oldest.topic()),
                    Duration.ofNanos(now - received.acknowledgedNanos()),
                    stopped,
                    failing,
                    overdue,
                    received.dropped(),
                    tally.discarded.sum(),
                    received.duplicates(),
                    subscriptions.refused(owner::refusalOf, link != null));
        } finally {
            lock.unlock();
        }
    }

    private static void count(Map<String, Integer> counts, String name, int count) {
        if (count > 0) {
            counts.merge(name, count, Integer::sum);
        }
    }
}
