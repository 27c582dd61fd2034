package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.connection.ConnectionEvent.TokenSourceFailing;
import io.github.camelaliyun.mqtt.credential.token.Token;
import io.github.camelaliyun.mqtt.credential.token.TokenException;
import io.github.camelaliyun.mqtt.credential.token.TokenSet;
import io.github.camelaliyun.mqtt.service.Printable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Calls the token source for what {@link TokenPlan} wants, and takes note of what comes of it. The lock of its keeper guards
 * the fields, and is not held while the source or the connection is called.
 */
final class TokenFetch {

    /** The same is not asked for again sooner, whatever the tokens' life. */
    private static final Duration SHORTEST_LIFE = Duration.ofSeconds(1);
    /** Tokens that live no longer give way to those that there are, for whatever topics. */
    private static final Duration LAST_MOMENTS = Duration.ofSeconds(30);

    private final ReentrantLock lock;
    private final ConnectionThreads threads;
    private final TokenPlan plan;
    private final TokenSupply supply;
    private final TokenState state;
    private final TokenTrouble trouble;
    private final TokenCover cover;
    private final WakeUp wakeUp;
    private final TokenHost links;
    private final Runnable proceed;

    /** The latest that was fetched; it is held as soon as that takes nothing from anybody. */
    private TokenSet fetched;

    private TokenAsk last;
    private long lastAt;

    /** @param proceed is run when a call on a worker is over, and something may be to do next */
    TokenFetch(
            ReentrantLock lock,
            ConnectionThreads threads,
            TokenPlan plan,
            TokenSupply supply,
            TokenState state,
            TokenTrouble trouble,
            TokenCover cover,
            WakeUp wakeUp,
            TokenHost links,
            Runnable proceed) {
        this.lock = lock;
        this.threads = threads;
        this.plan = plan;
        this.supply = supply;
        this.state = state;
        this.trouble = trouble;
        this.cover = cover;
        this.wakeUp = wakeUp;
        this.links = links;
        this.proceed = proceed;
    }

    /** How long the same may not be asked for again. Under the lock. */
    Duration repeatWait() {
        long left = last == null ? 0 : lastAt + SHORTEST_LIFE.toNanos() - threads.now();
        return Duration.ofNanos(Math.max(0, left));
    }

    /** Begins a call, if there is something to ask for: {@link #now} or {@link #onAWorker} is to follow. Under the lock. */
    Optional<TokenAsk> begin() {
        Optional<TokenAsk> ask = plan.next();
        if (ask.isPresent()
                && ask.get().equals(last)
                && state.isUp()
                && !repeatWait().isZero()) {
            wakeUp.in(repeatWait());
            return Optional.empty();
        }
        ask.ifPresent(begun -> {
            last = begun;
            lastAt = threads.now();
            supply.begun();
        });
        return ask;
    }

    void onAWorker(TokenAsk ask) {
        boolean working = false;
        try {
            working = threads.work(() -> {
                try {
                    now(ask);
                } finally {
                    proceed.run();
                }
            });
        } finally {
            if (!working) {
                locked(supply::withdrawn);
            }
        }
    }

    private void locked(Runnable task) {
        lock.lock();
        try {
            task.run();
        } finally {
            lock.unlock();
        }
    }

    /** Asks the source, on this thread, as long as it takes; takes note of an Error, too, or it would not be asked again. */
    void now(TokenAsk ask) {
        boolean[] noted = new boolean[1];
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
            TokenSet found = fresh;
            TokenException reason = failure;
            locked(() -> {
                noted[0] = true;
                note(ask, found, reason, events);
            });
        } finally {
            ConnectionThreads.cancel(watch);
            if (!noted[0]) {
                locked(supply::failed);
            }
        }
        events.forEach(links::tell);
        links.coverChanged();
    }

    private void note(TokenAsk ask, TokenSet fresh, TokenException failure, List<ConnectionEvent> events) {
        if (failure == null) {
            succeeded(ask, fresh, events);
        } else {
            failed(ask, failure, events);
        }
        settle();
        cover.change();
        if (cover.isClosed()) {
            events.clear();
        }
    }

    private void issued(Token token) {
        locked(() -> state.issued(token));
    }

    private void succeeded(TokenAsk ask, TokenSet fresh, List<ConnectionEvent> events) {
        supply.succeeded();
        boolean wasRefused =
                ask.parents().stream().anyMatch(name -> plan.isDeclared(name) && plan.refusalOf(name) != null);
        plan.succeeded(ask);
        fetched = fresh;
        trouble.succeeded(fresh, wasRefused).ifPresent(events::add);
    }

    private void failed(TokenAsk ask, TokenException failure, List<ConnectionEvent> events) {
        supply.failed();
        String reason = wordsOf(failure);
        trouble.latest(reason);
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
            trouble.failed(reason).ifPresent(events::add);
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
                ? "the token source failed without a reason: let it throw a TokenException that has one"
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
                && !state.isRenewalDemanded()
                && fetched.resources().stream().allMatch(active::covers);
        if (!sparesAnUpload) {
            state.hold(fetched);
        }
        fetched = null;
    }

    private void complainOfSlowness() {
        List<ConnectionEvent> events = new ArrayList<>();
        locked(() -> {
            if (!cover.isClosed()) {
                trouble.slow().ifPresent(events::add);
            }
        });
        events.forEach(links::tell);
    }
}
