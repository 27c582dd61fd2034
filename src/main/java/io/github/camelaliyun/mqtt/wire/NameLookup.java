package io.github.camelaliyun.mqtt.wire;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** Looks up host names with the JVM's resolver, which blocks and cannot be interrupted. */
final class NameLookup {

    /** Asks the system. */
    interface Resolver {
        InetAddress[] find(String host) throws UnknownHostException;
    }

    private final Questions<String, List<InetAddress>> hosts;
    private final Resolver resolver;

    NameLookup(Executor workers) {
        this(workers, InetAddress::getAllByName);
    }

    NameLookup(Executor workers, Resolver resolver) {
        this.hosts = new Questions<>(workers);
        this.resolver = resolver;
    }

    /** All addresses, in the resolver's order; fails with an {@link java.net.UnknownHostException}. */
    CompletableFuture<List<InetAddress>> find(String host) {
        return hosts.ask(host, () -> lookUp(host));
    }

    private List<InetAddress> lookUp(String host) throws UnknownHostException {
        try {
            return List.of(resolver.find(host));
        } catch (UnknownHostException e) {
            // The JDK's own words are those of the resolver, and differ from system to system.
            throw new UnknownHostException(host);
        }
    }
}
