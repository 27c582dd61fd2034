package io.github.camelaliyun.mqtt.wire;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Opens network connections to MQTT servers. Any thread may call, and no method waits. */
public interface Wire {

    /**
     * Finds how a server can be reached, which may take as long as the JVM's choice of proxies wants.
     *
     * @param serverUri {@code tcp://}, {@code ssl://}, {@code ws://} or {@code wss://} with host and port
     * @param options how the line will be opened; its transport chooses the proxies
     * @return one way for each proxy and for none, in the order in which they are tried, at least one; the caller's own, who
     *     cancels or completes it if he waits no more
     */
    default CompletableFuture<List<Way>> find(String serverUri, LineOptions options) {
        return CompletableFuture.completedFuture(List.of(new Way(serverUri, null, null)));
    }

    /**
     * Looks up the addresses of a way, which may take as long as the machine's resolver wants: when it is its turn, so that a
     * name that does not come keeps no other way from being tried.
     *
     * @param way one of those that {@link #find} has found
     * @return one way for each address, in the order of the resolver, at least one; fails with an
     *     {@link java.net.UnknownHostException}, say; the caller's own, as that of {@link #find}
     */
    default CompletableFuture<List<Way>> lookUp(Way way) {
        return CompletableFuture.completedFuture(List.of(way));
    }

    /**
     * Begins to open a line and returns at once. The listener is told {@link LineListener#onOpened} or
     * {@link LineListener#onClosed}; it may be told before this method returns.
     *
     * @param way one of those that {@link #lookUp} has found
     * @param options how to open the line
     * @param listener learns what happens on the line
     * @return the line, which is not open yet or may have ended already
     */
    Line open(Way way, LineOptions options, LineListener listener);
}
