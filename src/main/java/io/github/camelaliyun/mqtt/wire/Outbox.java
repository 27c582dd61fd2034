package io.github.camelaliyun.mqtt.wire;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import java.util.function.Consumer;

/**
 * The packets that wait to leave on a line, in the order in which they were given. Any thread may give one, and none waits;
 * what has come together when the line's event loop looks leaves with one system call. All else is for the event loop. What is
 * given up while it waits is withdrawn: it takes no memory then, and nothing that has failed leaves before what has not.
 */
final class Outbox {

    /**
     * A server that sends and never reads could have acknowledgements gather without an end. Twice as many packets as there
     * are packet identifiers is more than any server that reads leaves waiting.
     */
    static final int MOST_WAITING = 1 << 17;

    /** What was said of a packet. */
    enum Taken {
        /** It waits, and the event loop knows of it. */
        YES,
        /** It waits, and the event loop is to be told. */
        FIRST,
        /** It does not wait: the output has ended. */
        NO,
        /** It does not wait: too many do. */
        FULL
    }

    /** A packet and its size in bytes, and who is told what becomes of it, or null. */
    static final class Entry implements Withdrawal {

        private static final AtomicReferenceFieldUpdater<Entry, State> STATE =
                AtomicReferenceFieldUpdater.newUpdater(Entry.class, State.class, "state");

        private enum State {
            WAITING,
            TAKEN,
            WITHDRAWN
        }

        private final int size;
        private volatile State state = State.WAITING;
        /** Null once it is withdrawn, as the next one: it may wait for long still where nothing leaves. */
        private volatile Packet packet;

        private volatile Transmission transmission;

        Entry(Packet packet, int size, Transmission transmission) {
            this.packet = packet;
            this.size = size;
            this.transmission = transmission;
        }

        Packet packet() {
            return packet;
        }

        int size() {
            return size;
        }

        Transmission transmission() {
            return transmission;
        }

        /** False if it has been withdrawn. */
        private boolean take() {
            return STATE.compareAndSet(this, State.WAITING, State.TAKEN);
        }

        @Override
        public boolean withdraw() {
            if (!STATE.compareAndSet(this, State.WAITING, State.WITHDRAWN)) {
                return false;
            }
            packet = null;
            transmission = null;
            return true;
        }
    }

    /** Guards what follows. */
    private final Object lock = new Object();

    private Queue<Entry> waiting = new ArrayDeque<>(1);
    private boolean woken;
    private boolean finished;
    private boolean closed;

    /** For the event loop alone. */
    private Queue<Entry> leaving = new ArrayDeque<>(1);

    Taken add(Entry entry) {
        synchronized (lock) {
            if (closed || finished) {
                return Taken.NO;
            }
            if (waiting.size() >= MOST_WAITING) {
                return Taken.FULL;
            }
            waiting.add(entry);
            // Nothing follows it, whoever sends meanwhile (MQTT 3.1.1, 3.14.4-2).
            finished = entry.packet() instanceof Packet.Disconnect;
            boolean first = !woken;
            woken = true;
            return first ? Taken.FIRST : Taken.YES;
        }
    }

    /** Takes no further packet. Returns whether the event loop is to be told. */
    boolean finish() {
        synchronized (lock) {
            finished = true;
            boolean first = !woken;
            woken = true;
            return first;
        }
    }

    /** Takes no further packet, and lets none leave that waits. */
    void close() {
        synchronized (lock) {
            closed = true;
        }
    }

    /**
     * The packets that are next and together do not have more bytes than that, but at least one. Empty if none waits: then
     * the next one that is given is {@link Taken#FIRST} again.
     */
    List<Entry> take(int mostBytes) {
        List<Entry> batch = new ArrayList<>();
        int bytes = 0;
        while (true) {
            if (leaving.isEmpty() && !refill(batch.isEmpty())) {
                return batch;
            }
            Entry next = leaving.element();
            if (!batch.isEmpty() && bytes + (long) next.size > mostBytes) {
                return batch;
            }
            leaving.remove();
            if (next.take()) {
                batch.add(next);
                bytes += next.size;
            }
        }
    }

    private boolean refill(boolean sleep) {
        synchronized (lock) {
            if (closed || waiting.isEmpty()) {
                woken = woken && !sleep;
                return false;
            }
            Queue<Entry> taken = waiting;
            waiting = leaving;
            leaving = taken;
            return true;
        }
    }

    /** Whether none waits. */
    boolean isEmpty() {
        if (!leaving.isEmpty()) {
            return false;
        }
        synchronized (lock) {
            return waiting.isEmpty();
        }
    }

    /** Whether {@link #finish} has been called, and all that was given before has been taken. */
    boolean isFinished() {
        synchronized (lock) {
            return finished && waiting.isEmpty() && leaving.isEmpty();
        }
    }

    /**
     * After {@link #close}: tells of those that have not been taken.
     *
     * @param complaints gets what they throw who are told
     */
    void tellUnsent(Consumer<Throwable> complaints) {
        tellUnsent(leaving, complaints);
        Queue<Entry> rest;
        synchronized (lock) {
            rest = waiting;
            waiting = new ArrayDeque<>(1);
        }
        tellUnsent(rest, complaints);
    }

    private static void tellUnsent(Queue<Entry> entries, Consumer<Throwable> complaints) {
        for (Entry entry = entries.poll(); entry != null; entry = entries.poll()) {
            try {
                if (entry.take() && entry.transmission() != null) {
                    entry.transmission().onUnsent();
                }
            } catch (Throwable e) {
                complaints.accept(e);
            }
        }
    }
}
