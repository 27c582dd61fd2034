package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.wire.Packet;
import io.github.camelaliyun.mqtt.wire.Transmission;
import io.github.camelaliyun.mqtt.wire.Withdrawal;
import org.eclipse.paho.client.mqttv3.MqttException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.LongConsumer;

/**
 * The publishes that are under way: a bounded number, in order, each until its acknowledgement or its deadline. A full
 * window makes the caller wait. What a link leaves unacknowledged is sent again on the next one, as far as the session and
 * its QoS allow ({@link Handshakes}); what seems to make the server close the connection is sent apart ({@link Trials}).
 *
 * <p>Any thread may call. What the link tells is only noted, on the line's thread, and taken up by {@link #settle};
 * outcomes are told on the threads of the callbacks.
 */
final class PublishWindow {

    /** Says what may be published on the present link. Called under the window's lock: must return at once. */
    @FunctionalInterface
    interface Gate {
        /** Everything may. */
        Gate OPEN = topic -> true;

        /**
         * @return false if it is to wait; {@link PublishWindow#tryWaiting} says that it may be different now
         * @throws MqttConnectionException if it is not to be published at all
         */
        boolean passes(String topic) throws MqttConnectionException;
    }

    private static final int ROOMY_PART = 8;
    /** Whatever room there is, those who wait take it after this. */
    private static final long LONGEST_NAP_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    /** Outcomes are told one after the other, as long as none blocks. */
    private static final int IN_ORDER = 1;

    private final String connection;
    private final Duration timeout;
    private final boolean cleanSession;
    private final int size;
    /** So many free places wake those who wait for one, who can then send together. */
    private final int roomy;

    private final ConnectionThreads threads;
    private final Handoff handoff;
    private final Tally tally;

    /** What was told by a link and is not settled yet. */
    private final Queue<Runnable> events = new ConcurrentLinkedQueue<>();

    private final AtomicBoolean settling = new AtomicBoolean();

    /** Guards all that follows. */
    private final ReentrantLock lock = new ReentrantLock();

    private final Condition room = lock.newCondition();
    private final Set<PendingPublish> pending = new LinkedHashSet<>();
    private final Handshakes handshakes;
    private final Gate gate;
    private final Trials trials;
    /** Packets of others that wait for the end of a trial. */
    private final List<Runnable> between = new ArrayList<>();

    private final List<Runnable> outcomes = new ArrayList<>();
    private int waiting;
    private long accepted;
    private Outlet link;
    /** Of the pending ones, those that were sent on this link. */
    private int out;

    private boolean held;
    /** The link takes nothing any more, and its end has not been told yet. */
    private boolean linkEnded;

    private boolean noIdentifier;
    /** A link told something while this thread had the lock. */
    private boolean toldInside;

    private String closed;

    /**
     * @param ids shared with whatever else is sent with an identifier
     * @param threads time, the timer, and the threads that outcomes are told on
     */
    PublishWindow(ConnectionOptions options, PacketIds ids, ConnectionThreads threads, Tally tally) {
        this(options, ids, threads, tally, Gate.OPEN);
    }

    /** @param gate asked about what was accepted without a link, when there is one */
    PublishWindow(ConnectionOptions options, PacketIds ids, ConnectionThreads threads, Tally tally, Gate gate) {
        this.gate = gate;
        this.connection = options.toString();
        this.timeout = options.publishTimeout();
        this.cleanSession = options.cleanSession();
        this.size = options.maxInflight();
        this.roomy = Math.max(1, size / ROOMY_PART);
        this.threads = threads;
        this.handoff = new Handoff(threads.timer(), threads.callbacks(), IN_ORDER);
        this.tally = tally;
        this.handshakes = new Handshakes(ids, cleanSession);
        this.trials = new Trials(threads, new Court());
    }

    /**
     * Accepts a publish, after waiting for a place if the window is full.
     *
     * @param failWhenDisconnected refuse it if there is no link now
     * @throws MqttConnectionException if there was no place in time, or the connection is closed, or there is no link; the
     *     callback is then not called
     */
    void publish(OutboundMessage message, boolean failWhenDisconnected, PublishCallback callback)
            throws MqttConnectionException, InterruptedException {
        long since = threads.now();
        lock.lockInterruptibly();
        try {
            while (!accept(message, failWhenDisconnected, callback, since)) {
                long left = timeout.toNanos() - (threads.now() - since);
                if (left <= 0) {
                    throw new MqttConnectionException(
                            MqttException.REASON_CODE_MAX_INFLIGHT,
                            message + " found no place in the window of " + size + " within " + Reports.inWords(timeout)
                                    + " on " + connection
                                    + ": the server acknowledges too slowly or is not connected; see publishTimeout"
                                    + " and maxInflight");
                }
                awaitRoom(left);
            }
        } finally {
            leave();
        }
    }

