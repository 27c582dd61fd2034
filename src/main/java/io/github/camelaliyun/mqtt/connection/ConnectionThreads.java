package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.wire.Wire;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * What connections share and a test replaces: the network, threads, time and chance. Whoever made the threads ends them,
 * after the connections are closed.
 *
 * @param wire opens lines to servers
 * @param timer for keep alive, backoff and timeouts; what runs on it returns at once
 * @param workers for what may wait, as credentials do; must be able to grow, since one task may wait for another
 * @param callbacks for what the users of a connection do with what they are told; must be able to grow, since they may
 *     block
 * @param nanoTime elapsed time, as {@code System::nanoTime}
 * @param clock the time of day
 * @param random for jitter and for the first packet identifier
 */
public record ConnectionThreads(
        Wire wire,
        ScheduledExecutorService timer,
        Executor workers,
        Executor callbacks,
        LongSupplier nanoTime,
        InstantSource clock,
        RandomGenerator random) {

    private static final Logger LOG = LoggerFactory.getLogger(ConnectionThreads.class);
    /** After which a thread is asked for again that could not be had. */
    private static final Duration NEXT_THREAD = Duration.ofMillis(100);

    /**
     * With the machine's own time, and a random generator that is seeded anew.
     *
     * @param wire opens lines to servers
     * @param timer for what returns at once
     * @param workers for what may wait; must be able to grow
     * @param callbacks for what may block; must be able to grow
     */
    public ConnectionThreads(Wire wire, ScheduledExecutorService timer, Executor workers, Executor callbacks) {
        this(wire, timer, workers, callbacks, System::nanoTime, InstantSource.system(), new Random());
    }

    long now() {
        return nanoTime.getAsLong();
    }

    /**
     * Runs a task on the timer after a while. Whatever it throws is logged and ends this task alone. Nothing happens if the
     * timer has been shut down: what it served has ended then.
     *
     * @return to cancel it with; null if the timer has been shut down
     */
    ScheduledFuture<?> after(Duration delay, Runnable task) {
        try {
            return timer.schedule(() -> guarded(task), Math.max(0, delay.toNanos()), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            return null;
        }
    }

    /** Calls off a task of {@link #after}, and lets the timer forget it; nothing happens with null. */
    static void cancel(ScheduledFuture<?> task) {
        if (task != null) {
            task.cancel(false);
        }
    }

    /**
     * Runs a task on a worker; whatever it throws is logged. Where no thread can be had, of which a machine has no endless
     * number, it is tried again soon. False if there are no workers any more.
     */
    boolean work(Runnable task) {
        try {
            workers.execute(() -> guarded(task));
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        } catch (Throwable e) {
            complain(e);
            after(NEXT_THREAD, () -> work(task));
            return true;
        }
    }

    /** Runs a task here; whatever it throws, {@code Error}s too, is logged and goes no further. */
    void guarded(Runnable task) {
        try {
            task.run();
        } catch (Throwable e) {
            complain(e);
        }
    }

    /** By another thread, and at that if it can: the appender of a log is somebody else's code too. */
    void complain(Throwable failure) {
        try {
            callbacks.execute(() -> {
                try {
                    LOG.error("a task of an MQTT connection failed; the connection goes on", failure);
                } catch (Throwable e) {
                    // There is no other place to say it.
                    return;
                }
            });
        } catch (Throwable e) {
            return;
        }
    }
}
