package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.connection.ConnectionEvent.CredentialsLate;
import io.github.camelaliyun.mqtt.credential.CredentialProcessor;
import io.github.camelaliyun.mqtt.credential.Credentials;
import io.github.camelaliyun.mqtt.wire.Way;
import io.github.camelaliyun.mqtt.wire.Wire;

import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Makes the attempts to connect, one after the other: each tries every server of the list in turn, at each of its addresses.
 * Whatever goes wrong ends the attempt, so that there is a next one.
 */
final class Attempts {

    /** Who has the links. */
    interface Host {
        /** Opens a link on the way that an attempt has come to; nothing if nobody wants the attempt any more. */
        void open(Attempt present);

        /** An attempt has ended. */
        void tryAgain(Ending ending);
    }

    /** After which it is said that the credentials are what is waited for. */
    private static final Duration CREDENTIALS_LATE = Duration.ofSeconds(30);

    private final ConnectionOptions options;
    private final CredentialProcessor credentials;
    /** The credentials in words, for an operator; as they were at the latest attempt. */
    private volatile ShownCredentials shownCredentials;

    private final ConnectionThreads threads;
    private final Lifecycle lifecycle;
    private final ReentrantLock changing;
    private final ConnectorListener listener;
    private final Host host;

    /** The one whose link is the present one. */
    private volatile Attempt attempt;
    /** When its present step began. */
    private volatile long stepNanos;
    /** The number of the attempt whose credentials are being asked for, as long as that takes; zero for none. */
    private final AtomicLong asking = new AtomicLong();

    /** The turn to connect with after a close that {@link #corrected} concerns; zero for none. */
    private final AtomicLong correctable = new AtomicLong();

    /**
     * @param credentials described to an operator; null if there are none
     * @param changing held while an attempt becomes the present one or ceases to be
     */
    Attempts(
            ConnectionOptions options,
            CredentialProcessor credentials,
            ConnectionThreads threads,
            Lifecycle lifecycle,
            ReentrantLock changing,
            ConnectorListener listener,
            Host host) {
        this.options = options;
        this.credentials = credentials;
        this.shownCredentials = ShownCredentials.before(credentials);
        this.threads = threads;
        this.lifecycle = lifecycle;
        this.changing = changing;
        this.listener = listener;
        this.host = host;
    }

    /** Begins one when the wait is over. */
    void plan(Ending ending) {
        correctable.set(ending.correctable() ? ending.turn() : 0);
        beginAfter(ending.nextTry(), ending.turn());
    }

    /** The filter that the server may have closed for is not wanted any more: the wait, once, is the shortest. */
    void corrected() {
        long turn = correctable.getAndSet(0);
        if (turn != 0) {
            beginAfter(lifecycle.firstWait(), turn);
        }
    }

    /** Nothing if another one has begun with the turn before. */
    private void beginAfter(Duration wait, long turn) {
        threads.after(wait, () -> threads.work(() -> begin(turn)));
    }

