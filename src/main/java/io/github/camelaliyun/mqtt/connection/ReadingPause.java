package io.github.camelaliyun.mqtt.connection;

import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.function.Consumer;

/** A time in which nothing is read from a link. Guarded by the lock of {@link Inbound}. */
final class ReadingPause {

    private final ConnectionThreads threads;
    private final Consumer<Runnable> locked;
    /** The link that is not read from; null if there is no pause. */
    private Link link;

    private ScheduledFuture<?> limit;
    /** Limits that have been set. */
    private int limits;

    /** @param locked runs a task under the lock */
    ReadingPause(ConnectionThreads threads, Consumer<Runnable> locked) {
        this.threads = threads;
        this.locked = locked;
    }

    boolean isOn() {
        return link != null;
    }

    void begin(Link present) {
        link = present;
        link.pause();
    }

    /** Sets a limit, the first or a later one. */
    void limit(Duration time, Runnable over) {
        int number = ++limits;
        limit = threads.after(
                time,
                () -> locked.accept(() -> {
                    // It may have begun to run as the pause ended.
                    if (isOn() && number == limits) {
                        over.run();
                    }
                }));
    }

    void end() {
        if (link != null) {
            Link read = link;
            link = null;
            if (limit != null) {
                limit.cancel(false);
            }
            read.resume();
        }
    }
}
