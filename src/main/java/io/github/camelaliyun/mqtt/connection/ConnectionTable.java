package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.credential.CredentialProcessor;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Which connection there is for a (server, clientId), and what has to end before the next. Guarded by the lock of
 * {@link Connections}.
 */
final class ConnectionTable {

    private record Key(List<String> serverUris, String clientId) {}

    private final ConnectionThreads threads;
    private final Ticks ticks;
    private final ConnectionListener listener;
    private final Observation observation;
    private final Map<Key, SharedConnection> shared = new LinkedHashMap<>();
    /** The ends of connections that were not used any more and whose place may be wanted before they have ended. */
    private final Map<Key, CompletableFuture<Void>> ending = new HashMap<>();

    ConnectionTable(ConnectionThreads threads, ConnectionListener listener, ConnectionObserver observer) {
        this.threads = threads;
        this.ticks = new Ticks(threads);
        this.listener = listener;
        this.observation = new Observation(threads, observer);
    }

    /** Null if there is none. */
    SharedConnection at(ConnectionOptions options) {
        return shared.get(key(options));
    }

    /** The entry of this very connection; null if it has been closed, or another one has taken its place. */
    SharedConnection of(MqttConnection connection) {
        SharedConnection found = at(connection.options());
        return found != null && found.connection == connection ? found : null;
    }

    /**
     * The connection of these options, made if there is none.
     *
     * @throws IllegalArgumentException if it is used with other options
     */
    SharedConnection find(ConnectionOptions options, CredentialProcessor credentials) {
        Key key = key(options);
        SharedConnection found = shared.get(key);
        if (found == null) {
            return make(key, options, credentials, ending.getOrDefault(key, CompletableFuture.completedFuture(null)));
        }
        if (found.isOf(options, credentials)) {
            return found;
        }
        if (!found.isTaken()) {
            // Of a route that was there before it was edited, or that has not started.
            CompletableFuture<Void> end = found.end();
            hide(found);
            return make(key, options, credentials, end);
        }
        throw new IllegalArgumentException("two endpoints share the connection " + options
                + (found.connection.options().equals(options)
                        ? " but not its credentials: one clientId is one connection, so give both the same account, or one"
                                + " of them a clientId of its own"
                        : " but not its options: they differ in "
                                + String.join(", ", OptionDifferences.between(found.connection.options(), options))
                                + "; one clientId is one connection, so give both the same, best on the component, or"
                                + " give one of them a clientId of its own"));
    }

    private SharedConnection make(
            Key key, ConnectionOptions options, CredentialProcessor credentials, CompletableFuture<Void> free) {
        MqttConnection made = new MqttConnection(options, credentials, threads, ticks, listener);
        SharedConnection added = new SharedConnection(made, credentials, free);
        shared.put(key, added);
        return added;
    }

    /** Has the observer know of it. */
    void show(SharedConnection used) {
        if (!used.shown) {
            used.shown = true;
            observation.opened(used.connection);
        }
    }

    private void hide(SharedConnection ended) {
        if (ended.shown) {
            ended.shown = false;
            observation.closed(ended.connection);
        }
    }

    /** Takes a connection out and ends it; the next one waits for that, until {@link #forget}. */
    CompletableFuture<Void> end(SharedConnection last) {
        Key key = key(last.connection.options());
        shared.remove(key);
        CompletableFuture<Void> end = last.end();
        if (!end.isDone()) {
            ending.put(key, end);
        }
        hide(last);
        return end;
    }

    void forget(ConnectionOptions options, CompletableFuture<Void> end) {
        ending.remove(key(options), end);
    }

    Observation observation() {
        return observation;
    }

    /** Those that the observer is told of. */
    List<MqttConnection> shown() {
        return shared.values().stream()
                .filter(each -> each.shown)
                .map(each -> each.connection)
                .toList();
    }

    /** Takes all out, for the caller to close. */
    List<MqttConnection> clear() {
        List<MqttConnection> all =
                shared.values().stream().map(each -> each.connection).toList();
        shared.values().forEach(this::hide);
        shared.clear();
        return all;
    }

    private static Key key(ConnectionOptions options) {
        return new Key(options.serverUris(), options.clientId());
    }
}
