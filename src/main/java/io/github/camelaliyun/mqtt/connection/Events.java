package io.github.camelaliyun.mqtt.connection;

import java.util.concurrent.CompletableFuture;

/** Tells the listener of a connection what happens to it: a listener writes logs, and an appender may block or throw. */
final class Events {

    /** Beyond this a listener that does not come back hears of nothing more. */
    private static final int MOST_WAITING = 1_000;

    private final EventQueue<ConnectionEvent> queue;

    Events(ConnectionOptions connection, ConnectionThreads threads, ConnectionListener listener) {
        queue = new EventQueue<>(threads, MOST_WAITING, event -> listener.onEvent(connection, event));
    }

    void tell(ConnectionEvent event) {
        queue.tell(event);
    }

    /** Done when all that was to be told by now has been told. */
    CompletableFuture<Void> told() {
        return queue.told();
    }
}
