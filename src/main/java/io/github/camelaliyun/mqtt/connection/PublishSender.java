package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.wire.Packet;

import java.util.List;
import java.util.function.Function;

/**
 * The publishes that have no outcome yet, and what of them leaves on the present link, in the order of their acceptance. Guarded
 * by the window's lock, under which all methods are called that say nothing else.
 */
final class PublishSender implements Departure.Listener, TrialCourt {

    private final boolean cleanSession;
    private final ConnectionThreads threads;
    private final PublishGate gate;
    private final SenderWindow window;
    private final Handshakes handshakes;
    private final Trials trials;

    private final PendingPublishes pending;
    private final PacketsBetween between;

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
            SenderWindow window,
            PublishOutcomes outcomes) {
        this.cleanSession = options.cleanSession();
        this.threads = threads;
        this.gate = gate;
        this.window = window;
        this.handshakes = new Handshakes(ids, cleanSession);
        this.between = new PacketsBetween(threads);
        this.trials = new Trials(threads, this, options.maxInflight());
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
        if (keepsBack(publish)) {
            trials.advance();
        } else if (maySend() && passes(publish) && maySend()) {
            // Whoever was asked may have begun to hold.
            give(publish);
        }
    }

    /** Whether it is not to be sent with the others. */
    private boolean keepsBack(PendingPublish publish) {
        boolean held = trials.holds(publish);
        if (held && trials.refuses(publish)) {
            pending.refuse(publish, link);
        }
        return held;
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
        if (trials.proving() || between.areWaiting()) {
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
            end(false, false);
        }
        link = newLink;
        linkEnded = false;
        handshakes.linkUp(link);
        flush();
        between.linkUp(link, pending.sentOn(link), window);
        trials.advance();
    }

    LinkEnd linkDown(Outlet oldLink, boolean closedByServer, boolean subscribing) {
        return link != null && oldLink == link ? end(closedByServer, subscribing) : LinkEnd.UNKNOWN;
    }

    void expire() {
        pending.failLate(threads.now(), link);
        goOn();
        trials.tick();
    }

    /** Something was acknowledged. */
    void goOn() {
        if (noIdentifier) {
            flush();
        }
        if (link != null && between.endsWait() && !trials.proving()) {
            resume();
        }
        trials.advance();
    }

    void failAll(int reasonCode, Function<PendingPublish, String> text) {
        forgetLink();
        between.linkDown(false, false);
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
    }

    private LinkEnd end(boolean closedByServer, boolean subscribing) {
        Outlet ended = link;
        long now = threads.now();
        String after = closedByServer ? pending.latestOn(ended, now) : null;
        // The next link tells whether it is one of the publishes.
        boolean accuses = closedByServer && !subscribing;
        forgetLink();
        between.linkDown(closedByServer, subscribing);
        Trials.Verdict verdict = trials.linkDown(closedByServer);
        verdict.convicted().ifPresent(pending::convict);
        if (accuses && !verdict.explained()) {
            pending.accuseQos0(ended, now);
        }
        pending.linkDown(ended, accuses, now);
        handshakes.linkDown();
        pending.failLate(threads.now(), null);
        return new LinkEnd(verdict.explained(), after, List.of());
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
            boolean waits = publish.sentOn != link && passes(publish) && !keepsBack(publish);
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
        if (link != null && !held && !between.areWaiting()) {
            between.send();
        }
        flush();
    }

    @Override
    public boolean send(PendingPublish publish) {
        // Whoever was asked may have begun to hold.
        return passes(publish) && !held && give(publish) && publish.sentOn == link;
    }

    /** False if it waits still. */
    private boolean give(PendingPublish publish) {
        Packet packet = handshakes.next(publish);
        if (packet == null) {
            noIdentifier = true;
            return false;
        }
        int qos = publish.message.qos();
        boolean told = qos == 0 || qos == 2 && cleanSession || trials.proving();
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
            publish.left = true;
            if (publish.sentOn == by && !trials.isTried(publish)) {
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
    public void finish(PendingPublish publish) {
        pending.finish(publish, null, link);
    }

    @Override
    public void answered(int attempt) {
        window.note(() -> trials.answered(attempt));
        window.settle();
    }

    @Override
    public void timeUp(int attempt) {
        window.locked(() -> trials.timeUp(attempt));
    }
}
