package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.credential.token.TokenSet;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Which tokens a connection has, which of them the service knows of on the present link, and which parent topics they have
 * to cover. It remembers and answers; it fetches and sends nothing. Any thread may call; only {@link #awaitCover} waits.
 */
final class TokenState {

    private final boolean fixedResources;

    /** Guards all that follows. */
    private final ReentrantLock lock = new ReentrantLock();

    /** Of {@link #active}. */
    private final Condition changed = lock.newCondition();

    private final Set<String> parents = new TreeSet<>();
    /** The latest; null if they are of no use any more. */
    private TokenSet held;
    /** What the present link, or the attempt to make it, has been given. */
    private TokenSet presented;
    /** What the service checks packets against on the present link; null while there is none. */
    private TokenSet active;

    private boolean closed;

    /** @param fixedResources whether tokens are for configured topics, whatever is used */
    TokenState(boolean fixedResources) {
        this.fixedResources = fixedResources;
    }

    /** Notes what is used; false if the tokens of the present link do not cover it. */
    boolean use(String topicOrFilter) {
        lock.lock();
        try {
            if (!fixedResources) {
                parents.add(Topics.levels(topicOrFilter).get(0));
            }
            return active == null || active.covers(topicOrFilter);
        } finally {
            lock.unlock();
        }
    }

    /** The parent topics that are used. */
    Set<String> parents() {
        lock.lock();
        try {
            return new TreeSet<>(parents);
        } finally {
            lock.unlock();
        }
    }

    /** Whether the tokens of the present link are for this. */
    boolean covers(String filter) {
        lock.lock();
        try {
            return active != null && active.covers(filter);
        } finally {
            lock.unlock();
        }
    }

    /** Waits until {@link #covers} holds, or there is no link; false at the limit. */
    boolean awaitCover(String topic, Duration limit) throws InterruptedException {
        long remaining = limit.toNanos();
        lock.lock();
        try {
            while (!closed && active != null && !active.covers(topic)) {
                if (remaining <= 0) {
                    return false;
                }
                remaining = changed.awaitNanos(remaining);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    void hold(TokenSet fresh) {
        lock.lock();
        try {
            held = fresh;
        } finally {
            lock.unlock();
        }
    }

    /** The tokens are of no use any more: the next connect needs others. */
    void discard() {
        lock.lock();
        try {
            held = null;
        } finally {
            lock.unlock();
        }
    }

    /** The latest tokens, if they are not due for renewal and cover all that is used; else null. */
    TokenSet presentFresh() {
        return present(true);
    }

    /** The latest tokens, if they live; else null. */
    TokenSet presentAlive() {
        return present(false);
    }

    private TokenSet present(boolean fresh) {
        lock.lock();
        try {
            Instant now = Instant.now();
            boolean usable = held != null
                    && now.isBefore(held.expiresAt())
                    && (!fresh || now.isBefore(held.renewAt()) && coversAll(held));
            presented = usable ? held : null;
            return presented;
        } finally {
            lock.unlock();
        }
    }

    /** The link is up, with what was presented; answers when to renew. */
    Instant linkUp() {
        return activate(true);
    }

    /** The latest tokens are in force on the present link; answers when to renew them. */
    Instant uploaded() {
        return activate(false);
    }

    private Instant activate(boolean onConnect) {
        lock.lock();
        try {
            active = onConnect ? presented : held;
            changed.signalAll();
            return active == null || !coversAll(active) ? Instant.now() : active.renewAt();
        } finally {
            lock.unlock();
        }
    }

    void linkDown() {
        lock.lock();
        try {
            active = null;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** How long the tokens live on; zero if there are none. */
    Duration left() {
        lock.lock();
        try {
            TokenSet present = active == null ? held : active;
            Duration left = present == null ? Duration.ZERO : present.left(Instant.now());
            return left.isNegative() ? Duration.ZERO : left;
        } finally {
            lock.unlock();
        }
    }

    private boolean coversAll(TokenSet set) {
        return fixedResources || parents.stream().allMatch(parent -> set.covers(parent + "/#"));
    }
}
