package io.github.camelaliyun.mqtt.app;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Tells the first failure of a kind at once, and counts those that follow: of each kind there is a line at most once in a window,
 * with how many there were. What is of one kind too many counts as one kind with all others of these. Thread-safe; the lines come in
 * their order, and nobody who tells waits for the log.
 */
final class RepeatedLines {

    static final int MOST_KINDS = 100;

    private static final Object OTHERS = "others";
    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(2);

    private final ScheduledExecutorService timer;
    private final Duration window;
    private final Consumer<String> log;
    private final Map<Object, Repeats> kinds = new HashMap<>();
    /** No more than there are kinds, and then one for each that is told without a timer. */
    private final Queue<String> ready = new ArrayDeque<>();

    private boolean writing;
    private boolean closed;

    /**
     * @param timer with one thread, on which the log is called
     * @param log may block or throw
     */
    RepeatedLines(ScheduledExecutorService timer, Duration window, Consumer<String> log) {
        this.timer = timer;
        this.window = window;
        this.log = log;
    }

    /** @param kind equal for those that count as the same; the last one's line is told with the count */
    void tell(Object kind, String line) {
        if (count(kind, line)) {
            writeElsewhere();
        }
    }

    /** Whether there is a line to write. */
    private synchronized boolean count(Object given, String line) {
        Object kind = kinds.containsKey(given) || kinds.size() < MOST_KINDS ? given : OTHERS;
        Repeats open = kinds.get(kind);
        if (open != null) {
            open.count++;
            open.last = line;
            return false;
        }
        ready.add(line);
        if (!closed) {
            kinds.put(kind, new Repeats(kind == OTHERS ? " of other kinds" : ""));
            schedule(kind);
        }
        return true;
    }

    /** Without a timer the next one of the kind is told at once. */
    private void schedule(Object kind) {
        try {
            timer.schedule(() -> endOfWindow(kind), window.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RuntimeException | Error e) {
            kinds.remove(kind);
        }
    }

    private void endOfWindow(Object kind) {
        sum(kind);
        write();
    }

    private synchronized void sum(Object kind) {
        Repeats repeats = kinds.get(kind);
        if (repeats == null) {
            return;
        }
        if (repeats.count == 0) {
            kinds.remove(kind);
            return;
        }
        ready.add(repeats.line(" in the last " + span()));
        repeats.count = 0;
        schedule(kind);
    }

    private String span() {
        return window.equals(Duration.ofMinutes(1)) ? "minute" : window.toMillis() / 1000.0 + " s";
    }

    private void writeElsewhere() {
        try {
            timer.execute(this::write);
        } catch (RuntimeException e) {
            write();
        }
    }

    /** Nothing where another thread does: that goes on until all are written. */
    private void write() {
        String line = next(false);
        while (line != null) {
            try {
                log.accept(line);
            } catch (RuntimeException | Error e) {
                // An appender that throws: there is no other log to tell it.
            }
            line = next(true);
        }
    }

    /** @param mine whether it is for the one who writes already */
    private synchronized String next(boolean mine) {
        if (writing && !mine) {
            return null;
        }
        String line = ready.poll();
        writing = line != null;
        notifyAll();
        return line;
    }

    /** Tells what has been counted and not told, in bounded time; from then on nothing is counted. */
    void close() {
        sumAll();
        write();
        awaitWritten();
    }

    private synchronized void sumAll() {
        closed = true;
        kinds.values().stream().filter(repeats -> repeats.count > 0).forEach(repeats -> ready.add(repeats.line("")));
        kinds.clear();
    }

    private synchronized void awaitWritten() {
        long end = System.nanoTime() + LONGEST_CLOSE.toNanos();
        try {
            for (long left = LONGEST_CLOSE.toMillis(); writing && left > 0; left = millisTo(end)) {
                wait(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static long millisTo(long end) {
        return TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
    }

    private static final class Repeats {
        private final String which;
        private int count;
        private String last;

        private Repeats(String which) {
            this.which = which;
        }

        private String line(String when) {
            return last + " (" + count + (count == 1 ? " more time" : " more times") + which + when + ")";
        }
    }
}
