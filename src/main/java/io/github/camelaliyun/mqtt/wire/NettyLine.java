package io.github.camelaliyun.mqtt.wire;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.ssl.SslHandler;
import io.netty.resolver.NoopAddressResolverGroup;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GenericFutureListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;

/**
 * A line over a channel of Netty. All that happens to it happens on one event loop, which tells the listener; other threads
 * only leave there what they want. Whatever is thrown ends the line, and only the line.
 */
final class NettyLine implements Line, PacketFramer.Receiver {

    private static final Logger LOG = LoggerFactory.getLogger(NettyLine.class);

    /** What leaves together. It is also what a WebSocket server takes in one frame by default (netty-codec-http). */
    static final int BATCH_BYTES = 65_536;

    /** So much is with the network before the rest waits, where it is known not to have left. */
    private static final WriteBufferWaterMark WITH_NETWORK = new WriteBufferWaterMark(BATCH_BYTES, 2 * BATCH_BYTES);

    private static final int REST_MILLIS = 1;
    /** So many packets of one look are worth a look. */
    private static final int MANY = 16;

    private final EventLoop loop;
    private final Executor workers;
    private final Questions<TlsSource, SSLContext> contexts;
    private final ForeignCalls foreign;
    private final ConnectTurns turns;
    private final Way way;
    private final LineOptions options;
    private final LineListener listener;
    private final Outbox outbox = new Outbox();
    private final PacketFramer framer;
    private final BatchWriter writer = new BatchWriter();

    /** Why the line has ended; null while it has not. */
    private final AtomicReference<Throwable> cause = new AtomicReference<>();

    /** Of the keys of TLS; null for none. */
    private volatile CompletableFuture<SSLContext> asked;
    /** To managers and verifiers of TLS; null for none. */
    private volatile ForeignCalls.OfLine calls;

    /** Kept by the event loop, for as long as the line lives. */
    private final GenericFutureListener<Future<Object>> threadEnds = ended -> threadEnded();

    /** An event loop may run what it has refused. */
    private final AtomicBoolean told = new AtomicBoolean();

    private volatile boolean open;
    private volatile boolean paused;

    /** What follows is for the event loop alone. */
    private LineChannel channel;

    /** Of the network connect; null before it. */
    private ConnectTurns.Turn turn;

    /** Parts of what is sent that are with the network and have not left. */
    private int parts;

    private boolean resting;
    /** Packets since all that had arrived was given. */
    private int received;
    /** The packets that the writer has, or has a rest of. */
    private List<Outbox.Entry> leaving = List.of();
    /** What has arrived is given although the reading pauses: the line ends. */
    private boolean givingRest;

