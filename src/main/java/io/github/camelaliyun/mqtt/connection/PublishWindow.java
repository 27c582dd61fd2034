package io.github.camelaliyun.mqtt.connection;

import org.eclipse.paho.client.mqttv3.MqttException;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * The publishes that are under way: a bounded number, in order, each until its acknowledgement or its deadline. A full
 * window makes the caller wait. What a link leaves unacknowledged is sent again on the next one, as far as the session and
 * its QoS allow ({@link Handshakes}); what seems to make the server close the connection is sent apart ({@link Trials}).
 *
 * <p>Any thread may call. What the link tells is only noted, on the line's thread, and taken up by {@link #settle};
 * outcomes are told on the threads of the callbacks.
 */
final class PublishWindow implements SenderWindow {

    private final String connection;
    private final Duration timeout;
    private final ConnectionThreads threads;
    private final PublishGate gate;

    /** What was told by a link and is not settled yet. */
    private final Queue<Runnable> events = new ConcurrentLinkedQueue<>();

    private final AtomicBoolean settling = new AtomicBoolean();

    /** Guards all that follows. */
    private final ReentrantLock lock = new ReentrantLock();

    private final Places places;
    private final PublishOutcomes outcomes;
    private final PublishSender sender;
    /** A link told something while this thread had the lock. */
    private boolean toldInside;

    private String closed;

    /**
     * @param ids shared with whatever else is sent with an identifier
     * @param threads time, the timer, and the threads that outcomes are told on
     * @param gate asked about what was accepted without a link, when there is one
     */
    PublishWindow(ConnectionOptions options, PacketIds ids, ConnectionThreads threads, Tally tally, PublishGate gate) {
        this.connection = options.toString();
        this.timeout = options.publishTimeout();
        this.places = new Places(options.maxInflight(), lock);
        this.threads = threads;
        this.gate = gate;
        this.outcomes = new PublishOutcomes(threads, tally);
        this.sender = new PublishSender(options, ids, threads, gate, this, outcomes);
    }

    /**
     * Accepts a publish, after waiting for a place if the window is full.
     *
     * @param failWhenDisconnected refuse it if there is no link, once the first attempt to make one has ended
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
                    throw isRefused(failWhenDisconnected)
                            ? Reports.refused(message, connection, gate)
                            : Reports.noPlace(message, places.count(), timeout, connection);
                }
                places.await(left, sender.hasLink());
            }
        } finally {
            leave();
        }
    }

    private boolean accept(OutboundMessage message, boolean failWhenDisconnected, PublishCallback callback, long since)
            throws MqttConnectionException {
        if (closed != null) {
            throw new MqttConnectionException(MqttException.REASON_CODE_CLIENT_CLOSED, message + " refused: " + closed);
        }
        if (isRefused(failWhenDisconnected)) {
            if (gate.isOpening()) {
                return false;
            }
            throw Reports.refused(message, connection, gate);
        }
        if (sender.pending() >= places.count()) {
            return false;
        }
        sender.add(message, callback, since);
        return true;
    }

    private boolean isRefused(boolean failWhenDisconnected) {
        return failWhenDisconnected && !sender.hasLink();
    }

    /** There is no link, and it is known why: who would not wait for one is to look again. */
    void linkFailed() {
        run(places::wakeAll);
    }

    /** Takes up what the link has told, and tells the outcomes. Cheap if there is nothing. */
    @Override
    public void settle() {
        if (events.isEmpty()) {
            return;
        }
        if (lock.isHeldByCurrentThread()) {
            toldInside = true;
            return;
        }
        run(this::drain);
    }

    /** From now on nothing leaves on this link; what left before goes on. False if the link is not up any more. */
    boolean hold(Outlet present) {
        return ask(() -> sender.hold(present));
    }

    /** Ends {@link #hold}: what has waited is sent, in order, before anything new. */
    void release() {
        run(sender::release);
    }

    /**
     * Sends another packet in the order of the publishes; false, and nothing sent, while they are held. While a trial is
     * out the packet waits for its end, and is forgotten with the link.
     */
    boolean sendBetween(Runnable packet) {
        return ask(() -> sender.sendBetween(packet));
    }

    /** Publishes that have no outcome yet. */
    int inFlight() {
        return ask(sender::pending);
    }

    /** The server says that it has no session of ours; to be told before {@link #linkUp}. */
    void sessionGone() {
        run(() -> {
            drain();
            sender.sessionGone();
        });
    }

    /** The link is up: what waits is sent, in order, before anything new. */
    void linkUp(Outlet newLink) {
        run(() -> {
            sender.linkUp(newLink);
            places.wakeAll();
        });
    }

    /**
     * The link has ended, and tells nothing any more.
     *
     * @param closedByServer the server closed it, and for no reason that is known
     * @param subscribing a SUBSCRIBE was unanswered: the server may have closed it for that
     * @return whether one of the publishes explains it: the server itself works, so there is no need to connect later
     */
    LinkEnd linkDown(Outlet oldLink, boolean closedByServer, boolean subscribing) {
        return ask(() -> {
            drain();
            return sender.linkDown(oldLink, closedByServer, subscribing);
        });
    }

    /** Fails what has passed its deadline. To be called now and then. */
    void expire() {
        run(() -> {
            drain();
            sender.expire();
        });
    }

    /** Fails what is left, since there will be no link until somebody wants one again. */
    void rest(String why) {
        run(() -> {
            drain();
            sender.failAll(
                    MqttException.REASON_CODE_CLIENT_NOT_CONNECTED, publish -> publish.message + " failed: " + why);
        });
    }

    /** Fails what is left and refuses what comes. */
    void close() {
        run(() -> {
            closed = "the connection " + connection + " is closed";
            drain();
            sender.failAll(MqttException.REASON_CODE_CLIENT_CLOSED, publish -> closed);
            sender.close();
            places.wakeAll();
        });
    }

    /** Sends what the gate lets pass now and has not before. */
    void tryWaiting() {
        run(sender::flush);
    }

    @Override
    public void note(Runnable event) {
        events.add(event);
    }

    /** Nobody else may take it up soon, and the line's thread has other things to do. */
    @Override
    public void noteAndSettleElsewhere(Runnable event) {
        events.add(event);
        if (lock.isHeldByCurrentThread()) {
            toldInside = true;
        } else if (!settling.get() && settling.compareAndSet(false, true)) {
            outcomes.execute(() -> {
                settling.set(false);
                settle();
            });
        }
    }

    @Override
    public void locked(Runnable task) {
        run(() -> {
            drain();
            task.run();
        });
    }

    private void drain() {
        boolean any = false;
        for (Runnable event = events.poll(); event != null; event = events.poll()) {
            threads.guarded(event);
            any = true;
        }
        if (any) {
            sender.goOn();
        }
    }

    /** Under the lock. */
    private void run(Runnable task) {
        lock.lock();
        try {
            task.run();
        } finally {
            leave();
        }
    }

    private <T> T ask(Supplier<T> question) {
        lock.lock();
        try {
            return question.get();
        } finally {
            leave();
        }
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
            told = outcomes.handOver();
            if (told) {
                places.freed(sender.pending(), sender.hasLink());
            }
        } finally {
            lock.unlock();
        }
        if (told) {
            outcomes.wake();
        }
    }
}
