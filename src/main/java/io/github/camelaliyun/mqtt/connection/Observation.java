package io.github.camelaliyun.mqtt.connection;

import java.util.concurrent.CompletableFuture;

/**
 * Tells the observer which connections there are, in order and under no lock: it asks JMX and the registries of meters, which
 * are somebody else's code. An observer that does not come back is told nothing more, and keeps nobody else. Any thread may
 * call.
 */
final class Observation {

    /** What an observer is told. */
    private sealed interface Told {
        record Opened(MqttConnection connection) implements Told {}

        record Closed(MqttConnection connection) implements Told {}

        record ApplicationStarted() implements Told {}
    }

    private final ConnectionObserver observer;
    /**
     * Has no limit of its own, for no event may be lost: at most two wait for each connection that the observer knows of or
     * that there is.
     */
    private final EventQueue<Told> queue;

    Observation(ConnectionThreads threads, ConnectionObserver observer) {
        this.observer = observer;
        this.queue = new EventQueue<>(threads, Integer.MAX_VALUE, this::tell);
    }

    private void tell(Told event) {
        if (event instanceof Told.Opened e) {
            observer.onOpened(e.connection());
        } else if (event instanceof Told.Closed e) {
            observer.onClosed(e.connection());
        } else {
            observer.onApplicationStarted();
        }
    }

    void opened(MqttConnection connection) {
        queue.tell(new Told.Opened(connection));
    }

    /** Of a connection that the observer has not been told of yet it hears nothing at all. */
    void closed(MqttConnection connection) {
        if (!queue.withdraw(new Told.Opened(connection))) {
            queue.tell(new Told.Closed(connection));
        }
    }

    void applicationStarted() {
        Told event = new Told.ApplicationStarted();
        queue.withdraw(event);
        queue.tell(event);
    }

    /** Done when the observer has been told all that has happened by now. */
    CompletableFuture<Void> told() {
        return queue.told();
    }
}
