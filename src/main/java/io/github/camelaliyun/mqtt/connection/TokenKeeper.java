package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.connection.ConnectionEvent.TokenInvalid;
import io.github.camelaliyun.mqtt.connection.ConnectionEvent.TokenRenewed;
import io.github.camelaliyun.mqtt.connection.ConnectionEvent.TokenSourceFailing;
import io.github.camelaliyun.mqtt.connection.ConnectionEvent.TokenSourceWorking;
import io.github.camelaliyun.mqtt.connection.TokenPlan.Ask;
import io.github.camelaliyun.mqtt.credential.Credentials;
import io.github.camelaliyun.mqtt.credential.token.Token;
import io.github.camelaliyun.mqtt.credential.token.TokenAuthentication;
import io.github.camelaliyun.mqtt.credential.token.TokenException;
import io.github.camelaliyun.mqtt.credential.token.TokenSet;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Sees to it that a connection always has the tokens it needs: fetches them before it connects, renews them while it is
 * up, and fetches wider ones when a route or a message uses another parent topic. The service's notice of expiry is not
 * guaranteed, so the time of renewal is this side's own; while the source fails the connection lives on with the tokens
 * that it has. {@link TokenPlan} says what to ask for, {@link TokenSupply} when that is allowed, {@link TokenState} knows
 * what there is, {@link TokenUpload} gives it to the service; this drives them.
 *
 * <p>Any thread may call. {@link #present} blocks as long as the token source does, {@link #awaitCover} as long as its
 * limit, the rest returns at once. The lock is never held while the source or the connection is called.
 */
final class TokenKeeper implements TokenUpload.Owner {

    /** The connection, as far as it concerns tokens. Nothing here blocks. */
    interface Owner {
        /** The link that is up, or null. */
        Outlet connectedLink();

        /**
         * From here to {@link #release}, or the link's end, nothing is published or subscribed; false if this link is not
         * up any more.
         */
        boolean hold(Outlet link);

        void release();

        /** Ends a link that is of no more use; nothing happens if it has ended. {@link TokenKeeper#linkDown} follows. */
        void drop(Outlet link, String reason);

        void tell(ConnectionEvent event);

        /**
         * What {@link TokenKeeper#cover} or {@link TokenKeeper#covers} says may have changed: what waits for it asks again.
         */
        default void coverChanged() {}
    }

    /** Whether a message may be published. */
    enum Cover {
        /** Now: the tokens of the present link are for its topic, or there is no link. */
        COVERED,
        /** Not yet: tokens for its topic are being asked for, or uploaded. */
        WAITING
    }

    /** The service's notices of expiry lead to no more renewals than one in this time. */
    static final Duration NOTICE_PAUSE = Duration.ofSeconds(10);

    /** The same is not asked for again sooner, whatever the tokens' life; nor is an upload begun again. */
    private static final Duration SHORTEST_LIFE = Duration.ofSeconds(1);
    /** A renewal that is far away is thought over now and then: the time of day may be set. */
    private static final Duration LONGEST_SLEEP = Duration.ofMinutes(1);
    /** Tokens that live no longer give way to those that there are, for whatever topics. */
    private static final Duration LAST_MOMENTS = Duration.ofSeconds(30);

    private final TokenAuthentication authentication;
    private final ConnectionThreads threads;
    private final PacketIds packetIds;
    private final Owner owner;

    /** Guards all that follows. */
    private final ReentrantLock lock = new ReentrantLock();

    /** Of {@link #changes}. */
    private final Condition changed = lock.newCondition();

    private final TokenPlan plan;
    private final TokenSupply supply;
    private final TokenState state;
    private long changes;
    private long presents;
    /** The latest that was fetched; it is held as soon as that takes nothing from anybody. */
    private TokenSet fetched;
    /** A connect waits for tokens. */
    private boolean needed;
    /** The service wants a renewal. */
    private boolean noticed;

    private TokenUpload upload;
    /** For the present upload, the owner was told to hold and not yet to release. */
    private boolean holding;

    private boolean uploadPaused;
    private long uploadAgainAt;
    private boolean uploadedBefore;
    private long uploadedAt;
    private Ask lastAsk;
    private long lastAskAt;
    private ScheduledFuture<?> next;
    private long nextAt;
    private boolean closed;

    /** Why the latest fetch for what counts failed; null if it did not. */
    private String trouble;

    private boolean troubleTold;
    private String lastReason = "the token source has not answered yet";
    private String invalidReason;
    private boolean invalidTold;
    private long invalidToldAt;

    /** @param packetIds the session's */
    TokenKeeper(
            TokenAuthentication authentication,
            String clientId,
            ConnectionThreads threads,
            PacketIds packetIds,
            Owner owner) {
        this.authentication = authentication;
        this.threads = threads;
        this.packetIds = packetIds;
        this.owner = owner;
        this.plan = new TokenPlan(authentication.hasFixedResources(), threads::now, threads.random());
        this.supply = new TokenSupply(authentication, clientId, threads);
        this.state = new TokenState(threads.clock());
    }

    /**
     * Notes what a route uses, topics or topic filters, each until {@link #withdraw}; declarations count. If the present
     * tokens do not cover them, others are fetched.
     *
     * @throws IllegalArgumentException if the configured resources do not cover one of them, or there cannot be a token
     *     for it; nothing is noted then, of the others neither
     */
    void declare(Collection<String> topicsOrFilters) {
        topicsOrFilters.forEach(authentication::requireConfigured);
        lock.lock();
        try {
            plan.declare(topicsOrFilters);
        } finally {
            lock.unlock();
        }
        proceed();
    }

    /** Takes back one {@link #declare}; nothing happens if there was none. */
    void withdraw(String topicOrFilter) {
        lock.lock();
        try {
            plan.withdraw(topicOrFilter);
        } finally {
            lock.unlock();
        }
        proceed();
    }

    /** Why there is no token for a topic or topic filter; null if there is one, or it may come yet. */
    String refusalOf(String topicOrFilter) {
        lock.lock();
        try {
            if (state.covers(topicOrFilter)) {
                return null;
            }
            String parent = TokenPlan.parentOf(topicOrFilter);
            String refusal = plan.refusalOf(parent);
            String reason = sourceTrouble();
            return refusal != null || reason == null || !state.isUp() ? refusal : TokenPlan.lacking(parent, reason);
        } finally {
            lock.unlock();
        }
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

    /**
     * Whether a message may be published to this topic; if not, tokens for it are asked for, and {@link Owner#release} or
     * {@link Owner#coverChanged} says when to ask again. What was accepted without a link is to be asked about again on
     * the next one.
     *
     * @throws MqttConnectionException if there is no token for it, with the source's reason
     */
    Cover cover(String topic) throws MqttConnectionException {
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
                return Cover.COVERED;
            }
            if (refusal.isEmpty() && !state.isUp()) {
                return Cover.COVERED;
            }
        } finally {
            lock.unlock();
        }
        if (refusal.isPresent()) {
            throw refused(topic, refusal.get());
        }
        proceed();
        return Cover.WAITING;
    }

    private static MqttConnectionException refused(String topic, String reason) {
        return new MqttConnectionException("publish to " + Printable.of(topic) + ": " + reason);
    }

    /**
     * Waits until a message may be published to this topic.
     *
     * @throws MqttConnectionException if there is no token for it, or the limit has passed
     */
    void awaitCover(String topic, Duration limit) throws MqttConnectionException, InterruptedException {
        long remaining = limit.toNanos();
        long began = threads.now();
        while (true) {
            long seen = changes();
            if (cover(topic) == Cover.COVERED) {
                return;
            }
            lock.lockInterruptibly();
            try {
                while (changes == seen) {
                    if (remaining <= 0) {
                        String why = trouble();
                        throw new MqttConnectionException(
                                "publish to " + Printable.of(topic) + " waited " + limit.toSeconds()
                                        + " s for a token that covers it" + (why == null ? "" : ": " + why));
                    }
                    remaining = changed.awaitNanos(remaining);
                }
                Optional<String> refusal = plan.refusedSince(TokenPlan.parentOf(topic), began);
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

    private void noteChange() {
        changes++;
        changed.signalAll();
    }

    /**
     * The credentials for a connect: with the tokens that there are if these are fresh and for all that is used, else with
     * new ones if the source may be asked, else with the old ones as long as they live. If there are none at all they are
     * fetched in the background as soon as that is allowed.
     *
     * @throws TokenException if there are none at all, with the source's latest reason
     */
    Credentials present() throws TokenException {
        Ask ask = null;
        long turn;
        lock.lock();
        try {
            turn = ++presents;
            TokenSet fresh = state.fresh();
            boolean enough = fresh != null && plan.isSatisfiedBy(fresh) && !plan.isWanting();
            if (!enough && !closed && !supply.isBusy() && supply.pauseLeft().isZero()) {
                ask = nextAsk().orElse(null);
                if (ask == null) {
                    lastReason = "no topic is used yet that a token could be for: add a route, or set token.resources";
                }
            }
        } finally {
            lock.unlock();
        }
        if (ask != null) {
            fetch(ask);
        }
        TokenSet usable;
        String reason;
        lock.lock();
        try {
            usable = closed ? null : state.alive();
            needed = usable == null && !closed;
            if (turn == presents) {
                state.present(usable);
            }
            String slowness = supply.slowness();
            reason = slowness == null ? lastReason : slowness;
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

    /** The link was accepted with what {@link #present} gave; nothing has been sent on it yet. */
    void linkUp() {
        lock.lock();
        try {
            invalidReason = null;
            uploadPaused = false;
            state.linkUp();
            noteChange();
            // Not here: the connection does not know of the link in all its parts yet.
            sleep(Duration.ZERO);
        } finally {
            lock.unlock();
        }
    }

    void linkDown() {
        TokenUpload cancelled;
        lock.lock();
        try {
            state.linkDown();
            cancelNext();
            cancelled = upload;
            upload = null;
            // The window's own hold ends with its link.
            holding = false;
            noteChange();
        } finally {
            lock.unlock();
        }
        if (cancelled != null) {
            cancelled.cancel();
        }
        proceed();
    }

    /** The server did not accept what was presented: the next connect gets fresh tokens. */
    void refused() {
        lock.lock();
        try {
            state.discardPresented();
        } finally {
            lock.unlock();
        }
    }

    /** Does what is to be done next, now or when it is time. Called whenever something has changed. */
    private void proceed() {
        Outlet link = owner.connectedLink();
        TokenUpload started = null;
        Ask ask = null;
        lock.lock();
        try {
            if (closed || upload != null || supply.isBusy()) {
                return;
            }
            TokenSet toUpload = state.toUpload();
            if (toUpload != null && !uploadWait().isZero()) {
                sleep(uploadWait());
            } else if (toUpload != null && link != null) {
                started = new TokenUpload(link, toUpload, packetIds, threads, this);
                upload = started;
            } else if (toUpload == null) {
                ask = askOrSleep();
            }
        } finally {
            lock.unlock();
        }
        if (started != null) {
            begin(started);
        } else if (ask != null) {
            askOnAWorker(ask);
        }
    }

    private Duration uploadWait() {
        return Duration.ofNanos(uploadPaused ? Math.max(0, uploadAgainAt - threads.now()) : 0);
    }

    private Ask askOrSleep() {
        Optional<Duration> due = due().map(wait -> longer(wait, supply.pauseLeft()));
        if (due.isEmpty()) {
            return null;
        }
        if (!due.get().isZero()) {
            sleep(due.get());
            return null;
        }
        return nextAsk().orElse(null);
    }

    /** In how long the source is to be asked, were it for the tokens alone; empty if not at all. */
    private Optional<Duration> due() {
        if (!state.isUp()) {
            return needed && state.alive() == null ? Optional.of(Duration.ZERO) : Optional.empty();
        }
        if (plan.isWanting()) {
            return Optional.of(Duration.ZERO);
        }
        Duration renewal = noticed || state.active() == null || !plan.isSatisfiedBy(state.active())
                ? Duration.ZERO
                : state.untilRenewal();
        Duration wait = longer(renewal, repeatWait());
        return Optional.of(
                plan.nextRetry().filter(retry -> retry.compareTo(wait) < 0).orElse(wait));
    }

    private Duration repeatWait() {
        long left = lastAsk == null ? 0 : lastAskAt + SHORTEST_LIFE.toNanos() - threads.now();
        return Duration.ofNanos(Math.max(0, left));
    }

    /** Begins a call, if there is something to ask for. */
    private Optional<Ask> nextAsk() {
        Optional<Ask> ask = plan.next();
        if (ask.isPresent()
                && ask.get().equals(lastAsk)
                && state.isUp()
                && !repeatWait().isZero()) {
            sleep(repeatWait());
            return Optional.empty();
        }
        ask.ifPresent(begun -> {
            lastAsk = begun;
            lastAskAt = threads.now();
            supply.begun();
        });
        return ask;
    }

    private void askOnAWorker(Ask ask) {
        boolean working = false;
        try {
            working = threads.work(() -> {
                try {
                    fetch(ask);
                } finally {
                    proceed();
                }
            });
        } finally {
            if (!working) {
                lock.lock();
                try {
                    supply.withdrawn();
                } finally {
                    lock.unlock();
                }
            }
        }
    }

    /** Asks the source, on this thread, and takes note of what comes of it: of an Error, too, or it would not be asked again. */
    private void fetch(Ask ask) {
        boolean noted = false;
        ScheduledFuture<?> watch = null;
        List<ConnectionEvent> events = new ArrayList<>();
        try {
            watch = threads.after(TokenSupply.SLOW, this::complainOfSlowness);
            TokenSet fresh = null;
            TokenException failure = null;
            try {
                fresh = supply.call(ask.parents(), this::issued);
            } catch (TokenException e) {
                failure = e;
            }
            lock.lock();
            try {
                noted = true;
                if (failure == null) {
                    succeeded(ask, fresh, events);
                } else {
                    failed(ask, failure, events);
                }
                settle();
                noteChange();
                if (closed) {
                    events.clear();
                }
            } finally {
                lock.unlock();
            }
        } finally {
            ConnectionThreads.cancel(watch);
            if (!noted) {
                lock.lock();
                try {
                    supply.failed();
                } finally {
                    lock.unlock();
                }
            }
        }
        events.forEach(owner::tell);
        owner.coverChanged();
    }

    private void issued(Token token) {
        lock.lock();
        try {
            state.issued(token);
        } finally {
            lock.unlock();
        }
    }

    private void succeeded(Ask ask, TokenSet fresh, List<ConnectionEvent> events) {
        supply.succeeded();
        boolean wasRefused =
                ask.parents().stream().anyMatch(name -> plan.isDeclared(name) && plan.refusalOf(name) != null);
        plan.succeeded(ask);
        fetched = fresh;
        trouble = null;
        if (troubleTold || wasRefused) {
            troubleTold = false;
            events.add(new TokenSourceWorking(fresh.expiresAt()));
        }
    }

    private void failed(Ask ask, TokenException failure, List<ConnectionEvent> events) {
        supply.failed();
        String reason = wordsOf(failure);
        lastReason = reason;
        boolean forMessagesAlone = plan.isForMessagesAlone(ask) && state.fresh() != null;
        List<String> known = ask.unproven().stream()
                .filter(name -> plan.refusalOf(name) != null)
                .toList();
        Optional<String> atFault = plan.failed(ask, failure.kind(), reason);
        if (atFault.isPresent()) {
            String name = atFault.get();
            if (plan.isDeclared(name) && !known.contains(name)) {
                events.add(new TokenSourceFailing(plan.refusalOf(name), state.left()));
            }
        } else if (!forMessagesAlone) {
            trouble = reason;
            if (!troubleTold) {
                troubleTold = true;
                events.add(new TokenSourceFailing(reason, state.left()));
            }
        }
    }

    private String wordsOf(TokenException failure) {
        String message;
        try {
            message = failure.getMessage();
        } catch (Throwable e) {
            message = null;
        }
        return message == null || message.isBlank()
                ? "the token source failed without a word"
                : Printable.of(state.masked(message), Printable.SENTENCE);
    }

    /** Holds what was fetched, if that is to be used. */
    private void settle() {
        if (fetched == null) {
            return;
        }
        TokenSet alive = state.alive();
        boolean losesNothing = alive == null
                || plan.keepsAll(alive, fetched)
                || alive.left(state.now()).compareTo(LAST_MOMENTS) <= 0;
        if (!losesNothing) {
            return;
        }
        TokenSet active = state.active();
        boolean sparesAnUpload = active != null
                && alive == active
                && state.isFresh(active)
                && !noticed
                && fetched.resources().stream().allMatch(active::covers);
        if (!sparesAnUpload) {
            state.hold(fetched);
            noticed = false;
        }
        fetched = null;
    }

    private void complainOfSlowness() {
        ConnectionEvent event = null;
        lock.lock();
        try {
            String slowness = supply.slowness();
            if (slowness != null && !closed && !troubleTold) {
                troubleTold = true;
                event = new TokenSourceFailing(slowness, state.left());
            }
        } finally {
            lock.unlock();
        }
        if (event != null) {
            owner.tell(event);
        }
    }

    private void begin(TokenUpload started) {
        try {
            if (owner.hold(started.link())) {
                if (isHolding(started)) {
                    started.start();
                }
            } else {
                uploadPostponed(started, false);
            }
        } catch (RuntimeException | Error e) {
            started.fail("a token could not be sent");
            throw e;
        }
    }

    /** Whether the upload is still wanted; if the connection was closed meanwhile, its hold ends here. */
    private boolean isHolding(TokenUpload started) {
        boolean orphaned;
        lock.lock();
        try {
            holding = upload == started;
            if (holding) {
                return true;
            }
            orphaned = closed;
        } finally {
            lock.unlock();
        }
        if (orphaned) {
            owner.release();
        }
        return false;
    }

    @Override
    public void uploaded(TokenUpload done) {
        lock.lock();
        try {
            if (upload != done) {
                return;
            }
            upload = null;
            holding = false;
            uploadedBefore = true;
            uploadedAt = threads.now();
            state.activate(done.tokens());
            noteChange();
        } finally {
            lock.unlock();
        }
        owner.release();
        owner.tell(new TokenRenewed(done.tokens().expiresAt()));
        proceed();
    }

    /** The upload stays the present one until the link has ended, so that no other begins on it. */
    @Override
    public void uploadFailed(TokenUpload failed, String reason) {
        owner.drop(failed.link(), reason);
    }

    @Override
    public void uploadPostponed(TokenUpload postponed) {
        uploadPostponed(postponed, true);
    }

    private void uploadPostponed(TokenUpload postponed, boolean held) {
        lock.lock();
        try {
            if (upload != postponed) {
                return;
            }
            upload = null;
            holding = false;
            uploadPaused = true;
            uploadAgainAt = threads.now() + SHORTEST_LIFE.toNanos();
        } finally {
            lock.unlock();
        }
        if (held) {
            owner.release();
        }
        proceed();
    }

    /** To think again after a while; one that was planned for an earlier time stays, since nothing is lost by it. */
    private void sleep(Duration wait) {
        Duration nap = wait.compareTo(LONGEST_SLEEP) > 0 ? LONGEST_SLEEP : wait;
        long at = threads.now() + nap.toNanos();
        if (!closed && (next == null || at - nextAt < 0)) {
            cancelNext();
            nextAt = at;
            next = threads.after(nap, this::wake);
        }
    }

    private void wake() {
        lock.lock();
        try {
            next = null;
        } finally {
            lock.unlock();
        }
        proceed();
    }

    private void cancelNext() {
        if (next != null) {
            next.cancel(false);
            next = null;
        }
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    /** Takes note of what the service says of the tokens; however often it does. */
    void notice(TokenNotice notice) {
        if (notice.kind() == TokenNotice.Kind.EXPIRES) {
            lock.lock();
            try {
                boolean late = uploadedBefore && threads.now() - uploadedAt < NOTICE_PAUSE.toNanos();
                if (noticed || late || upload != null || !state.isUp()) {
                    return;
                }
                noticed = true;
            } finally {
                lock.unlock();
            }
            proceed();
        } else {
            invalid(notice.explanation());
        }
    }

    private void invalid(String explanation) {
        lock.lock();
        try {
            state.discardActive();
            boolean known = invalidReason != null;
            invalidReason = explanation;
            if (known && invalidTold && threads.now() - invalidToldAt < NOTICE_PAUSE.toNanos()) {
                return;
            }
            invalidTold = true;
            invalidToldAt = threads.now();
        } finally {
            lock.unlock();
        }
        owner.tell(new TokenInvalid(explanation));
    }

    /** Why the service closes, or has closed, the present link; null if it has not said that it is for a token. */
    String invalidReason() {
        lock.lock();
        try {
            return invalidReason;
        } finally {
            lock.unlock();
        }
    }

    /** How long the tokens live on; zero if there are none. */
    Duration left() {
        lock.lock();
        try {
            return state.left();
        } finally {
            lock.unlock();
        }
    }

    /** Why tokens cannot be renewed at present, or not for all that is declared; or null. */
    String trouble() {
        lock.lock();
        try {
            String reason = sourceTrouble();
            return reason == null ? plan.refusedDeclarations().orElse(null) : reason;
        } finally {
            lock.unlock();
        }
    }

    /** Why the source gives no tokens, for whatever topics; null if it does. */
    private String sourceTrouble() {
        String slowness = supply.slowness();
        return slowness == null ? trouble : slowness;
    }

    void close() {
        TokenUpload cancelled;
        boolean held;
        lock.lock();
        try {
            closed = true;
            cancelNext();
            cancelled = upload;
            upload = null;
            held = holding;
            holding = false;
            noteChange();
        } finally {
            lock.unlock();
        }
        if (cancelled != null) {
            cancelled.cancel();
        }
        if (held) {
            owner.release();
        }
    }
}