    private boolean over;
    private boolean finished;

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
        this.contexts = contexts;
        this.foreign = foreign;
        this.turns = turns;
        this.way = way;
        this.options = options;
        this.listener = listener;
        this.framer = new PacketFramer(options.maxPacketSize(), this);
    }

    /** Returns at once. */
    void open() {
        try {
            loop.terminationFuture().addListener(threadEnds);
            ServerUri server = ServerUri.parse(way.serverUri());
            if (server.secure()) {
                TlsSource source = options.transport().tls();
                // Reads files, and runs code of others.
                asked = contexts.ask(source, source::create);
                asked.whenComplete((context, failure) -> prepare(server, context, failure));
            } else {
                onLoop(() -> connect(server, null));
            }
        } catch (Throwable e) {
            cut(e);
        }
    }

    private void prepare(ServerUri server, SSLContext context, Throwable failure) {
        try {
            if (failure == null) {
                calls = foreign.of(options.clientId(), way.serverUri());
                Tls tls = Tls.make(context, server, options, calls);
                onLoop(() -> connect(server, tls));
            } else {
                cut(failure);
            }
        } catch (Throwable e) {
            cut(e);
        }
    }

    private void connect(ServerUri server, Tls tls) {
        if (over) {
            return;
        }
        Objects.requireNonNull(way.address(), "an address that Wire.lookUp has found");
        InetSocketAddress first = new InetSocketAddress(
                way.address(), way.proxy() == null ? server.port() : way.proxy().port());
        turn = turns.of(loop, first, options.connectTimeout(), () -> guarded(() -> connectInTurn(server, tls, first)));
        turn.begin();
    }

    private void connectInTurn(ServerUri server, Tls tls, InetSocketAddress first) {
        boolean proxied = way.proxy() != null;
        Opening opening = new Opening(this, server, tls, options);
        ChannelFuture connecting = new Bootstrap()
                .group(loop)
                .channelFactory(LineChannel::new)
                // The name is for the proxy to look up; else the address is known.
                .resolver(NoopAddressResolverGroup.INSTANCE)
                .option(ChannelOption.ALLOCATOR, LineAllocator.INSTANCE)
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, WITH_NETWORK)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
                        Math.min(Integer.MAX_VALUE, options.connectTimeout().toMillis()))
                .handler(new ChannelInitializer<LineChannel>() {
                    @Override
                    protected void initChannel(LineChannel made) {
                        channel = made;
                        opening.prepare(made, proxied ? way.proxy().handler(first) : null, framer, writer);
                    }
                })
                .connect(proxied ? InetSocketAddress.createUnresolved(server.host(), server.port()) : first);
        connecting.addListener(done -> {
            if (done.isSuccess()) {
                guarded(() -> opening.begin(connecting.channel()));
            } else {
                // Told by a thread of all Netty's users where there was no descriptor.
                cut(proxied ? LineFailure.ofProxy(done.cause()) : LineFailure.of(done.cause()));
            }
        });
    }

    /** The handshakes are through. On the event loop. */
    void opened() {
        if (over) {
            return;
        }
        open = true;
        guarded(() -> listener.opened(this));
    }

    @Override
    public boolean send(Packet packet, Transmission transmission) {
        int size = Outbound.size(packet);
        if (!open) {
            return false;
        }
        Outbox.Entry entry = new Outbox.Entry(packet, size, transmission);
        if (transmission != null) {
            transmission.waits(entry);
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
        boolean any = false;
        while (!over && channel.isWritable()) {
            if (leaving.isEmpty()) {
                if (any && outbox.isEmpty()) {
                    // Who has the next packet ready goes first, and saves this thread a sleep and a start.
                    Thread.yield();
                }
                leaving = outbox.take(BATCH_BYTES);
                if (leaving.isEmpty()) {
                    finishOutputIfAllHasLeft();
                    return;
                }
            }
            any = true;
            try {
                writeOn();
            } catch (Throwable e) {
                end(e);
            }
        }
    }

    private void writeOn() throws Exception {
        if (!writer.hasRest()) {
            writer.encode(channel, leaving);
        }
        ChannelFuture handed = writer.handOn();
        List<Outbox.Entry> complete = writer.hasRest() ? List.of() : leaving;
        if (!writer.hasRest()) {
            leaving = List.of();
        }
        parts++;
        handed.addListener(done -> written(complete, done.isSuccess() ? null : done.cause()));
    }

    private void written(List<Outbox.Entry> batch, Throwable failure) {
        parts--;
        if (failure != null) {
            end(LineFailure.of(failure));
            return;
        }
        Throwable thrown = null;
        for (Outbox.Entry entry : batch) {
            // One who throws keeps the others from nothing.
            try {
                if (entry.transmission() != null) {
                    entry.transmission().left();
                }
            } catch (Throwable e) {
                thrown = thrown == null ? e : thrown;
            }
        }
        if (thrown != null) {
            end(thrown);
        } else if (!over) {
            guarded(listener::wrote);
            finishOutputIfAllHasLeft();
        }
    }

    /** The event loop ends the reading with the next bytes that arrive, which the framer keeps. */
    @Override
    public void pause() {
        paused = true;
    }

    @Override
    public void resume() {
        paused = false;
        try {
            onLoop(this::readOn);
        } catch (Throwable e) {
            cut(e);
        }
    }

    private void readOn() {
        ChannelHandlerContext framing =
                over || !open ? null : channel.pipeline().context(framer);
        if (framing != null) {
            framer.cut(framing);
            idle();
        }
        if (framing != null && !paused && !over && !resting) {
            channel.config().setAutoRead(true);
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

    private void finishOutputIfAllHasLeft() {
        if (over || finished || parts > 0 || !leaving.isEmpty() || !outbox.isFinished()) {
            return;
        }
        finished = true;
        WebSocketFrames frames = channel.pipeline().get(WebSocketFrames.class);
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        if (frames != null) {
            frames.close();
        } else if (tls == null) {
            channel.shutdownOutput();
        } else {
            tls.closeOutbound().addListener(said -> channel.shutdownOutput());
        }
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
    private void onLoop(Runnable task) {
        loop.execute(() -> guarded(task));
    }

    /** As {@link #cut}, on the event loop; packets that have arrived whole are given first, also in a pause. */
    void end(Throwable reason) {
        if (cause.compareAndSet(null, reason)) {
            outbox.close();
            try {
                giveRest();
            } finally {
                endNow();
            }
        }
    }

    /** They are all that was read in a pause and the read before: a server that has forgotten us will not send them again. */
    private void giveRest() {
        ChannelHandlerContext framing =
                !open || over ? null : channel.pipeline().context(framer);
        if (framing != null) {
            givingRest = true;
            framer.cut(framing);
            givingRest = false;
        }
    }

    private void endNow() {
        over = true;
        try {
            // It begins the next one's, which may throw.
            if (turn != null && loop.inEventLoop()) {
                turn.end();
            }
        } finally {
            close();
        }
    }

    private void close() {
        if (channel == null) {
            tellLater();
        } else {
            channel.closeFuture().addListener(closed -> tellLater());
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
            turns.forget(loop);
            if (channel != null) {
                channel.abandon();
            }
        } finally {
            tell();
        }
    }

    /** Not within another call of the listener. */
    private void tellLater() {
        try {
            loop.execute(this::tell);
        } catch (Throwable e) {
            tell();
        }
    }

    private void tell() {
        outbox.tellUnsent(this::complain);
        if (told.getAndSet(true)) {
            return;
        }
        loop.terminationFuture().removeListener(threadEnds);
        if (calls != null) {
            calls.end();
        }
        if (asked != null) {
            // An answer that comes later finds nothing of this line.
            asked.cancel(false);
        }
        try {
            listener.closed(cause.get());
        } catch (Throwable e) {
            complain(e);
        }
    }

    /** By a worker: the appender of a log is somebody else's code. */
    private void complain(Throwable failure) {
        try {
            workers.execute(
                    () -> LOG.warn("{}: the end of a connection was not processed", options.clientId(), failure));
        } catch (Throwable e) {
            // There is no other place to say it.
            return;
        }
    }

    private void guarded(Runnable told) {
        try {
            told.run();
        } catch (Throwable e) {
            end(LineFailure.of(e));
        }
    }

    @Override
    public boolean pauses() {
        return over || paused && !givingRest;
    }

    @Override
    public void received(Packet packet) {
        received++;
        listener.received(packet);
    }

    @Override
    public void failed(Throwable failure) {
        end(LineFailure.of(failure));
    }

    /** Bytes have arrived. */
    void arriving() {
        turn.end();
        if (paused) {
            channel.config().setAutoRead(false);
        }
    }

    /** Some of them are MQTT's. */
    void heard() {
        if (!over && open) {
            guarded(listener::heard);
        }
    }

    /** All that has arrived has been given to the framer. */
    void idle() {
        boolean few = received < MANY;
        received = 0;
        if (!over && open && !paused) {
            guarded(() -> {
                if (listener.idle() && few) {
                    rest();
                }
            });
        }
    }

    /**
     * A broker writes each PUBACK by itself: to wake up for every one costs more than all else about a publish. So where many
     * are expected and few have come, they come together before the next look.
     */
    private void rest() {
        if (!resting) {
            resting = true;
            channel.config().setAutoRead(false);
            loop.schedule(() -> guarded(this::restIsOver), REST_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void restIsOver() {
        resting = false;
        if (!paused && !over) {
            channel.config().setAutoRead(true);
        }
    }
}
