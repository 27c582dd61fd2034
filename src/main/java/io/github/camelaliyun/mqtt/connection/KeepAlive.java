package io.github.camelaliyun.mqtt.connection;

import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Sends PINGREQ when nothing has been sent or nothing received for the keep alive time (MQTT 3.1.1, 3.1.2.10), and tells
 * when the server does not answer for half of that time: a link that has died is noticed after one and a half times the
 * keep alive, as the server would. Any thread may call.
 */
final class KeepAlive {

    private final ScheduledExecutorService timer;
    private final LongSupplier clock;
    private final long interval;
    private final Runnable ping;
    private final Runnable unanswered;

    private volatile long sent;
    private volatile long received;
    private volatile ScheduledFuture<?> next;
    private volatile boolean ended;

    /**
     * @param clock nanoseconds, {@code System::nanoTime}
     * @param interval zero for none
     * @param ping sends PINGREQ; returns at once
     * @param unanswered told once, on the timer
     */
    KeepAlive(
            ScheduledExecutorService timer, LongSupplier clock, Duration interval, Runnable ping, Runnable unanswered) {
        this.timer = timer;
        this.clock = clock;
        this.interval = interval.toNanos();
        this.ping = ping;
        this.unanswered = unanswered;
    }

    void begin() {
        sent = clock.getAsLong();
        received = sent;
        if (interval > 0) {
            later(interval, this::check);
        }
    }

    void end() {
        ended = true;
        ScheduledFuture<?> scheduled = next;
        if (scheduled != null) {
            scheduled.cancel(false);
        }
    }

    void sent() {
        sent = clock.getAsLong();
    }

    void received() {
        received = clock.getAsLong();
    }

    private void check() {
        long now = clock.getAsLong();
        long idle = Math.max(now - sent, now - received);
        if (idle < interval) {
            later(interval - idle, this::check);
        } else {
            ping.run();
            later(interval / 2, () -> checkAnswer(now));
        }
    }

    private void checkAnswer(long pinged) {
        if (received - pinged < 0) {
            unanswered.run();
        } else {
            check();
        }
    }

    private void later(long nanos, Runnable task) {
        if (!ended) {
            next = timer.schedule(task, nanos, TimeUnit.NANOSECONDS);
        }
    }
}
