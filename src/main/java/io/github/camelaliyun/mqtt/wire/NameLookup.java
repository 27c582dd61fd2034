package io.github.camelaliyun.mqtt.wire;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/**
 * Looks up host names with the JVM's resolver, which blocks and cannot be interrupted. Who asks for a name that is being
 * looked up gets the same answer: however many lines wait for a resolver that does not answer, a name keeps one worker.
 */
final class NameLookup {

    /** Asks the system. */
    interface Resolver {
        InetAddress[] find(String host) throws UnknownHostException;
    }

    private final Executor workers;
    private final Resolver resolver;
    private final Map<String, CompletableFuture<List<InetAddress>>> underWay = new ConcurrentHashMap<>();

    NameLookup(Executor workers) {
        this(workers, InetAddress::getAllByName);
    }

    NameLookup(Executor workers, Resolver resolver) {
        this.workers = workers;
        this.resolver = resolver;
    }

    /** All addresses, in the resolver's order; fails with an {@link java.net.UnknownHostException}. */
    CompletableFuture<List<InetAddress>> find(String host) {
        CompletableFuture<List<InetAddress>> fresh = new CompletableFuture<>();
        CompletableFuture<List<InetAddress>> asked = underWay.putIfAbsent(host, fresh);
        if (asked != null) {
            return asked;
        }
        try {
            workers.execute(() -> lookUp(host, fresh));
        } catch (Throwable e) {
            underWay.remove(host);
            fresh.completeExceptionally(e);
        }
        return fresh;
    }

    private void lookUp(String host, CompletableFuture<List<InetAddress>> result) {
        try {
            List<InetAddress> found = List.of(resolver.find(host));
            underWay.remove(host);
            result.complete(found);
        } catch (UnknownHostException e) {
            // The JDK's own words are those of the resolver, and differ from system to system.
            underWay.remove(host);
            result.completeExceptionally(new UnknownHostException(host));
        } catch (Throwable e) {
            underWay.remove(host);
            result.completeExceptionally(e);
        }
    }
}