    /** Begins one, if it is this turn's still. On a worker: the credentials may block. */
    void begin(long turn) {
        // First, or the attempt would look as old as the one before.
        stepNanos = threads.now();
        long number = lifecycle.connecting(turn);
        if (number == 0) {
            return;
        }
        ScheduledFuture<?> late = null;
        try {
            late = watchCredentials(number);
            Attempt begun = new Attempt(number, options, credentials(number));
            if (become(begun)) {
                next(begun);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            failed(number, e);
        } catch (Throwable e) {
            failed(number, e);
        } finally {
            ConnectionThreads.cancel(late);
        }
    }

    /** Blocks as long as whoever makes them does. */
    private Credentials credentials(long number) throws Exception {
        asking.set(number);
        try {
            describe();
            return listener.credentials();
        } finally {
            // Not what a later attempt has set: it asks still.
            asking.compareAndSet(number, 0);
        }
    }

    /** False if the credentials came too late: another attempt may be the present one by now. */
    private boolean become(Attempt begun) {
        changing.lock();
        try {
            boolean wanted = lifecycle.isConnecting(begun.number());
            if (wanted) {
                stepNanos = threads.now();
                attempt = begun;
            }
            return wanted;
        } finally {
            changing.unlock();
        }
    }

    /** Here, where it may block: what describes credentials may look them up. */
    private void describe() {
        if (credentials != null) {
            threads.guarded(() -> shownCredentials = ShownCredentials.of(credentials));
        }
    }

    private ScheduledFuture<?> watchCredentials(long number) {
        Attempt before = attempt;
        return threads.after(CREDENTIALS_LATE, () -> {
            if (attempt == before && lifecycle.isConnecting(number)) {
                lifecycle.note("the credentials have not come within " + CREDENTIALS_LATE.toSeconds()
                        + " s: the credential processor or the token source (" + shownCredentials.inWords()
                        + ") has not returned");
                listener.tell(new CredentialsLate(CREDENTIALS_LATE));
            }
        });
    }

    /** Whatever a step of an attempt throws ends that attempt, so that there is a next one. */
    private void step(Attempt present, Runnable step) {
        try {
            step.run();
        } catch (Throwable e) {
            failed(present.number(), e);
        }
    }

    private void next(Attempt present) {
        stepNanos = threads.now();
        if (!present.advance()) {
            failed(present.number(), present.inWords());
        } else if (present.isLookedUp()) {
            host.open(present);
        } else {
            find(present);
        }
    }

    /**
     * Asks for the ways to the server, or looks up the addresses of one. Who is asked cannot be interrupted: he is not waited
     * for longer than the limit.
     */
    private void find(Attempt present) {
        if (!lifecycle.isConnecting(present.number())) {
            return;
        }
        Wire wire = threads.wire();
        CompletableFuture<List<Way>> found =
                present.way() == null ? wire.find(present.serverUri(), options.line()) : wire.lookUp(present.way());
        if (found.isDone()) {
            found(present, found);
            return;
        }
        Duration limit = options.connectTimeout();
        String late = "no " + present.wanted() + " within " + limit.toMillis() + " ms";
        ScheduledFuture<?> end =
                threads.after(limit, () -> found.completeExceptionally(new SocketTimeoutException(late)));
        found.whenComplete((ways, failure) -> {
            ConnectionThreads.cancel(end);
            threads.work(() -> step(present, () -> found(present, found)));
        });
    }

    private void found(Attempt present, CompletableFuture<List<Way>> ways) {
        try {
            present.found(ways.join());
        } catch (CompletionException e) {
            present.failedFor(Reason.ofConnect(e, options, shownCredentials));
        }
        next(present);
    }

    private void failed(long number, Throwable cause) {
        String reason = "an error ended the attempt, and another one kept the reason from being said: see the log";
        try {
            reason = Reason.ofConnect(cause, options, shownCredentials);
        } catch (Throwable e) {
            threads.complain(e);
        }
        failed(number, reason);
    }

    private void failed(long number, String reason) {
        Optional<Ending> ending = lifecycle.failed(number, reason);
        ending.ifPresent(host::tryAgain);
    }

    /** The present one has come to its end. Under the lock. */
    void succeeded() {
        attempt = null;
    }

    /** Its link has ended; nothing if it is not the present one. */
    void ended(Link link, Throwable cause) {
        Attempt present = attempt;
        if (present == null || present.link() != link || !lifecycle.isPresent(link)) {
            return;
        }
        step(present, () -> goOnAfter(present, cause));
    }

    private void goOnAfter(Attempt present, Throwable cause) {
        if (ConnackReason.isOfCredentials(cause)) {
            listener.onCredentialsRefused();
        }
        present.failedFor(
                Reason.ofConnect(cause, options, shownCredentials) + Reason.hintOfClose(cause, present.serverUri()));
        if (ConnackReason.code(cause).isPresent()) {
            present.leaveOtherAddresses();
        }
        next(present);
    }

    /** Goes on where an error has ended the task that was to; to find addresses may take the timeout. */
    void failIfLost(Duration lost) {
        long number = lifecycle.attempt();
        if (number == 0 || number == asking.get()) {
            return;
        }
        Optional<Ending> ending = Optional.empty();
        // A step that begins now opens its line afterwards, or has begun.
        changing.lock();
        try {
            if (threads.now() - stepNanos >= lost.plus(options.connectTimeout()).toNanos()) {
                ending = lifecycle.failed(
                        number, "the step from one server or address to the next was lost, to an error in the log");
            }
        } finally {
            changing.unlock();
        }
        ending.ifPresent(host::tryAgain);
    }
}
