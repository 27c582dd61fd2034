package io.github.camelaliyun.mqtt.wire;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.util.concurrent.FastThreadLocalThread;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

/**
 * The threads that all lines share, however many lines there are: each serves its part of them, and none of them ever waits
 * for anything but the network. A thread starts with the first line that it serves.
 */
public final class EventLoops implements AutoCloseable {

    /** More do not help where each does nothing but to move bytes. */
    private static final int MOST_THREADS = 4;

    private static final Duration END_TIMEOUT = Duration.ofSeconds(2);

    private final IntFunction<String> names;
    /** Null before the first line: it has descriptors of the system, which an owner that fails to start never gives back. */
    private EventLoopGroup group;

    private boolean closed;

    /** @param names the name of the thread with such a number, from 1 on */
    public EventLoops(IntFunction<String> names) {
        NettyVersions.requireOne();
        this.names = names;
    }

    private EventLoopGroup make() {
        int[] number = {0};
        int threads = Math.min(Runtime.getRuntime().availableProcessors(), MOST_THREADS);
        return new NioEventLoopGroup(threads, task -> {
            Thread thread = new FastThreadLocalThread(task, names.apply(++number[0]));
            thread.setDaemon(true);
            return thread;
        });
    }

    /** One that has ended, if {@link #close} has been called. */
    synchronized EventLoopGroup group() {
        if (group == null) {
            group = make();
            if (closed) {
                end(group);
            }
        }
        return group;
    }

    /** Ends the threads, and whatever lines there are left; waits a bounded time. */
    @Override
    public void close() {
        EventLoopGroup made;
        synchronized (this) {
            closed = true;
            made = group;
        }
        if (made != null) {
            end(made);
        }
    }

    private static void end(EventLoopGroup made) {
        made.shutdownGracefully(0, END_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                .awaitUninterruptibly(END_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    }
}
