package io.github.camelaliyun.mqtt.connection;

import org.eclipse.paho.client.mqttv3.MqttException;

import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.function.Consumer;

/**
 * Sends PINGREQ when nothing has been sent or nothing received for the keep alive time (MQTT 3.1.1, 3.1.2.10), and tells
 * when the server does not answer for half of that time: a link that has died is noticed after one and a half times the
 * keep alive, as the server would. Any thread may call.
 */
final class KeepAlive {

    private final ConnectionThreads threads;
    private final long interval;
    private final Runnable ping;
    private final Consumer<Throwable> failed;

    private volatile long sent;
    private volatile long received;
    private volatile ScheduledFuture<?> next;
    private volatile boolean ended;
    private volatile boolean paused;

    /**
     * @param interval zero for none
     * @param ping sends PINGREQ; returns at once
     * @param failed told on the timer that the server has not answered, or that the watch has failed and goes on no more
     */
    KeepAlive(ConnectionThreads threads, Duration interval, Runnable ping, Consumer<Throwable> failed) {
        this.threads = threads;
        this.interval = interval.toNanos();
        this.ping = ping;
        this.failed = failed;
        this.sent = threads.now();
    }

    /** CONNACK has come; what was sent last is CONNECT. */
    void begin() {
        long now = threads.now();
        received = now;
        if (interval > 0) {
            later(Math.max(0, interval - (now - sent)), this::check);
        }
    }

    void end() {
        ended = true;
        ConnectionThreads.cancel(next);
    }

    void sent() {
        sent = threads.now();
    }

    void received() {
        received = threads.now();
    }

    /** This side does not read: what the server sends meanwhile is not noticed. */
    void pause() {
        paused = true;
    }

    void resume() {
        received = threads.now();
        paused = false;
    }

    private void check() {
        long now = threads.now();
        long idle = Math.max(now - sent, now - received);
        if (idle < interval) {
            later(interval - idle, this::check);
        } else {
            ping.run();
            later(interval / 2, () -> checkAnswer(now));
        }
    }

    private void checkAnswer(long pinged) {
        if (received - pinged < 0 && !paused) {
            failed.accept(new MqttException(MqttException.REASON_CODE_CLIENT_TIMEOUT));
        } else {
            check();
        }
    }

    /** Nobody else would notice that a link is dead. */
    private void watched(Runnable task) {
        try {
            task.run();
        } catch (Throwable e) {
            failed.accept(e);
        }
    }

    private void later(long nanos, Runnable task) {
        if (!ended) {
            next = threads.after(Duration.ofNanos(nanos), () -> watched(task));
        }
    }
}
