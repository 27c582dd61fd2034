package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.credential.CredentialProcessor;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * One connection per (server, clientId), up for as long as somebody uses it and a few seconds more: a route that is
 * reloaded finds its connection still there. It is kept, without a network connection, while a subscriber is declared that is
 * stopped. One that is only announced keeps it too, yet gives way to whoever comes with other options. Any thread may call;
 * only {@link #closeAll} waits.
 */
public final class Connections {

    /** At least so long a connection stays up that nobody uses. */
    private static final Duration LINGER = Duration.ofSeconds(5);

    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(10);

    private final ConnectionThreads threads;

    /** Guards what follows. */
    private final ReentrantLock lock = new ReentrantLock();

    private final ConnectionTable table;

    /**
     * Has no connection yet.
     *
     * @param threads what all connections share; the caller ends them, after {@link #closeAll}
     * @param listener learns what happens to each of the connections
     * @param observer learns which there are; whoever acquires, releases or ends one does not wait for it
     */
    public Connections(ConnectionThreads threads, ConnectionListener listener, ConnectionObserver observer) {
        this.threads = threads;
        this.table = new ConnectionTable(threads, listener, observer);
    }

    /**
     * {@return the connection of these options for a publisher, opened if it is not up; to be given back with {@link #release}}
     *
     * @param options where and how to connect
     * @param credentials asked at every connect; null to connect without
     * @param topics that will be published to
     * @throws IllegalArgumentException if it is used with other options, or a topic cannot have a token
     */
    public MqttConnection acquire(
            ConnectionOptions options, CredentialProcessor credentials, Collection<String> topics) {
        return locked(() -> {
            SharedConnection found = find(options, credentials, connection -> connection.use(topics));
            table.show(found);
            activate(found);
            return found.connection;
        });
    }

    /** The connection of these options after an action on it, which may refuse. */
    private SharedConnection find(
            ConnectionOptions options, CredentialProcessor credentials, Consumer<MqttConnection> action) {
        SharedConnection found = table.find(options, credentials);
        try {
            action.accept(found.connection);
        } catch (RuntimeException e) {
            idleIfUnused(found);
            throw e;
        }
        return found;
    }

    /**
     * Makes a subscriber known that is to be declared later: in a persistent session its messages wait for it. To be given
     * back with {@link #remove}. Changes nothing for anybody else.
     *
     * @param options where and how to connect
     * @param credentials asked at every connect; null to connect without
     * @param subscriber to be announced
     * @return empty if the connection is used with other options
     */
    public Optional<MqttConnection> announce(
            ConnectionOptions options, CredentialProcessor credentials, Subscriber subscriber) {
        return locked(() -> {
            SharedConnection there = table.at(options);
            if (there != null && (there.isTaken() || !there.announced.isEmpty()) && !there.isOf(options, credentials)) {
                return Optional.empty();
            }
            SharedConnection found = find(options, credentials, connection -> connection.announce(subscriber));
            found.announced.add(subscriber);
            return Optional.of(found.connection);
        });
    }

    /**
     * {@return the connection of these options, with a subscriber declared on it that may have been announced before; to be
     * given back with {@link #remove}} It is not opened by that.
     *
     * @param options where and how to connect
     * @param credentials asked at every connect; null to connect without
     * @param subscriber to be declared
     * @throws IllegalArgumentException if it is used with other options, the server would not take so many topic
     *     filters from one client, or there cannot be a token for one
     */
    public MqttConnection declare(ConnectionOptions options, CredentialProcessor credentials, Subscriber subscriber) {
        return locked(() -> {
            SharedConnection found = find(options, credentials, connection -> connection.declare(subscriber));
            found.announced.remove(subscriber);
            found.declared++;
            table.show(found);
            return found.connection;
        });
    }

    /**
     * A declared subscriber starts; to be followed by {@link #deactivate}.
     *
     * @param connection that of {@link #declare}
     */
    public void activate(MqttConnection connection) {
        with(connection, this::activate);
    }

    private void activate(SharedConnection used) {
        used.users++;
        if (used.free.isDone()) {
            used.connection.open();
        } else {
            // Off the thread of the line that ends.
            used.free.thenRun(() -> threads.work(() -> openIfUsed(used)));
        }
    }

    private void openIfUsed(SharedConnection used) {
        lock.lock();
        try {
            if (used.isUsed()) {
                used.connection.open();
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * A subscriber has stopped.
     *
     * @param connection that of {@link #declare}
     * @param subscriber the connection stays up until what it has begun has ended
     */
    public void deactivate(MqttConnection connection, Subscriber subscriber) {
        boolean known = with(connection, found -> {
            found.users--;
            found.finishing++;
        });
        if (known) {
            connection.whenIdle(subscriber, () -> finished(connection));
        }
    }

    private void finished(MqttConnection connection) {
        with(connection, found -> {
            found.finishing--;
            idleIfUnused(found);
        });
    }

    /**
     * A declared or announced subscriber has gone for good.
     *
     * @param connection that of {@link #declare} or {@link #announce}
     * @param subscriber must have stopped, if it was started
     */
    public void remove(MqttConnection connection, Subscriber subscriber) {
        connection.remove(subscriber);
        with(connection, found -> {
            if (!found.announced.remove(subscriber)) {
                found.declared--;
            }
            idleIfUnused(found);
        });
    }

    /**
     * A publisher gives a connection back; the last user to do so lets it end after a pause.
     *
     * @param connection that of {@link #acquire}
     * @param topics those that were given to {@link #acquire}
     */
    public void release(MqttConnection connection, Collection<String> topics) {
        topics.forEach(connection::withdraw);
        with(connection, found -> {
            found.users--;
            idleIfUnused(found);
        });
    }

    /** Does something with the entry of a connection, under the lock; false, and nothing done, if it has none any more. */
    private boolean with(MqttConnection connection, Consumer<SharedConnection> action) {
        return locked(() -> {
            SharedConnection found = table.of(connection);
            if (found != null) {
                action.accept(found);
            }
            return found != null;
        });
    }

    private <T> T locked(Supplier<T> action) {
        lock.lock();
        try {
            return action.get();
        } finally {
            lock.unlock();
        }
    }

    private void idleIfUnused(SharedConnection found) {
        if (found.isUsed()) {
            return;
        }
        int idleTime = ++found.idleTimes;
        Duration grace = found.connection.options().inbound().unclaimedGrace();
        threads.after(grace.compareTo(LINGER) > 0 ? grace : LINGER, () -> endIfUnused(found, idleTime));
    }

    private void endIfUnused(SharedConnection found, int idleTime) {
        lock.lock();
        try {
            if (table.of(found.connection) != found || found.isUsed() || found.idleTimes != idleTime) {
                return;
            }
            if (found.declared > 0 || !found.announced.isEmpty()) {
                found.connection.rest();
                return;
            }
            CompletableFuture<Void> end = table.end(found);
            if (!end.isDone()) {
                ConnectionOptions options = found.connection.options();
                end.thenRun(() -> threads.work(() -> forget(options, end)));
            }
        } finally {
            lock.unlock();
        }
    }

    private void forget(ConnectionOptions options, CompletableFuture<Void> end) {
        lock.lock();
        try {
            table.forget(options, end);
        } finally {
            lock.unlock();
        }
    }

    /** {@return the connections that there are at this moment, without those of which subscribers were only announced} */
    public List<MqttConnection> all() {
        return locked(table::shown);
    }

    /** Has the observer look at the connections again: what it needs may not have been there before. Does not wait for it. */
    public void applicationStarted() {
        table.observation().applicationStarted();
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

    /**
     * Begins to close every connection, whoever uses it.
     *
     * @return done when nothing is left of them and listener and observer have been told
     */
    public CompletableFuture<Void> closingAll() {
        List<MqttConnection> last = locked(table::clear);
        // At once: each may wait for the network.
        return CompletableFuture.allOf(Stream.concat(
                        Stream.of(table.observation().told()),
                        last.stream().map(connection -> connection.closing().thenCompose(ended -> connection.told())))
                .toArray(CompletableFuture[]::new));
    }
}
