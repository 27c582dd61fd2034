package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.credential.CredentialProcessor;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One connection per (server, clientId), for as long as somebody uses it and a few seconds more: a route that is
 * reloaded finds its connection still there.
 */
public final class Connections {

    private record Key(List<String> serverUris, String clientId) {}

    private static final class Shared {
        private final MqttConnection connection;
        private final CredentialProcessor credentials;
        private int users;
        /** Which of the times without a user it is; a grace that began in an earlier one does not count. */
        private int idleTimes;

        Shared(MqttConnection connection, CredentialProcessor credentials) {
            this.connection = connection;
            this.credentials = credentials;
        }
    }

    private final ConnectionThreads threads;
    private final ConnectionListener listener;
    private final ConnectionObserver observer;

    /** Guards {@link #shared}. */
    private final ReentrantLock lock = new ReentrantLock();

    private final Map<Key, Shared> shared = new HashMap<>();

    /**
     * @param listener learns what happens to each of the connections
     * @param observer learns which there are
     */
    public Connections(ConnectionThreads threads, ConnectionListener listener, ConnectionObserver observer) {
        this.threads = threads;
        this.listener = listener;
        this.observer = observer;
    }

    /**
     * The connection of these options, opened if it is new; give it back with {@link #release}.
     *
     * @param topics the topics or topic filters that it will be used for
     * @throws IllegalArgumentException if it exists with other options: both users cannot have their way
     */
    public MqttConnection acquire(
            ConnectionOptions options, CredentialProcessor credentials, Collection<String> topics) {
        lock.lock();
        try {
            Key key = new Key(options.serverUris(), options.clientId());
            Shared found = shared.computeIfAbsent(key, k -> make(options, credentials));
            if (!found.connection.options().equals(options)) {
                throw new IllegalArgumentException("two endpoints share the connection " + options
                        + " but not its options: one clientId is one connection, so give both the same cleanSession,"
                        + " keepAliveInterval, maxInflight, connectionTimeout and TLS options, best on the component,"
                        + " or give one of them a clientId of its own");
            }
            if (!Objects.equals(found.credentials, credentials)) {
                throw new IllegalArgumentException("two endpoints share the connection " + options
                        + " but not its credentials: one clientId is one connection, so give both the same account, or"
                        + " one of them a clientId of its own");
            }
            topics.forEach(found.connection::use);
            found.users++;
            found.connection.open();
            return found.connection;
        } finally {
            lock.unlock();
        }
    }

    private Shared make(ConnectionOptions options, CredentialProcessor credentials) {
        MqttConnection made = new MqttConnection(options, credentials, threads, listener);
        observer.opened(made);
        return new Shared(made, credentials);
    }

    /** Gives a connection back; the last one to do so lets it end after a pause. */
    public void release(MqttConnection connection) {
        lock.lock();
        try {
            Key key = key(connection);
            Shared found = shared.get(key);
            if (found != null && found.connection == connection && --found.users == 0) {
                int idleTime = ++found.idleTimes;
                threads.timer()
                        .schedule(
                                () -> threads.workers().execute(() -> closeIfUnused(key, idleTime)),
                                MqttConnection.LINGER.toMillis(),
                                TimeUnit.MILLISECONDS);
            }
        } finally {
            lock.unlock();
        }
    }

    /** The connections there are at this moment. */
    public List<MqttConnection> all() {
        lock.lock();
        try {
            return shared.values().stream().map(s -> s.connection).toList();
        } finally {
            lock.unlock();
        }
    }

    /** Closes every connection, whoever uses it; waits a bounded time. */
    public void closeAll() {
        List<MqttConnection> last;
        lock.lock();
        try {
            last = all();
            shared.clear();
            last.forEach(observer::closed);
        } finally {
            lock.unlock();
        }
        // At once: each may wait for the network.
        CompletableFuture.allOf(last.stream()
                        .map(connection -> CompletableFuture.runAsync(connection::close, threads.workers()))
                        .toArray(CompletableFuture[]::new))
                .join();
    }

    private void closeIfUnused(Key key, int idleTime) {
        MqttConnection unused;
        lock.lock();
        try {
            Shared found = shared.get(key);
            if (found == null || found.users > 0 || found.idleTimes != idleTime) {
                return;
            }
            shared.remove(key);
            unused = found.connection;
            observer.closed(unused);
        } finally {
            lock.unlock();
        }
        unused.close();
    }

    private static Key key(MqttConnection connection) {
        return new Key(connection.options().serverUris(), connection.options().clientId());
    }
}
