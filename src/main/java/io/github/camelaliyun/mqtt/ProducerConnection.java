package io.github.camelaliyun.mqtt;

import io.github.camelaliyun.mqtt.connection.Backoff;
import io.github.camelaliyun.mqtt.connection.MqttConnection;
import io.github.camelaliyun.mqtt.connection.MqttConnectionException;
import io.github.camelaliyun.mqtt.service.Causes;
import io.github.camelaliyun.mqtt.service.InvalidSettingException;
import io.github.camelaliyun.mqtt.service.Printable;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The connection of one producer, as long as that runs. Keys and TLS may come from a vault or a disk that hangs: they are asked for
 * once for all who wait, on a worker and without the lock, and after a failure not again for a while. Any thread may call.
 */
final class ProducerConnection {

    private static final int MOST_SHOWN = 512;

    private final AliyunMqttEndpoint endpoint;
    private volatile MqttConnection present;
    /** Held for moments only. Guards what follows, and the changes of the present one. */
    private final ReentrantLock lock = new ReentrantLock();

    private boolean running;
    /** Null unless it is being made. */
    private CompletableFuture<MqttConnection> making;
    /** The latest, with what is known of the next try; null after a success. */
    private Throwable failure;

    private Backoff backoff;
    private long nextTryNanos;

    ProducerConnection(AliyunMqttEndpoint endpoint) {
        this.endpoint = endpoint;
    }

    void start() {
        lock.lock();
        try {
            running = true;
            failure = null;
        } finally {
            lock.unlock();
        }
    }

    /** Gives the connection back. Who waits for one is told so. */
    void stop() {
        lock.lock();
        try {
            running = false;
            if (making != null) {
                making.completeExceptionally(stopped());
                making = null;
            }
            if (present != null) {
                endpoint.release(present, topics());
                present = null;
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * The connection, which is opened if it is not. Waits for its keys, no longer than a connect may take or a publish wait.
     *
     * @throws RejectedExecutionException if the producer is stopped
     */
    MqttConnection get() throws Exception {
        MqttConnection opened = present;
        return opened == null ? made() : opened;
    }

    private MqttConnection made() throws Exception {
        CompletableFuture<MqttConnection> result;
        lock.lock();
        try {
            if (!running) {
                throw stopped();
            }
            if (present != null) {
                return present;
            }
            if (making == null) {
                requireTime();
                making = new CompletableFuture<>();
                begin(making);
            }
            result = making;
        } finally {
            lock.unlock();
        }
        return await(result);
    }

    private void begin(CompletableFuture<MqttConnection> result) {
        try {
            endpoint.getComponent().runtime().work(() -> make(result));
        } catch (RuntimeException | Error e) {
            making = null;
            throw e;
        }
    }

    private void make(CompletableFuture<MqttConnection> result) {
        ConnectionInputs inputs;
        try {
            inputs = endpoint.connectionInputs();
        } catch (Throwable e) {
            end(result, () -> {
                remember(e);
                result.completeExceptionally(e);
            });
            return;
        }
        end(result, () -> open(result, inputs));
    }

    /** Nothing where the producer has stopped meanwhile. */
    private void end(CompletableFuture<MqttConnection> result, Runnable task) {
        lock.lock();
        try {
            if (making == result) {
                making = null;
                task.run();
            }
        } finally {
            lock.unlock();
        }
    }

    private void open(CompletableFuture<MqttConnection> result, ConnectionInputs inputs) {
        failure = null;
        backoff = null;
        try {
            present = endpoint.acquire(inputs, topics());
            result.complete(present);
        } catch (Throwable e) {
            result.completeExceptionally(e);
        }
    }

    /** Of what is not set nobody has been asked, and it may be set by now. */
    private void remember(Throwable e) {
        if (Causes.innermost(e) instanceof InvalidSettingException) {
            failure = null;
            return;
        }
        backoff = backoff == null ? new Backoff(ThreadLocalRandom.current()) : backoff;
        failure = e;
        nextTryNanos = System.nanoTime() + backoff.next().toNanos();
    }

    private void requireTime() throws Exception {
        if (failure != null && System.nanoTime() - nextTryNanos < 0) {
            throw thrown(failure);
        }
    }

    private MqttConnection await(CompletableFuture<MqttConnection> result) throws Exception {
        Duration limit = limit();
        try {
            return result.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw thrown(e.getCause());
        } catch (TimeoutException e) {
            throw new MqttConnectionException(
                    name() + " has no connection: its keys, certificates and other settings have not come within "
                            + limit.toSeconds() + " s; check the vault, function or disk that they come from");
        }
    }

    private Duration limit() {
        Duration publish = Duration.ofMillis(endpoint.getComponent().getPublishTimeout());
        Duration connect = ConnectionOptionsFactory.connectTimeout(endpoint.getConfiguration());
        return publish.compareTo(connect) < 0 ? connect : publish;
    }

    private static Exception thrown(Throwable e) {
        if (e instanceof Error error) {
            throw error;
        }
        return (Exception) e;
    }

    private RejectedExecutionException stopped() {
        return new RejectedExecutionException("the producer of " + name() + " is stopped");
    }

    private String name() {
        return Printable.of(endpoint.toString(), MOST_SHOWN);
    }

    private List<String> topics() {
        return List.of(endpoint.getTopic());
    }
}
