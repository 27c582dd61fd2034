package io.github.camelaliyun.mqtt.wire;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.handler.proxy.ProxyHandler;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GenericFutureListener;

import java.io.IOException;
import java.net.SocketException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;

/**
 * A line over a channel of Netty. All that happens to it happens on one event loop, which tells the listener; other threads
 * only leave there what they want. Whatever is thrown ends the line, and only the line.
 */
final class NettyLine implements Line {

    /** What leaves together. It is also what a WebSocket server takes in one frame by default (netty-codec-http). */
    static final int BATCH_BYTES = 65_536;

    private final EventLoop loop;
    private final Executor workers;
    private final LineListener listener;
    private final Outbox outbox = new Outbox();
    private final LineInput input;
    private final LineOutput output;
    private final NetworkConnect connect;

    /** Why the line has ended; null while it has not. */
    private final AtomicReference<Throwable> cause = new AtomicReference<>();

    /** Kept by the event loop, for as long as the line lives. */
    private final GenericFutureListener<Future<Object>> threadEnds = ended -> threadEnded();

    private final LineEnd end;

    private volatile boolean open;

    /** What follows is for the event loop alone. */
    private LineChannel channel;

    private boolean over;

    /**
     * @param contexts where to ask for what TLS is made of
     * @param foreign where its managers are asked
     * @param turns of its network connect
     */
    NettyLine(
            EventLoop loop,
            Executor workers,
            Questions<TlsSource, SSLContext> contexts,
            ForeignCalls foreign,
            ConnectTurns turns,
            Way way,
            LineOptions options,
            LineListener listener) {
        this.loop = loop;
        this.workers = workers;
        this.listener = listener;
        this.input = new LineInput(this, loop, options, listener);
        this.output = new LineOutput(this, outbox, listener);
        this.end = new LineEnd(loop, workers, options.clientId(), outbox, listener, cause::get, this::release);
        this.connect = new NetworkConnect(this, loop, contexts, foreign, turns, way, options);
    }

    /** Returns at once. */
    void open() {
        try {
            loop.terminationFuture().addListener(threadEnds);
            connect.begin();
        } catch (Throwable e) {
            cut(e);
        }
    }

    /** The channel is there, and what it needs in its pipeline. */
    void made(LineChannel made, Opening opening, ProxyHandler proxy) {
        channel = made;
        opening.prepare(made, proxy, input.framer(), output.writer());
    }

    /** Null before there is one. For the event loop alone. */
    LineChannel channel() {
        return channel;
    }

    /** Whether the handshakes are through. */
    boolean isOpen() {
        return open;
    }

    /** For the event loop alone. */
    boolean isOver() {
        return over;
    }

    /** The handshakes are through. On the event loop. */
    void opened() {
        if (over) {
            return;
        }
        open = true;
        guarded(() -> listener.onOpened(this));
    }

    @Override
    public boolean send(Packet packet, Transmission transmission) {
        int size = Outbound.size(packet);
        if (!open) {
            return false;
        }
        Outbox.Entry entry = new Outbox.Entry(packet, size, transmission);
        if (transmission != null) {
            transmission.onWaiting(entry);
        }
        switch (outbox.add(entry)) {
            case NO:
                return false;
            case FULL:
                cut(new IOException("the server reads nothing: " + Outbox.MOST_WAITING + " packets wait to be sent"));
                return false;
            case FIRST:
                wake();
                return true;
            default:
                return true;
        }
    }

    private void wake() {
        try {
            onLoop(this::write);
        } catch (Throwable e) {
            cut(e);
        }
    }

    /** Gives the network what it takes now. On the event loop. */
    void write() {
        output.write();
    }

    /** The event loop ends the reading with the next bytes that arrive, which the framer keeps. */
    @Override
    public void pause() {
        input.pause();
    }

    @Override
    public void resume() {
        input.unpause();
        try {
            onLoop(input::readOn);
        } catch (Throwable e) {
            cut(e);
        }
    }

    @Override
    public void finish() {
        if (!open) {
            cut(new SocketException("the connection was given up"));
            return;
        }
        if (outbox.finish()) {
            wake();
        }
        resume();
    }

    @Override
    public void cut(Throwable reason) {
        if (!cause.compareAndSet(null, reason)) {
            return;
        }
        outbox.close();
        try {
            onLoop(this::endNow);
        } catch (Throwable e) {
            // The threads of the lines have ended, and the channels with them.
            endNow();
        }
    }

    /** Whatever the task throws ends the line: the event loop would only log it. */
    void onLoop(Runnable task) {
        loop.execute(() -> guarded(task));
    }

    /** As {@link #cut}, on the event loop; packets that have arrived whole are given first, also in a pause. */
    void end(Throwable reason) {
        if (cause.compareAndSet(null, reason)) {
            outbox.close();
            try {
                input.giveRest();
            } finally {
                endNow();
            }
        }
    }

    private void endNow() {
        over = true;
        try {
            // It begins the next one's, which may throw.
            if (loop.inEventLoop()) {
                connect.endTurn();
            }
        } finally {
            close();
        }
    }

    private void close() {
        if (channel == null) {
            end.tellLater();
        } else {
            channel.closeFuture().addListener(closed -> end.tellLater());
            // From the first handler on: TLS would say goodbye, which waits for the network.
            ChannelHandlerContext first = channel.pipeline().firstContext();
            if (first == null) {
                channel.close();
            } else {
                first.close();
            }
        }
    }

    /** Told by a thread that all of Netty's users share, which is not for what a listener does. */
    private void threadEnded() {
        try {
            workers.execute(this::endWithoutThread);
        } catch (Throwable e) {
            endWithoutThread();
        }
    }

    /** Where an Error has done it, nothing more would be heard of the line: not even that it was cut. */
    private void endWithoutThread() {
        cause.compareAndSet(
                null,
                new IOException("the thread of the network that served the connection has ended; unless the application"
                        + " stops, by an error, which is in the log"));
        over = true;
        try {
            outbox.close();
            connect.forgetTurns();
            if (channel != null) {
                channel.abandon();
            }
        } finally {
            end.tell();
        }
    }

    private void release() {
        loop.terminationFuture().removeListener(threadEnds);
        connect.end();
    }

    /** Whatever the task throws ends the line. On the event loop. */
    void guarded(Runnable told) {
        try {
            told.run();
        } catch (Throwable e) {
            end(LineFailure.of(e));
        }
    }

    /** Bytes have arrived. */
    void arriving() {
        connect.endTurn();
        input.arriving();
    }

    /** Some of them are MQTT's. */
    void heard() {
        if (!over && open) {
            guarded(listener::onHeard);
        }
    }

    /** All that has arrived has been given to the framer. */
    void idle() {
        input.idle();
    }
}
