package io.github.camelaliyun.mqtt.observe;

import io.github.camelaliyun.mqtt.connection.ConnectionStatus;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The status of a connection, of one second ago at most: a scrape asks each meter in turn, and a status takes the locks of
 * what comes in and looks at all that waits. Any thread may call; a later answer is never of an earlier moment.
 */
final class RecentStatus implements Supplier<ConnectionStatus> {

    private static final long LONGEST_NANOS = Duration.ofSeconds(1).toNanos();

    private record Taken(ConnectionStatus status, long nanos) {}

    private final Supplier<ConnectionStatus> present;
    private final LongSupplier nanoTime;
    /** Null before the first. */
    private final AtomicReference<Taken> latest = new AtomicReference<>();

    /**
     * @param present the status at this moment
     * @param nanoTime elapsed time, as {@code System::nanoTime}
     */
    RecentStatus(Supplier<ConnectionStatus> present, LongSupplier nanoTime) {
        this.present = present;
        this.nanoTime = nanoTime;
    }

    @Override
    public ConnectionStatus get() {
        Taken known = latest.get();
        long now = nanoTime.getAsLong();
        if (known == null || now - known.nanos() >= LONGEST_NANOS) {
            // Another thread's, if it came first: it is as new, and may be newer.
            latest.compareAndSet(known, new Taken(present.get(), now));
        }
        return latest.get().status();
    }
}
