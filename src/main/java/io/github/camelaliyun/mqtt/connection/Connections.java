package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.credential.CredentialProcessor;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One connection per (server, clientId), up for as long as somebody uses it and a few seconds more: a route that is
 * reloaded finds its connection still there. It is kept, without a network connection, while a subscriber is declared that is
 * stopped. One that is only announced keeps it too, yet gives way to whoever comes with other options. Any thread may call; only {@link #closeAll} waits.
 */
public final class Connections {

    /** At least so long a connection stays up that nobody uses. */
    private static final Duration LINGER = Duration.ofSeconds(5);

    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(10);

    private record Key(List<String> serverUris, String clientId) {}

    private static final class Shared {
        private final MqttConnection connection;
        private final CredentialProcessor credentials;
        /** Done when the network connection of its predecessor has ended. */
        private final CompletableFuture<Void> free;
        /** Started publishers and subscribers. */
        private int users;
        /** Those who have stopped while something of theirs goes on. */
        private int finishing;
        /** Subscribers, started or not. */
        private int declared;
        /** Subscribers that are known for their messages' sake alone. */
        private final Set<Subscriber> announced = new LinkedHashSet<>();
        /** Whether the observer knows of it. */
        private boolean shown;
        /** Which of the times without a user it is; a pause that began in an earlier one does not count. */
        private int idleTimes;

        Shared(MqttConnection connection, CredentialProcessor credentials, CompletableFuture<Void> free) {
            this.connection = connection;
            this.credentials = credentials;
            this.free = free;
        }
    }

    private final ConnectionThreads threads;
    private final Ticks ticks;
    private final ConnectionListener listener;
    private final ConnectionObserver observer;

    /** Guards what follows. */
    private final ReentrantLock lock = new ReentrantLock();

    private final Map<Key, Shared> shared = new LinkedHashMap<>();
    /** The ends of connections that were not used any more and whose place may be wanted before they have ended. */
    private final Map<Key, CompletableFuture<Void>> ending = new HashMap<>();

    /**
     * @param listener learns what happens to each of the connections
     * @param observer learns which there are
     */
    public Connections(ConnectionThreads threads, ConnectionListener listener, ConnectionObserver observer) {
        this.threads = threads;
        this.ticks = new Ticks(threads);
        this.listener = listener;
        this.observer = observer;
    }

    /**
     * The connection of these options for a publisher, opened if it is not up; to be given back with {@link #release}.
     *
     * @param topics that will be published to
     * @throws IllegalArgumentException if it is used with other options: both users cannot have their way
     */
    public MqttConnection acquire(
            ConnectionOptions options, CredentialProcessor credentials, Collection<String> topics) {
        lock.lock();
        try {
            Shared found = find(options, credentials);
            try {
                found.connection.use(topics);
            } catch (RuntimeException e) {
                idleIfUnused(found);
                throw e;
            }
            show(found);
            activate(found);
            return found.connection;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Makes a subscriber known that is to be declared later: in a persistent session its messages wait for it. To be given
     * back with {@link #remove}. Changes nothing for anybody else.
     *
     * @return empty if the connection is used with other options
     */
    public Optional<MqttConnection> announce(
            ConnectionOptions options, CredentialProcessor credentials, Subscriber subscriber) {
        lock.lock();
        try {
            Shared there = shared.get(key(options));
            if (there != null
                    && (isTaken(there) || !there.announced.isEmpty())
                    && !isSame(there, options, credentials)) {
                return Optional.empty();
            }
            Shared found = find(options, credentials);
            try {
                found.connection.announce(subscriber);
            } catch (RuntimeException e) {
                idleIfUnused(found);
                throw e;
            }
            found.announced.add(subscriber);
            return Optional.of(found.connection);
        } finally {
            lock.unlock();
        }
    }

    /**
     * The connection of these options, with a subscriber declared on it that may have been announced before; to be given back
     * with {@link #remove}. It is not opened by that.
     *
     * @throws IllegalArgumentException if it is used with other options: both users cannot have their way
     */
    public MqttConnection declare(ConnectionOptions options, CredentialProcessor credentials, Subscriber subscriber) {
        lock.lock();
        try {
            Shared found = find(options, credentials);
            try {
                found.connection.declare(subscriber);
            } catch (RuntimeException e) {
                idleIfUnused(found);
                throw e;
            }
            found.announced.remove(subscriber);
            found.declared++;
            show(found);
            return found.connection;
        } finally {
            lock.unlock();
        }
    }

    /** A declared subscriber starts; to be followed by {@link #deactivate}. */
    public void activate(MqttConnection connection) {
        lock.lock();
        try {
            Shared found = of(connection);
            if (found != null) {
                activate(found);
            }
        } finally {
            lock.unlock();
        }
    }

    private void activate(Shared used) {
        used.users++;
        if (used.free.isDone()) {
            used.connection.open();
        } else {
            // Off the thread of the line that ends.
            used.free.thenRun(() -> threads.work(() -> openIfUsed(used)));
        }
    }

    private void openIfUsed(Shared used) {
        lock.lock();
        try {
            if (isUsed(used)) {
                used.connection.open();
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * A subscriber has stopped.
     *
     * @param subscriber the connection stays up until what it has begun has ended
     */
    public void deactivate(MqttConnection connection, Subscriber subscriber) {
        lock.lock();
        try {
            Shared found = of(connection);
            if (found == null) {
                return;
            }
            found.users--;
            found.finishing++;
        } finally {
            lock.unlock();
        }
        connection.whenIdle(subscriber, () -> finished(connection));
    }

    private void finished(MqttConnection connection) {
        lock.lock();
        try {
            Shared found = of(connection);
            if (found != null) {
                found.finishing--;
                idleIfUnused(found);
            }
        } finally {
            lock.unlock();
        }
    }

    /** A declared or announced subscriber has gone for good. */
    public void remove(MqttConnection connection, Subscriber subscriber) {
        connection.remove(subscriber);
        lock.lock();
        try {
            Shared found = of(connection);
            if (found != null) {
                if (!found.announced.remove(subscriber)) {
                    found.declared--;
                }
                idleIfUnused(found);
            }
        } finally {
            lock.unlock();
        }
    }

    /** A publisher gives a connection back; the last user to do so lets it end after a pause. */
    public void release(MqttConnection connection, Collection<String> topics) {
        topics.forEach(connection::withdraw);
        lock.lock();
        try {
            Shared found = of(connection);
            if (found != null) {
                found.users--;
                idleIfUnused(found);
            }
        } finally {
            lock.unlock();
        }
    }

    private Shared find(ConnectionOptions options, CredentialProcessor credentials) {
        Key key = key(options);
        Shared found = shared.get(key);
        if (found == null) {
            return make(key, options, credentials, ending.getOrDefault(key, CompletableFuture.completedFuture(null)));
        }
        if (isSame(found, options, credentials)) {
            return found;
        }
        if (!isTaken(found)) {
            // Of a route that was there before it was edited, or that has not started.
            CompletableFuture<Void> end = end(found);
            hide(found);
            return make(key, options, credentials, end);
        }
        throw new IllegalArgumentException("two endpoints share the connection " + options
                + (found.connection.options().equals(options)
                        ? " but not its credentials: one clientId is one connection, so give both the same account, or one"
                                + " of them a clientId of its own"
                        : " but not its options: one clientId is one connection, so give both the same cleanSession,"
                                + " keepAliveInterval, maxInflight, connectionTimeout, maxPacketSize, maxHeldBytes,"
                                + " unclaimedGrace, unclaimed and TLS options, best on the component, or give one of them"
                                + " a clientId of its own"));
    }

    /** Ends a connection; done when nothing is left of it, nor of those before it. */
    private static CompletableFuture<Void> end(Shared last) {
        return CompletableFuture.allOf(last.free, last.connection.closing());
    }

    private static boolean isSame(Shared there, ConnectionOptions options, CredentialProcessor credentials) {
        return there.connection.options().equals(options) && Objects.equals(there.credentials, credentials);
    }

    /** Whether others have to take the options of a connection as they are. */
    private static boolean isTaken(Shared there) {
        return there.users > 0 || there.declared > 0;
    }

    private void show(Shared used) {
        if (!used.shown) {
            used.shown = true;
            threads.guarded(() -> observer.opened(used.connection));
        }
    }

    private void hide(Shared ended) {
        if (ended.shown) {
            ended.shown = false;
            threads.guarded(() -> observer.closed(ended.connection));
        }
    }

    private Shared make(
            Key key, ConnectionOptions options, CredentialProcessor credentials, CompletableFuture<Void> free) {
        MqttConnection made = new MqttConnection(options, credentials, threads, ticks, listener);
        Shared added = new Shared(made, credentials, free);
        shared.put(key, added);
        return added;
    }

    /** The entry of this very connection; null if it has been closed, or another one has taken its place. */
    private Shared of(MqttConnection connection) {
        Shared found = shared.get(key(connection));
        return found != null && found.connection == connection ? found : null;
    }

    private void idleIfUnused(Shared found) {
        if (isUsed(found)) {
            return;
        }
        int idleTime = ++found.idleTimes;
        Duration grace = found.connection.options().inbound().unclaimedGrace();
        threads.after(grace.compareTo(LINGER) > 0 ? grace : LINGER, () -> endIfUnused(found, idleTime));
    }

    private static boolean isUsed(Shared found) {
        return found.users > 0 || found.finishing > 0;
    }

    private void endIfUnused(Shared found, int idleTime) {
        lock.lock();
        try {
            if (of(found.connection) != found || isUsed(found) || found.idleTimes != idleTime) {
                return;
            }
            if (found.declared > 0 || !found.announced.isEmpty()) {
                found.connection.rest();
                return;
            }
            Key key = key(found.connection);
            shared.remove(key);
            CompletableFuture<Void> end = end(found);
            if (!end.isDone()) {
                ending.put(key, end);
                end.thenRun(() -> threads.work(() -> forget(key, end)));
            }
            hide(found);
        } finally {
            lock.unlock();
        }
    }

    private void forget(Key key, CompletableFuture<Void> end) {
        lock.lock();
        try {
            ending.remove(key, end);
        } finally {
            lock.unlock();
        }
    }

    /** The connections that are or were used, at this moment. */
    public List<MqttConnection> all() {
        lock.lock();
        try {
            return shared.values().stream()
                    .filter(s -> s.shown)
                    .map(s -> s.connection)
                    .toList();
        } finally {
            lock.unlock();
        }
    }

    /** Closes every connection, whoever uses it; waits a bounded time. */
    public void closeAll() {
        try {
            closingAll().get(LONGEST_CLOSE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            // What is left ends by itself; the caller has waited long enough.
            return;
        }
    }

    /** Begins to close every connection; done when nothing is left of them and the listener has been told. */
    public CompletableFuture<Void> closingAll() {
        List<MqttConnection> last;
        lock.lock();
        try {
            last = shared.values().stream().map(s -> s.connection).toList();
            shared.values().forEach(this::hide);
            shared.clear();
        } finally {
            lock.unlock();
        }
        // At once: each may wait for the network.
        return CompletableFuture.allOf(last.stream()
                .map(connection -> connection.closing().thenCompose(ended -> connection.told()))
                .toArray(CompletableFuture[]::new));
    }

    private static Key key(MqttConnection connection) {
        return key(connection.options());
    }

    private static Key key(ConnectionOptions options) {
        return new Key(options.serverUris(), options.clientId());
    }
}