    /**
     * Accepts a publish if there is a place for it now; never waits.
     *
     * @return false, and nothing has happened, if the window is full
     * @throws MqttConnectionException as {@link #publish}
     */
    boolean tryPublish(OutboundMessage message, boolean failWhenDisconnected, PublishCallback callback)
            throws MqttConnectionException {
        lock.lock();
        try {
            return accept(message, failWhenDisconnected, callback, threads.now());
        } finally {
            leave();
        }
    }

    private boolean accept(OutboundMessage message, boolean failWhenDisconnected, PublishCallback callback, long since)
            throws MqttConnectionException {
        if (closed != null) {
            throw new MqttConnectionException(MqttException.REASON_CODE_CLIENT_CLOSED, message + " refused: " + closed);
        }
        if (failWhenDisconnected && link == null) {
            throw new MqttConnectionException(
                    MqttException.REASON_CODE_CLIENT_NOT_CONNECTED,
                    message + " refused: " + connection + " is not connected, and whenDisconnected=fail");
        }
        if (pending.size() >= size) {
            return false;
        }
        PendingPublish publish = new PendingPublish(message, callback, accepted++, since, this::answered);
        pending.add(publish);
        // Whoever was asked may have begun to hold.
        if (maySend() && passes(publish) && maySend()) {
            send(publish);
        }
        return true;
    }

    private void awaitRoom(long leftNanos) throws InterruptedException {
        waiting++;
        try {
            room.awaitNanos(link == null ? leftNanos : Math.min(leftNanos, LONGEST_NAP_NANOS));
        } finally {
            waiting--;
        }
    }

    /** Takes up what the link has told, and tells the outcomes. Cheap if there is nothing. */
    void settle() {
        if (events.isEmpty()) {
            return;
        }
        if (lock.isHeldByCurrentThread()) {
            toldInside = true;
            return;
        }
        lock.lock();
        try {
            drain();
        } finally {
            leave();
        }
    }

    /** From now on nothing leaves on this link; what left before goes on. False if the link is not up any more. */
    boolean hold(Outlet present) {
        lock.lock();
        try {
            if (link == null || present != link) {
                return false;
            }
            held = true;
            trials.interrupt();
            return true;
        } finally {
            leave();
        }
    }

    /** Ends {@link #hold}: what has waited is sent, in order, before anything new. */
    void release() {
        lock.lock();
        try {
            held = false;
            resume();
            trials.advance();
        } finally {
            leave();
        }
    }

    /**
     * Sends another packet in the order of the publishes; false, and nothing sent, while they are held. While a trial is
     * out the packet waits for its end, and is forgotten with the link.
     */
    boolean sendBetween(Runnable packet) {
        lock.lock();
        try {
            if (held) {
                return false;
            }
            if (trials.proving()) {
                between.add(packet);
            } else {
                packet.run();
                trials.advance();
            }
            return true;
        } finally {
            leave();
        }
    }

    /** Publishes that have no outcome yet. */
    int inFlight() {
        lock.lock();
        try {
            return pending.size();
        } finally {
            leave();
        }
    }

    /** The server says that it has no session of ours; to be told before {@link #linkUp}. */
    void sessionGone() {
        lock.lock();
        try {
            drain();
            handshakes.sessionGone();
            for (PendingPublish publish : List.copyOf(pending)) {
                if (publish.released) {
                    handshakes.free(publish);
                    finish(publish, null);
                }
            }
        } finally {
            leave();
        }
    }

    /** The link is up: what waits is sent, in order, before anything new. */
    void linkUp(Outlet newLink) {
        lock.lock();
        try {
            if (link != null && link != newLink) {
                end(false);
            }
            link = newLink;
            linkEnded = false;
            handshakes.linkUp(link);
            flush();
            trials.advance();
            room.signalAll();
        } finally {
            leave();
        }
    }

    /**
     * The link has ended, and tells nothing any more.
     *
     * @param closedByServer the server closed it, and for no reason that is known
     * @return whether one of the publishes explains it: the server itself works, so there is no need to connect later
     */
    boolean linkDown(Outlet oldLink, boolean closedByServer) {
        lock.lock();
        try {
            drain();
            return link != null && oldLink == link && end(closedByServer);
        } finally {
            leave();
        }
    }

