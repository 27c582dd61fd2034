package io.github.camelaliyun.mqtt.doctor;

import io.github.camelaliyun.mqtt.wire.Line;
import io.github.camelaliyun.mqtt.wire.LineListener;
import io.github.camelaliyun.mqtt.wire.LineOptions;
import io.github.camelaliyun.mqtt.wire.Packet;
import io.github.camelaliyun.mqtt.wire.Way;
import io.github.camelaliyun.mqtt.wire.Wire;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Opens a line to see whether it opens, and closes it without having sent a packet. Told on an event loop. */
final class Probe implements LineListener {

    /**
     * What came of it.
     *
     * @param way that was tried
     * @param millis until it was open, or had failed
     * @param failure null if it was opened
     */
    record Outcome(Way way, long millis, Throwable failure) {
        boolean opened() {
            return failure == null;
        }
    }

    private final Way way;
    private final long began = System.nanoTime();
    private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();

    private Probe(Way way) {
        this.way = way;
    }

    /** The line's own limits end it. */
    static CompletableFuture<Outcome> open(Wire wire, Way way, LineOptions options) {
        Probe probe = new Probe(way);
        wire.open(way, options, probe);
        return probe.outcome;
    }

    private void ended(Throwable failure) {
        outcome.complete(new Outcome(way, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began), failure));
    }

    @Override
    public void onOpened(Line line) {
        ended(null);
        line.cut(new IOException("seen"));
    }

    @Override
    public void onReceived(Packet packet) {
        // A server says nothing before CONNECT.
    }

    @Override
    public void onHeard() {
        // Nothing to do.
    }

    @Override
    public boolean onIdle() {
        return false;
    }

    @Override
    public void onWritten() {
        // Nothing is sent.
    }

    @Override
    public void onClosed(Throwable cause) {
        ended(cause);
    }
}
