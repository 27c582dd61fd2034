package io.github.camelaliyun.mqtt.wire;

import io.netty.channel.EventLoop;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.util.concurrent.FastThreadLocalThread;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.stream.Stream;

/**
 * The threads that all lines share, however many lines there are: each serves its part of them, and none of them ever waits
 * for anything but the network. A thread starts with the first line that it serves.
 */
public final class EventLoops implements AutoCloseable {

    /** More do not help where each does nothing but to move bytes. */
    private static final int MOST_THREADS = 4;

    private static final Duration END_TIMEOUT = Duration.ofSeconds(2);

    private final IntFunction<String> names;
    /** Null before its first line: one has descriptors of the system, which an owner that fails to start never gives back. */
    private final EventLoop[] loops =
            new EventLoop[Math.min(Runtime.getRuntime().availableProcessors(), MOST_THREADS)];

    private int turn;
    private boolean closed;

    /**
     * Starts no thread before the first line.
     *
     * @param names the name of the thread with such a number, from 1 on
     * @throws IllegalStateException if there is more than one version of Netty on the class path
     */
    public EventLoops(IntFunction<String> names) {
        NettyVersions.requireOne();
        this.names = names;
    }

    /** How many there are at most. */
    int count() {
        return loops.length;
    }

    /**
     * The one for another line, in turn; one that has ended, if {@link #close} has been called. An {@code Error} in Netty's
     * own code, as when there is no memory, ends the thread that it meets, which takes no line any more: another one takes
     * its place, and the lines of the others go on.
     */
    synchronized EventLoop next() {
        int index = turn;
        turn = (index + 1) % loops.length;
        if (loops[index] == null || loops[index].isShuttingDown() && !closed) {
            loops[index] = make(index + 1);
            if (closed) {
                end(List.of(loops[index]));
            }
        }
        return loops[index];
    }

    /** In a group for itself, as a group does not replace those of its threads that have ended. */
    private EventLoop make(int number) {
        return new NioEventLoopGroup(1, task -> {
                    Thread thread = new FastThreadLocalThread(task, names.apply(number));
                    thread.setDaemon(true);
                    return thread;
                })
                .next();
    }

    /** Ends the threads, and whatever lines there are left; waits a bounded time. */
    @Override
    public void close() {
        List<EventLoop> made;
        synchronized (this) {
            closed = true;
            made = Stream.of(loops).filter(Objects::nonNull).toList();
        }
        end(made);
    }

    private static void end(List<EventLoop> made) {
        made.forEach(loop -> loop.shutdownGracefully(0, END_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS));
        long end = System.nanoTime() + END_TIMEOUT.toNanos();
        made.forEach(
                loop -> loop.terminationFuture().awaitUninterruptibly(end - System.nanoTime(), TimeUnit.NANOSECONDS));
    }
}
