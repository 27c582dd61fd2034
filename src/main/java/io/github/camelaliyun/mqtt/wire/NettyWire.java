package io.github.camelaliyun.mqtt.wire;

import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/** Opens lines by Netty, all on the same few threads. What may block, as a name lookup, is done by workers. */
public final class NettyWire implements Wire {

    private final EventLoops loops;
    private final Executor workers;
    private final NameLookup names;

    /** Whose proxies are asked for. */
    private record Question(ProxyChoice asked, String serverUri) {}

    /** As {@link NameLookup}: one that does not answer keeps one worker, however often it is asked. */
    private final Map<Question, CompletableFuture<List<ProxyServer>>> questions = new ConcurrentHashMap<>();

    /**
     * @param loops to be closed after the lines have ended
     * @param workers for name lookups, the keys of TLS and what else may block; must be able to grow, since one task may
     *     wait for long
     */
    public NettyWire(EventLoops loops, Executor workers) {
        this.loops = loops;
        this.workers = workers;
        this.names = new NameLookup(workers);
    }

    @Override
    public CompletableFuture<List<Way>> find(String serverUri, LineOptions options) {
        return choose(options.transport().proxies(), serverUri).thenCompose(proxies -> ways(serverUri, proxies));
    }

    private CompletableFuture<List<Way>> ways(String serverUri, List<ProxyServer> proxies) {
        List<CompletableFuture<List<Way>>> each = proxies.stream()
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

    private CompletableFuture<List<ProxyServer>> choose(ProxyChoice proxies, String serverUri) {
        Question question = new Question(proxies, serverUri);
        CompletableFuture<List<ProxyServer>> fresh = new CompletableFuture<>();
        CompletableFuture<List<ProxyServer>> asked = questions.putIfAbsent(question, fresh);
        if (asked != null) {
            return asked;
        }
        try {
            ServerUri.parse(serverUri);
            workers.execute(() -> answer(question, fresh));
        } catch (Throwable e) {
            questions.remove(question);
            fresh.completeExceptionally(e);
        }
        return fresh;
    }

    private void answer(Question question, CompletableFuture<List<ProxyServer>> result) {
        try {
            List<ProxyServer> chosen = question.asked.of(question.serverUri);
            questions.remove(question);
            result.complete(chosen);
        } catch (Throwable e) {
            questions.remove(question);
            result.completeExceptionally(e);
        }
    }

    private static List<Way> ways(String serverUri, List<InetAddress> addresses, ProxyServer proxy) {
        return addresses.stream()
                .map(address -> new Way(serverUri, address, proxy))
                .toList();
    }

    @Override
    public Line open(Way way, LineOptions options, LineListener listener) {
        NettyLine line = new NettyLine(loops.group().next(), workers, way, options, listener);
        line.open();
        return line;
    }
}
