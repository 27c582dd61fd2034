package io.github.camelaliyun.mqtt.wire;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Opens network connections to MQTT servers. Any thread may call, and no method waits. */
public interface Wire {

    /**
     * Looks up how a server can be reached, which may take as long as the machine's resolver wants.
     *
     * @param serverUri {@code tcp://}, {@code ssl://}, {@code ws://} or {@code wss://} with host and port
     * @return one way for each address, in the order of the resolver, at least one; fails with an
     *     {@link java.net.UnknownHostException}, say
     */
    default CompletableFuture<List<Way>> find(String serverUri, LineOptions options) {
        return CompletableFuture.completedFuture(List.of(new Way(serverUri, null, null)));
    }

    /**
     * Begins to open a line and returns at once. The listener is told {@link LineListener#opened} or
     * {@link LineListener#closed}; it may be told before this method returns.
     *
     * @param way one of those that {@link #find} has found
     */
    Line open(Way way, LineOptions options, LineListener listener);
}
