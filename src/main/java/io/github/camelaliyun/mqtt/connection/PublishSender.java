package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.wire.Packet;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * The publishes that have no outcome yet, and what of them leaves on the present link, in the order of their acceptance. Guarded
 * by the window's lock, under which all methods are called that say nothing else.
 */
final class PublishSender implements Departure.Listener, Trials.Court {

    /** The window. */
    interface Window {
        /** Has this run under the lock soon, or by {@link #settle}. Any thread may call; nothing blocks. */
        void note(Runnable event);

        /** The same, on a thread of the callbacks at the latest: nobody else may come by soon. */
        void noteAndSettleElsewhere(Runnable event);

        /** Runs what was noted, here. Any thread may call. */
        void settle();

        /** Runs this under the lock, after what was noted. Any thread may call. */
        void locked(Runnable task);
    }

    private final boolean cleanSession;
    private final ConnectionThreads threads;
    private final PublishGate gate;
    private final Window window;
    private final Handshakes handshakes;
    private final Trials trials;

    private final PendingPublishes pending;
    /** Packets of others that wait for the end of a trial. */
    private final List<Runnable> between = new ArrayList<>();

    private Outlet link;
    private boolean held;
    /** The link takes nothing any more, and its end has not been told yet. */
    private boolean linkEnded;

    private boolean noIdentifier;

    PublishSender(
            ConnectionOptions options,
            PacketIds ids,
            ConnectionThreads threads,
            PublishGate gate,
            Window window,
            PublishOutcomes outcomes) {
        this.cleanSession = options.cleanSession();
        this.threads = threads;
        this.gate = gate;
        this.window = window;
        this.handshakes = new Handshakes(ids, cleanSession);
        this.trials = new Trials(threads, this);
        this.pending = new PendingPublishes(options, gate, handshakes, trials, outcomes);
    }

    int pending() {
        return pending.size();
    }

    boolean hasLink() {
        return link != null;
    }

    /** Takes a publish, and sends it if that is possible now. */
    void add(OutboundMessage message, PublishCallback callback, long since) {
        PendingPublish publish = pending.add(message, callback, since, this::onAnswer);
        // Whoever was asked may have begun to hold.
        if (maySend() && passes(publish) && maySend()) {
            if (trials.holds(publish)) {
                trials.advance();
            } else {
                give(publish);
            }
        }
    }

    boolean hold(Outlet present) {
        if (link == null || present != link) {
            return false;
        }
        held = true;
        trials.interrupt();
        return true;
    }

    void release() {
        held = false;
        resume();
        trials.advance();
    }

    boolean sendBetween(Runnable packet) {
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
    }

    void sessionGone() {
        handshakes.sessionGone();
        pending.sessionGone(link);
    }

    void linkUp(Outlet newLink) {
        if (link != null && link != newLink) {
            end(false);
        }
        link = newLink;
        linkEnded = false;
        handshakes.linkUp(link);
        flush();
        trials.advance();
    }

    LinkEnd linkDown(Outlet oldLink, boolean closedByServer) {
        return link != null && oldLink == link ? end(closedByServer) : LinkEnd.UNKNOWN;
    }

    void expire() {
        pending.failLate(threads.now(), link);
        retryIdentifier();
        trials.advance();
    }

    /** Something was acknowledged. */
    void goOn() {
        retryIdentifier();
        trials.advance();
    }

    private void retryIdentifier() {
        if (noIdentifier) {
            flush();
        }
    }

    void failAll(int reasonCode, Function<PendingPublish, String> text) {
        forgetLink();
        trials.linkDown(false);
        pending.failAll(reasonCode, text);
        handshakes.linkDown();
    }

    /** Nobody will come back for what was given up. */
    void close() {
        handshakes.sessionGone();
    }

    private void forgetLink() {
        link = null;
        held = false;
        linkEnded = false;
        noIdentifier = false;
        between.clear();
    }

    private LinkEnd end(boolean closedByServer) {
        Outlet ended = link;
        long now = threads.now();
        String after = closedByServer ? pending.latestOn(ended, now) : null;
        forgetLink();
        Trials.Verdict verdict = trials.linkDown(closedByServer);
        verdict.convicted().ifPresent(pending::convict);
        pending.linkDown(ended, closedByServer, now);
        handshakes.linkDown();
        pending.failLate(threads.now(), null);
        return new LinkEnd(verdict.explained(), after);
    }

    private boolean maySend() {
        return link != null && !held && !linkEnded && !noIdentifier && !trials.holding();
    }

    /** Sends what has not been sent on this link, the gate lets pass, and is no suspect. */
    void flush() {
        noIdentifier = false;
        if (!maySend()) {
            return;
        }
        for (PendingPublish publish : pending.all()) {
            boolean waits = publish.sentOn != link && passes(publish) && !trials.holds(publish);
            if (waits && !(maySend() && give(publish))) {
                return;
            }
        }
    }

    private boolean passes(PendingPublish publish) {
        try {
            return gate.passes(publish.message.topic());
        } catch (MqttConnectionException e) {
            pending.finish(publish, e, link);
            return false;
        }
    }

    @Override
    public void resume() {
        if (link != null && !held) {
            List<Runnable> packets = List.copyOf(between);
            between.clear();
            packets.forEach(threads::guarded);
        }
        flush();
    }

    @Override
    public boolean send(PendingPublish publish) {
        return passes(publish) && give(publish) && publish.sentOn == link;
    }

    /** False if it waits still. */
    private boolean give(PendingPublish publish) {
        Packet packet = handshakes.next(publish);
        if (packet == null) {
            noIdentifier = true;
            return false;
        }
        int qos = publish.message.qos();
        boolean told = qos == 0 || qos == 2 && cleanSession;
        try {
            if (!link.send(packet, told ? new Departure(publish, link, this) : publish)) {
                linkEnded = true;
                return false;
            }
        } catch (Throwable e) {
            pending.finish(publish, Reports.unsendable(publish.message, e), link);
            return true;
        }
        publish.sent(link, threads.now());
        return true;
    }

    /** On the line's thread. */
    private void onAnswer(PendingPublish publish, Packet packet) {
        window.note(() -> {
            if (handshakes.answered(publish, packet, link)) {
                pending.finish(publish, null, link);
            }
        });
    }

    @Override
    public void onLeft(PendingPublish publish, Outlet by) {
        window.noteAndSettleElsewhere(() -> {
            if (publish.sentOn == by) {
                pending.finish(publish, null, link);
            }
        });
    }

    @Override
    public void onUnsent(PendingPublish publish, Outlet by) {
        window.noteAndSettleElsewhere(() -> {
            if (publish.sentOn == by && by == link) {
                publish.sentOn = null;
                linkEnded = true;
            }
        });
    }

    @Override
    public Outlet link() {
        return held || linkEnded ? null : link;
    }

    @Override
    public boolean quiet() {
        return pending.noneSentOn(link)
                && !link.expectsAnswer()
                && !handshakes.unacknowledged(link, threads.now() - Trials.SOON.toNanos());
    }

    @Override
    public void answered(int attempt) {
        window.note(() -> trials.proven(attempt));
        window.settle();
    }

    @Override
    public void timeUp(int attempt) {
        window.locked(() -> trials.timeUp(attempt));
    }
}