    /** Fails what has passed its deadline. To be called now and then. */
    void expire() {
        lock.lock();
        try {
            drain();
            failLate();
            if (noIdentifier) {
                flush();
            }
            trials.advance();
        } finally {
            leave();
        }
    }

    /** Fails what is left, since there will be no link until somebody wants one again. */
    void rest(String why) {
        lock.lock();
        try {
            failAll(MqttException.REASON_CODE_CLIENT_NOT_CONNECTED, publish -> publish.message + " failed: " + why);
        } finally {
            leave();
        }
    }

    /** Fails what is left and refuses what comes. */
    void close() {
        lock.lock();
        try {
            closed = "the connection " + connection + " is closed";
            failAll(MqttException.REASON_CODE_CLIENT_CLOSED, publish -> closed);
            handshakes.sessionGone();
            room.signalAll();
        } finally {
            leave();
        }
    }

    private void failAll(int reasonCode, Function<PendingPublish, String> text) {
        drain();
        forgetLink();
        trials.linkDown(false);
        List.copyOf(pending)
                .forEach(publish -> finish(publish, new MqttConnectionException(reasonCode, text.apply(publish))));
        handshakes.linkDown();
    }

    private void forgetLink() {
        link = null;
        out = 0;
        held = false;
        linkEnded = false;
        noIdentifier = false;
        between.clear();
    }

    private boolean end(boolean closedByServer) {
        Outlet ended = link;
        long now = threads.now();
        forgetLink();
        Trials.Verdict verdict = trials.linkDown(closedByServer);
        verdict.convicted().ifPresent(publish -> {
            publish.finishes = Handshakes.MOST_FINISHES;
            finish(publish, Reports.convicted(publish.message, connection));
        });
        for (PendingPublish publish : List.copyOf(pending)) {
            boolean sent = publish.sentOn == ended;
            if (sent && closedByServer && !publish.suspect && now - publish.sentNanos <= Trials.SOON.toNanos()) {
                trials.accuse(publish);
            }
            publish.sentOn = null;
            settleAtEnd(publish, sent);
        }
        handshakes.linkDown();
        failLate();
        return verdict.explained();
    }

    /** What must not be sent again has its outcome. */
    private void settleAtEnd(PendingPublish publish, boolean sent) {
        int qos = publish.message.qos();
        if (sent && qos == 0) {
            finish(publish, Reports.lost(publish.message, connection));
        } else if (cleanSession) {
            boolean released = publish.released;
            handshakes.free(publish);
            if (released) {
                finish(publish, null);
            } else if (sent && qos == 2) {
                finish(publish, Reports.lost(publish.message, connection));
            }
        }
    }

    private void failLate() {
        if (pending.isEmpty()) {
            // As nearly always: each connection asks twice a second.
            return;
        }
        long now = threads.now();
        List<PendingPublish> late = pending.stream()
                .filter(publish -> now - publish.waitingSinceNanos() >= timeout.toNanos())
                .toList();
        for (PendingPublish publish : late) {
            finish(publish, Reports.late(publish, timeout, connection, link != null));
        }
    }

    private boolean maySend() {
        return link != null && !held && !linkEnded && !noIdentifier && !trials.holding();
    }

    /** Sends what has not been sent on this link, except for suspects. */
    private void flush() {
        noIdentifier = false;
        if (!maySend()) {
            return;
        }
        for (PendingPublish publish : List.copyOf(pending)) {
            if (publish.sentOn != link && !publish.suspect && passes(publish) && !(maySend() && send(publish))) {
                return;
            }
        }
    }

    private boolean passes(PendingPublish publish) {
        try {
            return gate.passes(publish.message.topic());
        } catch (MqttConnectionException e) {
            finish(publish, e);
            return false;
        }
    }

    /** Sends what the gate lets pass now and has not before. */
    void tryWaiting() {
        lock.lock();
        try {
            flush();
        } finally {
            leave();
        }
    }

    private void resume() {
        if (link != null && !held) {
            List<Runnable> packets = List.copyOf(between);
            between.clear();
            packets.forEach(threads::guarded);
        }
        flush();
    }

