package io.github.camelaliyun.mqtt.wire;

import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLContext;

/** Opens lines by Netty, all on the same few threads. What may block, as a name lookup, is done by workers. */
public final class NettyWire implements Wire {

    private final EventLoops loops;
    private final Executor workers;
    private final NameLookup names;

    private final Questions<ProxyQuestion, List<ProxyServer>> proxies;
    private final Questions<TlsSource, SSLContext> contexts;

    private record ProxyQuestion(ProxyChoice asked, String serverUri) {}

    /**
     * @param loops to be closed after the lines have ended
     * @param workers for name lookups, the keys of TLS and what else may block; must be able to grow, since one task may
     *     wait for long
     */
    public NettyWire(EventLoops loops, Executor workers) {
        this.loops = loops;
        this.workers = workers;
        this.names = new NameLookup(workers);
        this.proxies = new Questions<>(workers);
        this.contexts = new Questions<>(workers);
    }

    @Override
    public CompletableFuture<List<Way>> find(String serverUri, LineOptions options) {
        try {
            ServerUri.parse(serverUri);
        } catch (IllegalArgumentException e) {
            return CompletableFuture.failedFuture(e);
        }
        ProxyChoice choice = options.transport().proxies();
        return proxies.ask(new ProxyQuestion(choice, serverUri), () -> choice.of(serverUri))
                .thenCompose(chosen -> ways(serverUri, chosen));
    }

    private CompletableFuture<List<Way>> ways(String serverUri, List<ProxyServer> chosen) {
        List<CompletableFuture<List<Way>>> each = chosen.stream()
                .map(proxy -> addresses(serverUri, proxy).thenApply(addresses -> ways(serverUri, addresses, proxy)))
                .toList();
        return CompletableFuture.allOf(each.toArray(CompletableFuture[]::new)).handle((done, failure) -> {
            List<Way> ways = each.stream()
                    .filter(found -> !found.isCompletedExceptionally())
                    .flatMap(found -> found.join().stream())
                    .toList();
            // One whose name is not known keeps the others from nothing.
            return ways.isEmpty() ? each.get(0).join() : ways;
        });
    }

    private CompletableFuture<List<InetAddress>> addresses(String serverUri, ProxyServer proxy) {
        return proxy == null
                ? names.find(ServerUri.parse(serverUri).host())
                : names.find(proxy.host())
                        .exceptionallyCompose(failure -> CompletableFuture.failedFuture(LineFailure.ofProxy(failure)));
    }

    private static List<Way> ways(String serverUri, List<InetAddress> addresses, ProxyServer proxy) {
        return addresses.stream()
                .map(address -> new Way(serverUri, address, proxy))
                .toList();
    }

    @Override
    public Line open(Way way, LineOptions options, LineListener listener) {
        NettyLine line = new NettyLine(loops.group().next(), workers, contexts, way, options, listener);
        line.open();
        return line;
    }
}
