package io.github.camelaliyun.mqtt.connection;

import java.util.ArrayList;
import java.util.List;

/**
 * Packets of others, SUBSCRIBE among them, that wait for publishes: for the end of a trial, and, where the server closed the link
 * before while a SUBSCRIBE was unanswered, until what is published first has been answered. So no publish waits for a filter that
 * makes the server close, and the next close tells which of the two it is for. Guarded by the window's lock.
 */
final class PacketsBetween {

    private final ConnectionThreads threads;
    private final List<Runnable> packets = new ArrayList<>(1);
    /** On the present link, or on the next one if there is none. */
    private boolean publishesFirst;
    /** What was published first on the present link. */
    private List<PendingPublish> first = List.of();

    private boolean pinged;
    private long limitNanos;

    PacketsBetween(ConnectionThreads threads) {
        this.threads = threads;
    }

    /** Whether they wait, trials aside. */
    boolean areWaiting() {
        return publishesFirst;
    }

    void add(Runnable packet) {
        packets.add(packet);
    }

    void send() {
        List<Runnable> sent = List.copyOf(packets);
        packets.clear();
        sent.forEach(threads::guarded);
    }

    /**
     * What may be sent on the link has been.
     *
     * @param sent by the window, and not answered yet
     */
    void linkUp(Outlet link, List<PendingPublish> sent, SenderWindow window) {
        if (!publishesFirst) {
            return;
        }
        first = sent;
        pinged = false;
        limitNanos = threads.now() + Trials.SOON.toNanos();
        // What was sent with QoS 0 is answered by PINGRESP alone.
        threads.guarded(() -> link.ping(() -> {
            window.note(() -> pinged = true);
            window.settle();
        }));
    }

    /** True once: when they wait no longer for what was published first. */
    boolean endsWait() {
        boolean answered = pinged && first.stream().allMatch(PacketsBetween::isAnswered);
        if (!publishesFirst || !answered && threads.now() - limitNanos < 0) {
            return false;
        }
        publishesFirst = false;
        first = List.of();
        return true;
    }

    private static boolean isAnswered(PendingPublish publish) {
        return publish.finished || publish.acknowledged || publish.released;
    }

    /** @param subscribing whether a SUBSCRIBE was unanswered */
    void linkDown(boolean closedByServer, boolean subscribing) {
        packets.clear();
        first = List.of();
        publishesFirst = closedByServer && (subscribing || publishesFirst);
    }
}