    /** False if it waits still. */
    private boolean send(PendingPublish publish) {
        Packet packet = handshakes.next(publish);
        if (packet == null) {
            noIdentifier = true;
            return false;
        }
        int qos = publish.message.qos();
        boolean told = qos == 0 || qos == 2 && cleanSession;
        try {
            if (!link.send(packet, told ? new Departure(publish, link) : publish)) {
                linkEnded = true;
                return false;
            }
        } catch (Throwable e) {
            finish(publish, Reports.unsendable(publish.message, e));
            return true;
        }
        publish.sentOn = link;
        publish.sentNanos = threads.now();
        publish.attempted = true;
        publish.sentBefore = publish.packetId != 0;
        out++;
        return true;
    }

    /** On the line's thread. */
    private void answered(PendingPublish publish, Packet packet) {
        events.add(() -> {
            if (handshakes.answered(publish, packet, link)) {
                finish(publish, null);
            }
        });
    }

    private void drain() {
        boolean any = false;
        for (Runnable event = events.poll(); event != null; event = events.poll()) {
            threads.guarded(event);
            any = true;
        }
        if (any) {
            if (noIdentifier) {
                flush();
            }
            trials.advance();
        }
    }

    /** A publish may be acknowledged more than once: by each link that it was sent on. */
    private void finish(PendingPublish publish, Exception failure) {
        if (!pending.remove(publish)) {
            return;
        }
        if (failure != null) {
            handshakes.abandon(publish, publish.withdraw() ? null : link);
        }
        if (link != null && publish.sentOn == link) {
            out--;
        }
        trials.clear(publish);
        (failure == null ? tally.acknowledged : tally.failed).increment();
        outcomes.add(outcome(publish, failure));
    }

    private Runnable outcome(PendingPublish publish, Exception failure) {
        LongConsumer times = tally.acknowledgementTimes;
        if (times == null || failure != null || publish.message.qos() == 0) {
            return () -> publish.callback.done(failure);
        }
        long nanos = threads.now() - publish.sinceNanos;
        return () -> {
            try {
                times.accept(nanos);
            } finally {
                publish.callback.done(null);
            }
        };
    }

    /** Ends each use of the lock: outcomes are put in order under it, and told without it. */
    private void leave() {
        if (lock.getHoldCount() > 1) {
            lock.unlock();
            return;
        }
        boolean told;
        try {
            while (toldInside) {
                toldInside = false;
                drain();
            }
            told = !outcomes.isEmpty();
            if (told) {
                handoff.add(outcomes);
                outcomes.clear();
                if (waiting > 0 && (link == null || size - pending.size() >= roomy)) {
                    room.signalAll();
                }
            }
        } finally {
            lock.unlock();
        }
        if (told) {
            handoff.wake();
        }
    }

    /** Notes what becomes of a packet that is not sent again unless it certainly did not leave. */
    private final class Departure implements Transmission {
        private final PendingPublish publish;
        private final Outlet by;

        Departure(PendingPublish publish, Outlet by) {
            this.publish = publish;
            this.by = by;
        }

        @Override
        public void waits(Withdrawal packet) {
            publish.waits(packet);
        }

        @Override
        public void left() {
            if (publish.message.qos() > 0) {
                return;
            }
            note(() -> {
                if (publish.sentOn == by) {
                    finish(publish, null);
                }
            });
        }

        @Override
        public void unsent() {
            note(() -> {
                if (publish.sentOn == by && by == link) {
                    publish.sentOn = null;
                    out--;
                    linkEnded = true;
                }
            });
        }

        /** Nobody else may take it up soon, and the line's thread has other things to do. */
        private void note(Runnable event) {
            events.add(event);
            if (lock.isHeldByCurrentThread()) {
                toldInside = true;
            } else if (!settling.get() && settling.compareAndSet(false, true)) {
                handoff.execute(() -> {
                    settling.set(false);
                    settle();
                });
            }
        }
    }

    /** What the trials do with the window. */
    private final class Court implements Trials.Court {
        @Override
        public Outlet link() {
            return held || linkEnded ? null : link;
        }

        @Override
        public boolean quiet() {
            return out == 0
                    && !link.expectsAnswer()
                    && !handshakes.unacknowledged(link, threads.now() - Trials.SOON.toNanos());
        }

        @Override
        public boolean send(PendingPublish publish) {
            return PublishWindow.this.send(publish) && publish.sentOn == link;
        }

        @Override
        public void answered(int attempt) {
            events.add(() -> trials.proven(attempt));
            settle();
        }

        @Override
        public void timeUp(int attempt) {
            lock.lock();
            try {
                drain();
                trials.timeUp(attempt);
            } finally {
                leave();
            }
        }

        @Override
        public void resume() {
            PublishWindow.this.resume();
        }
    }
}
