package io.github.camelaliyun.mqtt.wire;

import io.netty.channel.EventLoop;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/** Tells the listener of a line that it has ended: once, and with a thread or without. */
final class LineEnd {

    private static final Logger LOG = LoggerFactory.getLogger(LineEnd.class);

    private final EventLoop loop;
    private final Executor workers;
    private final String clientId;
    private final Outbox outbox;
    private final LineListener listener;
    private final Supplier<Throwable> cause;
    private final Runnable release;

    /** An event loop may run what it has refused. */
    private final AtomicBoolean told = new AtomicBoolean();

    /**
     * @param cause why the line has ended
     * @param release gives back what the line has, before the listener is told
     */
    LineEnd(
            EventLoop loop,
            Executor workers,
            String clientId,
            Outbox outbox,
            LineListener listener,
            Supplier<Throwable> cause,
            Runnable release) {
        this.loop = loop;
        this.workers = workers;
        this.clientId = clientId;
        this.outbox = outbox;
        this.listener = listener;
        this.cause = cause;
        this.release = release;
    }

    /** Not within another call of the listener. */
    void tellLater() {
        try {
            loop.execute(this::tell);
        } catch (Throwable e) {
            tell();
        }
    }

    void tell() {
        outbox.tellUnsent(this::complain);
        if (told.getAndSet(true)) {
            return;
        }
        release.run();
        try {
            listener.onClosed(cause.get());
        } catch (Throwable e) {
            complain(e);
        }
    }

    /** By a worker: the appender of a log is somebody else's code. */
    private void complain(Throwable failure) {
        try {
            workers.execute(() -> LOG.warn("{}: the end of a connection was not processed", clientId, failure));
        } catch (Throwable e) {
            // There is no other place to say it.
            return;
        }
    }
}
