package io.github.camelaliyun.mqtt.wire;

import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLContext;

/** Opens lines by Netty, all on the same few threads. What may block, as a name lookup, is done by workers. */
public final class NettyWire implements Wire {

    /** Connects to one address that are under way: less than a server's backlog of connections takes, 50 for Java's. */
    private static final int CONNECTS_AT_ONCE = 48;

    private final EventLoops loops;
    private final Executor workers;
    private final NameLookup names;

    private final Questions<ProxyQuestion, List<Way>> proxies;
    private final Questions<TlsSource, SSLContext> contexts;
    private final ForeignCalls foreign;
    private final ConnectTurns turns;

    private record ProxyQuestion(ProxyChoice asked, String serverUri) {}

    /**
     * Opens lines on these threads.
     *
     * @param loops to be closed after the lines have ended
     * @param workers for name lookups, the keys of TLS and what else may block; must be able to grow, since one task may
     *     wait for long
     */
    public NettyWire(EventLoops loops, Executor workers) {
        this(loops, workers, new NameLookup(workers), new ConnectTurns(CONNECTS_AT_ONCE / loops.count()));
    }

    NettyWire(EventLoops loops, Executor workers, NameLookup names, ConnectTurns turns) {
        this.loops = loops;
        this.workers = workers;
        this.names = names;
        this.proxies = new Questions<>(workers);
        this.contexts = new Questions<>(workers);
        this.foreign = new ForeignCalls(workers);
        this.turns = turns;
    }

    @Override
    public CompletableFuture<List<Way>> find(String serverUri, LineOptions options) {
        try {
            ServerUri.parse(serverUri);
        } catch (IllegalArgumentException e) {
            return CompletableFuture.failedFuture(e);
        }
        ProxyChoice choice = options.transport().proxies();
        return proxies.ask(
                new ProxyQuestion(choice, serverUri),
                () -> choice.of(serverUri).stream()
                        .map(proxy -> new Way(serverUri, null, proxy))
                        .toList());
    }

    @Override
    public CompletableFuture<List<Way>> lookUp(Way way) {
        ProxyServer proxy = way.proxy();
        CompletableFuture<List<InetAddress>> asked =
                names.find(proxy == null ? ServerUri.parse(way.serverUri()).host() : proxy.host());
        CompletableFuture<List<Way>> found = asked.exceptionallyCompose(failure ->
                        CompletableFuture.failedFuture(proxy == null ? failure : LineFailure.ofProxy(failure)))
                .thenApply(addresses -> addresses.stream()
                        .map(address -> new Way(way.serverUri(), address, proxy))
                        .toList());
        // Who waits no more for the one is not to be kept by the other.
        found.whenComplete((ways, failure) -> asked.cancel(false));
        return found;
    }

    @Override
    public Line open(Way way, LineOptions options, LineListener listener) {
        NettyLine line = new NettyLine(loops.next(), workers, contexts, foreign, turns, way, options, listener);
        line.open();
        return line;
    }
}
