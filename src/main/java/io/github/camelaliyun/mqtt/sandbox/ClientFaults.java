package io.github.camelaliyun.mqtt.sandbox;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** What is to go wrong with one clientId, on its connections of now and later. Thread-safe. */
final class ClientFaults {

    /**
     * How messages go out that had waited for the client.
     *
     * @param size messages of a batch; zero for all at once
     */
    record Batches(int size, Duration pause) {
        static final Batches NONE = new Batches(0, Duration.ZERO);
    }

    private final Set<FaultHandler> connections = ConcurrentHashMap.newKeySet();
    private final AtomicInteger acknowledgementsToDrop = new AtomicInteger();
    /** Both are for {@link FaultRules} alone, which has its own order. */
    private boolean ordered;

    private int users;
    private volatile boolean stalled;
    private volatile Batches batches = Batches.NONE;
    private volatile int publishesPerSecond;

    /** A test has asked for it: it stays. */
    ClientFaults ordered() {
        ordered = true;
        return this;
    }

    /** A connection begins. */
    ClientFaults used() {
        users++;
        return this;
    }

    /** A connection has ended: null if that was the last, and no test has asked for faults. */
    ClientFaults orNullIfIdle() {
        users--;
        return users > 0 || ordered ? this : null;
    }

    void opened(FaultHandler connection) {
        connections.add(connection);
    }

    void closed(FaultHandler connection) {
        connections.remove(connection);
    }

    void stall() {
        stalled = true;
        connections.forEach(FaultHandler::obey);
    }

    void resume() {
        stalled = false;
        connections.forEach(FaultHandler::obey);
    }

    boolean isStalled() {
        return stalled;
    }

    void dropAcknowledgements(int count) {
        acknowledgementsToDrop.set(count);
    }

    /** Whether the next one is to be dropped; it counts as dropped then. */
    boolean dropsAcknowledgement() {
        return acknowledgementsToDrop.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
    }

    void batches(Batches next) {
        batches = next;
    }

    Batches batches() {
        return batches;
    }

    /** Zero for no limit. */
    void publishesPerSecond(int most) {
        publishesPerSecond = most;
    }

    int publishesPerSecond() {
        return publishesPerSecond;
    }
}
