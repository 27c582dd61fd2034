package io.github.camelaliyun.mqtt.connection;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;

/** Waits for a link to be connected, and remembers what arrives by it. */
final class LinkOwner implements Link.Owner {

    final BlockingQueue<InboundMessage> arrived = new LinkedBlockingQueue<>();
    private final CompletableFuture<Link> connected;
    private final Runnable answered;

    LinkOwner(CompletableFuture<Link> connected, Runnable answered) {
        this.connected = connected;
        this.answered = answered;
    }

    @Override
    public void connected(Link link, boolean sessionPresent) {
        connected.complete(link);
    }

    @Override
    public void connectFailed(Link link, Throwable cause) {
        connected.completeExceptionally(cause);
    }

    @Override
    public void lost(Link link, Throwable cause) {
        // The tests end their links.
    }

    @Override
    public void arrived(InboundMessage message) {
        arrived.add(message);
    }

    @Override
    public void hasRoom(Link link, int left) {
        // No test here sends so much.
    }

    @Override
    public void answered() {
        answered.run();
    }
}
