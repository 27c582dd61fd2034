package io.github.camelaliyun.mqtt.wire;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.resolver.NoopAddressResolverGroup;

import java.net.InetSocketAddress;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLContext;

/**
 * The way of a line to its network connection: what TLS is made of is asked for, the turn to connect is waited for, and the
 * channel is made. From there {@link Opening} goes on.
 */
final class NetworkConnect {

    /** So much is with the network before the rest waits, where it is known not to have left. */
    private static final WriteBufferWaterMark WITH_NETWORK =
            new WriteBufferWaterMark(NettyLine.BATCH_BYTES, 2 * NettyLine.BATCH_BYTES);

    private final NettyLine line;
    private final EventLoop loop;
    private final Questions<TlsSource, SSLContext> contexts;
    private final ForeignCalls foreign;
    private final ConnectTurns turns;
    private final Way way;
    private final LineOptions options;

    /** Of the keys of TLS; null for none. */
    private volatile CompletableFuture<SSLContext> asked;
    /** To managers and verifiers of TLS; null for none. */
    private volatile ForeignCalls.OfLine calls;

    /** Of the network connect; null before it. For the event loop alone. */
    private ConnectTurns.Turn turn;

    /**
     * @param contexts where to ask for what TLS is made of
     * @param foreign where its managers are asked
     */
    NetworkConnect(
            NettyLine line,
            EventLoop loop,
            Questions<TlsSource, SSLContext> contexts,
            ForeignCalls foreign,
            ConnectTurns turns,
            Way way,
            LineOptions options) {
        this.line = line;
        this.loop = loop;
        this.contexts = contexts;
        this.foreign = foreign;
        this.turns = turns;
        this.way = way;
        this.options = options;
    }

    /** Returns at once. */
    void begin() {
        ServerUri server = ServerUri.parse(way.serverUri());
        if (server.secure()) {
            TlsSource source = options.transport().tls();
            // Reads files, and runs code of others.
            asked = contexts.ask(source, source::create);
            Thread opener = Thread.currentThread();
            AtomicBoolean opening = new AtomicBoolean(true);
            asked.whenComplete((context, failure) -> {
                if (opening.get() && Thread.currentThread() == opener) {
                    // The keys were there at once; what the application makes of them may take its time all the same.
                    prepareOnWorker(server, context, failure);
                } else {
                    prepare(server, context, failure);
                }
            });
            opening.set(false);
        } else {
            line.onLoop(() -> connect(server, null));
        }
    }

    private void prepareOnWorker(ServerUri server, SSLContext context, Throwable failure) {
        try {
            foreign.of(options.clientId(), way.serverUri()).execute(() -> prepare(server, context, failure));
        } catch (Throwable e) {
            line.cut(e);
        }
    }

    private void prepare(ServerUri server, SSLContext context, Throwable failure) {
        try {
            if (failure == null) {
                calls = foreign.of(options.clientId(), way.serverUri());
                Tls tls = Tls.make(context, server, options, calls);
                line.onLoop(() -> connect(server, tls));
            } else {
                line.cut(failure);
            }
        } catch (Throwable e) {
            line.cut(e);
        }
    }

    private void connect(ServerUri server, Tls tls) {
        if (line.isOver()) {
            return;
        }
        Objects.requireNonNull(way.address(), "an address that Wire.lookUp has found");
        InetSocketAddress first = new InetSocketAddress(
                way.address(), way.proxy() == null ? server.port() : way.proxy().port());
        turn = turns.of(
                loop, first, options.connectTimeout(), () -> line.guarded(() -> connectInTurn(server, tls, first)));
        turn.begin();
    }

    private void connectInTurn(ServerUri server, Tls tls, InetSocketAddress first) {
        boolean proxied = way.proxy() != null;
        Opening opening = new Opening(line, server, tls, options);
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
                        line.made(made, opening, proxied ? way.proxy().handler(first) : null);
                    }
                })
                .connect(proxied ? InetSocketAddress.createUnresolved(server.host(), server.port()) : first);
        connecting.addListener(done -> {
            if (done.isSuccess()) {
                line.guarded(() -> opening.begin(connecting.channel()));
            } else {
                // Told by a thread of all Netty's users where there was no descriptor.
                line.cut(proxied ? LineFailure.ofProxy(done.cause()) : LineFailure.of(done.cause()));
            }
        });
    }

    /** The server has said something, or the line is over: the next one may connect, which may throw. On the event loop. */
    void endTurn() {
        if (turn != null) {
            turn.end();
        }
    }

    /** The event loop has ended: nobody on it waits for a turn any more. */
    void forgetTurns() {
        turns.forget(loop);
    }

    /** The line has ended. */
    void end() {
        if (calls != null) {
            calls.end();
        }
        if (asked != null) {
            // An answer that comes later finds nothing of this line.
            asked.cancel(false);
        }
    }
}
