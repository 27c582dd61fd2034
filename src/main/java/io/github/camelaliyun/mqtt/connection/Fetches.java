package io.github.camelaliyun.mqtt.connection;

import java.time.Duration;

/**
 * Has a link made again, to be sent what was left with the broker; all that comes by it until then is left too. Guarded by the
 * lock of {@link Inbound}.
 */
final class Fetches {

    /** The first pause between fetches that bring nothing; it doubles to sixteen times as long. */
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

    private static final int MOST_DOUBLINGS = 4;

    private final ConnectionThreads threads;
    private final Inbound.Upstream upstream;
    private Link link;
    private long linkUpNanos;
    private boolean underWay;
    /** How many messages are to be fetched; zero if none are. */
    private int wanted;
    /** Fetches in a row after which nothing was acknowledged. */
    private int fruitless;

    Fetches(ConnectionThreads threads, Inbound.Upstream upstream) {
        this.threads = threads;
        this.upstream = upstream;
    }

    void linkUp(Link next) {
        link = next;
        linkUpNanos = threads.now();
        underWay = false;
        wanted = 0;
    }

    void linkDown() {
        link = null;
    }

    boolean isWanted() {
        return wanted > 0;
    }

    boolean isUnderWay() {
        return underWay;
    }

    /** How long the present link, or the latest, has been up. */
    long nanosSinceLinkUp() {
        return threads.now() - linkUpNanos;
    }

    /** @param acknowledgedNanos when a message was acknowledged last */
    void fetch(int messages, long acknowledgedNanos) {
        wanted = Math.max(wanted, messages);
        fetchIfDue(acknowledgedNanos);
    }

    void fetchIfDue(long acknowledgedNanos) {
        if (wanted == 0 || underWay || link == null) {
            return;
        }
        // A link by which nothing could be acknowledged was made for nothing: each such one lives longer.
        boolean fruitful = acknowledgedNanos - linkUpNanos > 0;
        long pause = fruitful || fruitless == 0 ? 0 : FIRST_PAUSE.toNanos() << Math.min(fruitless - 1, MOST_DOUBLINGS);
        if (nanosSinceLinkUp() < pause) {
            return;
        }
        fruitless = fruitful ? 0 : fruitless + 1;
        underWay = true;
        upstream.fetch(link, wanted);
    }
}
