package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.credential.token.TokenAuthentication;
import io.github.camelaliyun.mqtt.service.Printable;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Whether the tokens of the present link are for what is used, and the wait for those that are. The lock of its keeper guards
 * the fields, and is not held while the keeper is called.
 */
final class TokenCover {

    private final ReentrantLock lock;
    private final Condition changed;
    private final ConnectionThreads threads;
    private final TokenAuthentication authentication;
    private final TokenPlan plan;
    private final TokenState state;
    private final TokenTrouble trouble;
    private final Runnable proceed;
    private long changes;
    private boolean closed;

    /** @param proceed has tokens fetched, if there is something to fetch */
    TokenCover(
            ReentrantLock lock,
            ConnectionThreads threads,
            TokenAuthentication authentication,
            TokenPlan plan,
            TokenState state,
            TokenTrouble trouble,
            Runnable proceed) {
        this.lock = lock;
        this.changed = lock.newCondition();
        this.threads = threads;
        this.authentication = authentication;
        this.plan = plan;
        this.state = state;
        this.trouble = trouble;
        this.proceed = proceed;
    }

    /** There are other tokens, or others are known not to come: who waits looks again. Under the lock. */
    void change() {
        changes++;
        changed.signalAll();
    }

    /** From now on everything is covered: nothing is sent any more. Under the lock. */
    void close() {
        closed = true;
        change();
    }

    /** Under the lock. */
    boolean isClosed() {
        return closed;
    }

    /** Whether this may be subscribed on the present link. */
    boolean covers(String filter) {
        lock.lock();
        try {
            return state.covers(filter);
        } finally {
            lock.unlock();
        }
    }

    /** Why there is no token for a topic or topic filter; null if there is one, or it may come yet. */
    String refusalOf(String topicOrFilter) {
        lock.lock();
        try {
            if (state.covers(topicOrFilter)) {
                return null;
            }
            String parent = ParentTopic.of(topicOrFilter);
            String refusal = plan.refusalOf(parent);
            String reason = trouble.reason();
            return refusal != null || reason == null || !state.isUp() ? refusal : TokenRefusals.lacking(parent, reason);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Whether a message may be published to this topic; if not, tokens for it are asked for. What was accepted without a link is
     * to be asked about again on the next one.
     *
     * @throws MqttConnectionException if there is no token for it, with the source's reason
     */
    boolean mayPublish(String topic) throws MqttConnectionException {
        try {
            authentication.requireConfigured(topic);
        } catch (IllegalArgumentException e) {
            throw new MqttConnectionException(Printable.of(e.getMessage(), Printable.SENTENCE));
        }
        Optional<String> refusal;
        lock.lock();
        try {
            refusal = plan.use(topic);
            if (closed || state.covers(topic)) {
                return true;
            }
            if (refusal.isEmpty() && !state.isUp()) {
                return true;
            }
        } finally {
            lock.unlock();
        }
        if (refusal.isPresent()) {
            throw refused(topic, refusal.get());
        }
        proceed.run();
        return false;
    }

    /**
     * Waits until a message may be published to this topic.
     *
     * @throws MqttConnectionException if there is no token for it, or the limit has passed
     */
    void await(String topic, Duration limit) throws MqttConnectionException, InterruptedException {
        long remaining = limit.toNanos();
        long began = threads.now();
        while (true) {
            long seen = changes();
            if (mayPublish(topic)) {
                return;
            }
            lock.lockInterruptibly();
            try {
                while (changes == seen) {
                    if (remaining <= 0) {
                        throw tooLate(topic, limit);
                    }
                    remaining = changed.awaitNanos(remaining);
                }
                Optional<String> refusal = plan.refusedSince(ParentTopic.of(topic), began);
                if (refusal.isPresent()) {
                    throw refused(topic, refusal.get());
                }
            } finally {
                lock.unlock();
            }
        }
    }

    private long changes() {
        lock.lock();
        try {
            return changes;
        } finally {
            lock.unlock();
        }
    }

    private MqttConnectionException tooLate(String topic, Duration limit) {
        String why = trouble.now(plan);
        return new MqttConnectionException("publish to " + Printable.of(topic) + " waited " + limit.toSeconds()
                + " s for a token that covers it" + (why == null ? "" : ": " + why));
    }

    private static MqttConnectionException refused(String topic, String reason) {
        return new MqttConnectionException("publish to " + Printable.of(topic) + ": " + reason);
    }
}
