package io.github.camelaliyun.mqtt.hostile;

import io.github.camelaliyun.mqtt.wire.Line;
import io.github.camelaliyun.mqtt.wire.LineListener;
import io.github.camelaliyun.mqtt.wire.Packet;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Remembers what a line delivers, case by case. Any thread may ask; the waits are for one that is not the line's. */
final class Witness implements LineListener {

    /** Guards all. */
    private final Object lock = new Object();

    private List<Packet> packets = new ArrayList<>();
    private String marker;
    private boolean opened;
    private boolean marked;
    private long heard;
    /** Whether somebody waits for it: to wake the others up at every byte would cost more than all else. */
    private boolean listenedFor;

    private Throwable cause;
    private int ends;
    /** What broke the contract of a listener. */
    private String fault;

    /** How a case came out. */
    enum End {
        MARKER,
        CLOSED,
        /** Neither came in time. */
        NONE
    }

    /**
     * What a line did with a case.
     *
     * @param packets without the marker
     * @param cause of {@link End#CLOSED}
     */
    record Testimony(List<Packet> packets, End end, Throwable cause) {}

    /** Begins a case, which ends with a PUBLISH of this topic if the line does not end before. */
    void expect(String topic) {
        synchronized (lock) {
            packets = new ArrayList<>();
            marker = topic;
            marked = false;
        }
    }

    /** Waits for the end of the case. */
    Testimony await(Duration limit) {
        synchronized (lock) {
            boolean over = await(limit, () -> marked || cause != null);
            End end = marked ? End.MARKER : over ? End.CLOSED : End.NONE;
            return new Testimony(List.copyOf(packets), end, cause);
        }
    }

    /** Waits until the line is open; false if it has ended or is not open in time. */
    boolean awaitOpened(Duration limit) {
        synchronized (lock) {
            await(limit, () -> opened || cause != null);
            return opened && cause == null;
        }
    }

    /** Waits for the end of the line; its cause, or null if it has not ended in time. */
    Throwable awaitClosed(Duration limit) {
        synchronized (lock) {
            await(limit, () -> cause != null);
            return cause;
        }
    }

    long heardSoFar() {
        synchronized (lock) {
            return heard;
        }
    }

    /** Waits until the line has heard more than so much, or has ended, or the time is up. */
    void awaitHeard(long before, Duration limit) {
        synchronized (lock) {
            listenedFor = true;
            await(limit, () -> heard > before || cause != null);
            listenedFor = false;
        }
    }

    boolean hasEnded() {
        synchronized (lock) {
            return cause != null;
        }
    }

    /** What the line told that it must not tell; null if it kept to the contract. */
    String fault() {
        synchronized (lock) {
            return fault;
        }
    }

    private boolean await(Duration limit, BooleanSupplier condition) {
        long until = System.nanoTime() + limit.toNanos();
        try {
            while (!condition.getAsBoolean()) {
                long left = until - System.nanoTime();
                if (left <= 0) {
                    return false;
                }
                TimeUnit.NANOSECONDS.timedWait(lock, Math.max(left, TimeUnit.MILLISECONDS.toNanos(1)));
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void onOpened(Line line) {
        synchronized (lock) {
            requireNotEnded("opened");
            opened = true;
            lock.notifyAll();
        }
    }

    @Override
    public void onReceived(Packet packet) {
        synchronized (lock) {
            requireNotEnded("received");
            if (packet instanceof Packet.Publish publish && publish.topic().equals(marker)) {
                marked = true;
                lock.notifyAll();
            } else {
                packets.add(packet);
            }
        }
    }

    @Override
    public void onHeard() {
        synchronized (lock) {
            requireNotEnded("heard");
            heard++;
            if (listenedFor) {
                lock.notifyAll();
            }
        }
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
    public void onClosed(Throwable reason) {
        synchronized (lock) {
            if (++ends > 1) {
                fault = "closed is told " + ends + " times";
            }
            if (reason == null) {
                fault = "closed without a cause";
            }
            cause = reason == null ? new IllegalStateException("no cause") : reason;
            lock.notifyAll();
        }
    }

    private void requireNotEnded(String event) {
        if (ends > 0) {
            fault = event + " after closed";
        }
        if (!opened && !event.equals("opened")) {
            fault = event + " before opened";
        }
    }
}
