package io.github.camelaliyun.mqtt.app;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Tells the first failure of a kind at once, and counts those that follow: of each kind there is a line at most once in a window,
 * with how many there were. Thread-safe.
 */
final class RepeatedLines {

    private final ScheduledExecutorService timer;
    private final Duration window;
    private final Consumer<String> log;
    private final Map<Object, Repeats> kinds = new HashMap<>();
    private boolean closed;

    /** @param log called under this object's lock, so that the lines come in their order */
    RepeatedLines(ScheduledExecutorService timer, Duration window, Consumer<String> log) {
        this.timer = timer;
        this.window = window;
        this.log = log;
    }

    /** @param kind equal for those that count as the same; the last one's line is told with the count */
    synchronized void tell(Object kind, String line) {
        Repeats open = kinds.get(kind);
        if (open != null) {
            open.count++;
            open.last = line;
            return;
        }
        log.accept(line);
        if (!closed) {
            kinds.put(kind, new Repeats());
            schedule(kind);
        }
    }

    private void schedule(Object kind) {
        timer.schedule(() -> endOfWindow(kind), window.toMillis(), TimeUnit.MILLISECONDS);
    }

    private synchronized void endOfWindow(Object kind) {
        Repeats repeats = kinds.get(kind);
        if (repeats == null) {
            return;
        }
        if (repeats.count == 0) {
            kinds.remove(kind);
            return;
        }
        log.accept(repeats.line(" in the last " + span()));
        repeats.count = 0;
        schedule(kind);
    }

    private String span() {
        return window.equals(Duration.ofMinutes(1)) ? "minute" : window.toMillis() / 1000.0 + " s";
    }

    /** Tells what has been counted and not told; from then on nothing is counted. */
    synchronized void close() {
        closed = true;
        kinds.values().stream().filter(repeats -> repeats.count > 0).forEach(repeats -> log.accept(repeats.line("")));
        kinds.clear();
    }

    private static final class Repeats {
        private int count;
        private String last;

        private String line(String when) {
            return last + " (" + count + (count == 1 ? " more time" : " more times") + when + ")";
        }
    }
}
