package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.credential.Credentials;
import io.github.camelaliyun.mqtt.credential.token.TokenAuthentication;
import io.github.camelaliyun.mqtt.credential.token.TokenException;
import io.github.camelaliyun.mqtt.credential.token.TokenSet;
import io.github.camelaliyun.mqtt.wire.Packet;

import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Sees to it that a connection always has the tokens it needs: fetches them before it connects, renews them while it is
 * up, and fetches wider ones when a route or a message uses another parent topic. The service's notice of expiry is not
 * guaranteed, so the time of renewal is this side's own; while the source fails the connection lives on with the tokens
 * that it has. {@link TokenPlan} says what to ask for, {@link TokenFetch} asks, {@link TokenSupply} knows when that is
 * allowed, {@link TokenState} what there is, {@link TokenUploads} gives it to the service; this drives them.
 *
 * <p>Any thread may call. {@link #present} blocks as long as the token source does, {@link #awaitCover} as long as its
 * limit, the rest returns at once. The lock is never held while the source or the connection is called.
 */
final class TokenKeeper implements Tokens {

    private final TokenAuthentication authentication;
    private final ConnectionThreads threads;
    private final TokenHost links;

    /** Guards all that follows. */
    private final ReentrantLock lock = new ReentrantLock();

    private final TokenPlan plan;
    private final TokenSupply supply;
    private final TokenState state;
    private final TokenTrouble trouble;
    private final TokenCover cover;
    private final WakeUp wakeUp;
    private final TokenFetch fetch;
    private final TokenSchedule schedule;
    private final TokenUploads uploads;
    private final TokenNoticeHandler notices;
    private long presents;
    /** A connect waits for tokens. */
    private boolean needed;

    /** @param packetIds the session's */
    TokenKeeper(
            TokenAuthentication authentication,
            String clientId,
            ConnectionThreads threads,
            PacketIds packetIds,
            TokenHost links) {
        this.authentication = authentication;
        this.threads = threads;
        this.links = links;
        this.plan = new TokenPlan(authentication.hasFixedResources(), threads::now, threads.random());
        this.supply = new TokenSupply(authentication, clientId, threads);
        this.state = new TokenState(threads.clock());
        this.trouble = new TokenTrouble(supply, state);
        this.cover = new TokenCover(lock, threads, authentication, plan, state, trouble, this::proceed);
        this.wakeUp = new WakeUp(threads, this::wake);
        this.fetch = new TokenFetch(lock, threads, plan, supply, state, trouble, cover, wakeUp, links, this::proceed);
        this.schedule = new TokenSchedule(plan, supply, state, fetch);
        this.uploads = new TokenUploads(lock, threads, packetIds, state, cover, links, this::proceed);
        this.notices = new TokenNoticeHandler(lock, threads, state, uploads, links, this::proceed);
    }

    /**
     * Notes what a route uses, topics or topic filters, each until {@link #withdraw}; declarations count. If the present
     * tokens do not cover them, others are fetched.
     *
     * @throws IllegalArgumentException if the configured resources do not cover one of them, or there cannot be a token
     *     for it; nothing is noted then, of the others neither
     */
    @Override
    public void declare(Collection<String> topicsOrFilters) {
        topicsOrFilters.forEach(authentication::requireConfigured);
        run(() -> plan.declare(topicsOrFilters));
        proceed();
    }

    @Override
    public void withdraw(String topicOrFilter) {
        run(() -> plan.withdraw(topicOrFilter));
        proceed();
    }

    @Override
    public String refusalOf(String topicOrFilter) {
        return cover.refusalOf(topicOrFilter);
    }

    @Override
    public boolean covers(String filter) {
        return cover.covers(filter);
    }

    @Override
    public boolean mayPublish(String topic) throws MqttConnectionException {
        return cover.mayPublish(topic);
    }

    @Override
    public void awaitCover(String topic, Duration limit) throws MqttConnectionException, InterruptedException {
        cover.await(topic, limit);
    }

    @Override
    public boolean takes(Packet.Publish publish) {
        Optional<TokenNotice> notice = TokenNotice.of(publish.topic(), publish.payload());
        notice.ifPresent(notices::onNotice);
        return notice.isPresent();
    }

    /**
     * The credentials for a connect: with the tokens that there are if these are fresh and for all that is used, else with
     * new ones if the source may be asked, else with the old ones as long as they live. If there are none at all they are
     * fetched in the background as soon as that is allowed.
     *
     * @throws TokenException if there are none at all, with the source's latest reason
     */
    @Override
    public Credentials present() throws TokenException {
        TokenAsk ask = null;
        long turn;
        lock.lock();
        try {
            turn = ++presents;
            TokenSet fresh = state.fresh();
            boolean enough = fresh != null && plan.isSatisfiedBy(fresh) && !plan.isWanting();
            if (!enough
                    && !cover.isClosed()
                    && !supply.isBusy()
                    && supply.pauseLeft().isZero()) {
                ask = fetch.begin().orElse(null);
                if (ask == null) {
                    trouble.latest(
                            "no topic is used yet that a token could be for: add a route, or set token.resources");
                }
            }
        } finally {
            lock.unlock();
        }
        if (ask != null) {
            fetch.now(ask);
        }
        TokenSet usable;
        String reason;
        lock.lock();
        try {
            usable = cover.isClosed() ? null : state.alive();
            needed = usable == null && !cover.isClosed();
            if (turn == presents) {
                state.present(usable);
            }
            reason = trouble.latest();
        } finally {
            lock.unlock();
        }
        if (usable == null) {
            proceed();
            throw new TokenException(reason);
        }
        if (ask != null) {
            // An upload may be due that found the source busy.
            proceed();
        }
        return authentication.credentialsFor(usable);
    }

    @Override
    public void linkUp() {
        run(() -> {
            notices.linkUp();
            uploads.linkUp();
            state.linkUp();
            cover.change();
            // Not here: the connection does not know of the link in all its parts yet.
            wakeUp.in(Duration.ZERO);
        });
    }

    @Override
    public void linkDown() {
        TokenUpload cancelled;
        lock.lock();
        try {
            state.linkDown();
            wakeUp.cancel();
            // The window's own hold ends with its link.
            cancelled = uploads.linkDown();
            cover.change();
        } finally {
            lock.unlock();
        }
        if (cancelled != null) {
            cancelled.cancel();
        }
        proceed();
    }

    /** The next connect gets fresh tokens. */
    @Override
    public void refused() {
        run(state::discardPresented);
    }

    /** Does what is to be done next, now or when it is time. Called whenever something has changed. */
    private void proceed() {
        Outlet link = links.connectedLink();
        TokenUpload started = null;
        TokenAsk ask = null;
        lock.lock();
        try {
            if (cover.isClosed() || uploads.isUnderWay() || supply.isBusy()) {
                return;
            }
            TokenSet toUpload = state.toUpload();
            if (toUpload != null && !uploads.pauseLeft().isZero()) {
                wakeUp.in(uploads.pauseLeft());
            } else if (toUpload != null && link != null) {
                started = uploads.prepare(link, toUpload);
            } else if (toUpload == null) {
                ask = askOrSleep();
            }
        } finally {
            lock.unlock();
        }
        if (started != null) {
            uploads.begin(started);
        } else if (ask != null) {
            fetch.onAWorker(ask);
        }
    }

    private TokenAsk askOrSleep() {
        Optional<Duration> due = schedule.next(needed);
        if (due.isEmpty()) {
            return null;
        }
        if (!due.get().isZero()) {
            wakeUp.in(due.get());
            return null;
        }
        return fetch.begin().orElse(null);
    }

    private void wake() {
        run(wakeUp::awake);
        proceed();
    }

    @Override
    public String invalidReason() {
        return locked(notices::invalidReason);
    }

    /** How long the tokens live on; zero if there are none. */
    @Override
    public Duration left() {
        return locked(state::left);
    }

    @Override
    public String trouble() {
        return locked(() -> trouble.now(plan));
    }

    private <T> T locked(Supplier<T> question) {
        lock.lock();
        try {
            return question.get();
        } finally {
            lock.unlock();
        }
    }

    /** Under the lock. */
    private void run(Runnable task) {
        locked(() -> {
            task.run();
            return null;
        });
    }

    @Override
    public void close() {
        run(() -> {
            wakeUp.close();
            cover.close();
        });
        uploads.close();
    }
}
