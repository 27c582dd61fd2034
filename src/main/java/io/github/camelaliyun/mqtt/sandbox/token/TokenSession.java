package io.github.camelaliyun.mqtt.sandbox.token;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One connection in token mode: watches the clock of the tokens it holds, warns before one ends, and ends itself with it.
 * Thread-safe.
 */
public final class TokenSession {

    /** Who talks to the client. Called by the executor's threads and by those that use a token. */
    public interface Listener {

        /**
         * A token is about to expire; called once for each.
         *
         * @param session one that holds it
         * @param token the one that expires
         */
        void onExpiring(TokenSession session, IssuedToken token);

        /**
         * The session is over; called once.
         *
         * @param session the one that is over
         * @param why what is wrong with its token
         */
        void onRejected(TokenSession session, TokenRejectedException why);
    }

    private final String clientId;
    private final HeldTokens held;
    private final ScheduledExecutorService executor;
    private final Listener listener;
    private final List<Future<?>> alarms = new ArrayList<>();
    /** Those whose end was announced: the service does it once. */
    private final Set<IssuedToken> announced = ConcurrentHashMap.newKeySet();

    private final AtomicBoolean over = new AtomicBoolean();

    TokenSession(String clientId, HeldTokens held, ScheduledExecutorService executor, Listener listener) {
        this.clientId = clientId;
        this.held = held;
        this.executor = executor;
        this.listener = listener;
        held.all().forEach(this::watch);
    }

    /** {@return the clientId of the connection} */
    public String clientId() {
        return clientId;
    }

    /** {@return whether it ended, with {@link Listener#onRejected} or because its connection is gone} */
    public boolean isOver() {
        return over.get();
    }

    /**
     * Lets the token take the place of the one of its type.
     *
     * @param token a valid one
     */
    public void replace(IssuedToken token) {
        held.put(token);
        watch(token);
    }

    /**
     * Checks that the client may publish.
     *
     * @param topic a topic name
     * @throws TokenRejectedException if no held token allows it, or one is no longer valid
     */
    public void requirePublish(String topic) throws TokenRejectedException {
        held.requirePublish(topic);
    }

    /**
     * Checks that the client may subscribe.
     *
     * @param filter a topic filter
     * @throws TokenRejectedException if no held token allows it, or one is no longer valid
     */
    public void requireSubscribe(String filter) throws TokenRejectedException {
        held.requireSubscribe(filter);
    }

    /**
     * Ends the session because of a token; the first reason counts.
     *
     * @param why what is wrong with the token
     */
    public void reject(TokenRejectedException why) {
        if (end()) {
            listener.onRejected(this, why);
        }
    }

    void close() {
        end();
    }

    /** What it holds now. */
    Collection<IssuedToken> tokens() {
        return held.all();
    }

    /** Ends it if it holds this token and the token is no longer valid; otherwise watches when it ends now. */
    void recheck(IssuedToken token) {
        if (held.has(token)) {
            token.fault(Instant.now())
                    .ifPresentOrElse(
                            fault -> reject(new TokenRejectedException(fault, token.type())), () -> watch(token));
        }
    }

    private boolean end() {
        if (over.getAndSet(true)) {
            return false;
        }
        synchronized (alarms) {
            alarms.forEach(alarm -> alarm.cancel(false));
            alarms.clear();
        }
        return true;
    }

    private void watch(IssuedToken token) {
        at(token.warnAt(), () -> {
            if (held.has(token) && !over.get() && announced.add(token)) {
                listener.onExpiring(this, token);
            }
        });
        at(token.expiresAt(), () -> recheck(token));
    }

    private void at(Instant when, Runnable what) {
        long millis = Math.max(0, Duration.between(Instant.now(), when).toMillis() + 1);
        synchronized (alarms) {
            alarms.removeIf(Future::isDone);
            if (!over.get()) {
                alarms.add(executor.schedule(what, millis, TimeUnit.MILLISECONDS));
            }
        }
    }
}
