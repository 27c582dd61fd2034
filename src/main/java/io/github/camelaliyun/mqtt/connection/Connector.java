package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.connection.ConnectionEvent.Connected;
import io.github.camelaliyun.mqtt.connection.ConnectionEvent.CredentialsLate;
import io.github.camelaliyun.mqtt.connection.ConnectionEvent.Fetching;
import io.github.camelaliyun.mqtt.connection.Lifecycle.Ending;
import io.github.camelaliyun.mqtt.connection.Lifecycle.Farewell;
import io.github.camelaliyun.mqtt.credential.CredentialProcessor;
import io.github.camelaliyun.mqtt.credential.Credentials;
import io.github.camelaliyun.mqtt.wire.Packet;
import io.github.camelaliyun.mqtt.wire.Way;
import io.github.camelaliyun.mqtt.wire.Wire;

import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Makes the links of a connection, one at a time and one after the other, until it is closed: the first as every other one
 * with backoff and jitter. An attempt tries each server of the list in turn, at each of its addresses. {@link Lifecycle} decides, this carries out. Any
 * thread may call; nothing waits.
 */
final class Connector implements Link.Owner {

    private static final Duration DISCONNECT_TIMEOUT = Duration.ofSeconds(2);
    /** For links that are being given up: their sockets are closed, so what is left is a matter of milliseconds. */
    private static final Duration END_TIMEOUT = Duration.ofSeconds(5);
    /** After which it is said that the credentials are what is waited for. */
    private static final Duration CREDENTIALS_LATE = Duration.ofSeconds(30);
    /** After which the task that was to go on is taken for lost. */
    private static final Duration LOST = Duration.ofSeconds(30);

    /** Whoever works over the links; all but {@link #credentials} must return at once. */
    interface Owner {
        /** What to present at the next connect, or null; asked on a worker, may block and may throw. */
        Credentials credentials() throws Exception;

        /** The server did not accept the credentials (CONNACK 4 or 5). */
        void credentialsRefused();

        /**
         * CONNACK has been received.
         *
         * @param sessionPresent whether the broker has kept the session, or may have: see {@link Link#tellsSession}
         */
        void linkUp(Link link, boolean sessionPresent);

        /**
         * A link that was up has ended.
         *
         * @return whether it is known what the server closed it for
         */
        boolean linkDown(Link link, boolean closedByServer);

        /** Why the server closes the present link, if it has said so; else null. */
        String announcedReason();

        void arrived(Link link, Packet.Publish publish);

        void oversized(Link link, Packet.Oversized publish);

        void released(Link link, int packetId);

        /** Some publishes have been answered, and no further answer is at hand. */
        void answered();

        void tell(ConnectionEvent event);
    }

    private final ConnectionOptions options;
    private final CredentialProcessor credentials;
    /** The credentials in words, for an operator; as they were at the latest attempt. */
    private volatile String describedCredentials;

    private final ConnectionThreads threads;
    private final PacketIds ids;
    private final Owner owner;
    private final Lifecycle lifecycle;
    /** Links that have been begun and have not ended. */
    private final Set<Link> unfinished = ConcurrentHashMap.newKeySet();

    /**
     * Held while a link becomes the present one or ceases to be, and its owner is told so: who works over the links hears of
     * them in their order, and of none that has ended before.
     */
    private final ReentrantLock changing = new ReentrantLock();

    /** The one whose link is the present one. */
    private volatile Attempt attempt;
    /** When its present step began. */
    private volatile long stepNanos;
    /** The number of the attempt whose credentials are being asked for, as long as that takes; zero for none. */
    private final AtomicLong asking = new AtomicLong();

    /** @param credentials described to an operator; null if there are none */
    Connector(
            ConnectionOptions options,
            CredentialProcessor credentials,
            ConnectionThreads threads,
            PacketIds ids,
            Owner owner) {
        this.options = options;
        this.credentials = credentials;
        this.describedCredentials =
                credentials == null ? "no credentials" : credentials.getClass().getSimpleName();
        this.threads = threads;
        this.ids = ids;
        this.owner = owner;
        this.lifecycle = new Lifecycle(options.clientId(), threads);
    }

    /** Begins to connect, if the connection rests; true the first time, and after {@link #rest}. */
    boolean open() {
        long turn = lifecycle.open();
        if (turn != 0) {
            afterEnds(() -> threads.work(() -> connect(turn)));
        }
        return turn != 0;
    }

    /** Sends DISCONNECT if connected, and does not connect again until {@link #open}; false if it rests or is closed. */
    boolean rest() {
        Optional<Farewell> farewell;
        changing.lock();
        try {
            farewell = lifecycle.rest();
            farewell.ifPresent(this::tellDown);
        } finally {
            changing.unlock();
        }
        farewell.ifPresent(Connector::bid);
        return farewell.isPresent();
    }

    /**
     * Sends DISCONNECT if connected and ends for good, with all links that have not ended yet.
     *
     * @return done when nothing is left of the links; null if it has been closed before
     */
    CompletableFuture<Void> close() {
        Optional<Farewell> farewell;
        changing.lock();
        try {
            farewell = lifecycle.closing();
            farewell.ifPresent(this::tellDown);
        } finally {
            changing.unlock();
        }
        if (farewell.isEmpty()) {
            return null;
        }
        bid(farewell.get());
        return afterEnds(lifecycle::closed);
    }

    private void tellDown(Farewell farewell) {
        if (farewell.link() != null && farewell.connected()) {
            threads.guarded(() -> owner.linkDown(farewell.link(), false));
        }
    }

    private static void bid(Farewell farewell) {
        if (farewell.link() != null) {
            farewell.link().leave(DISCONNECT_TIMEOUT);
        }
    }

    /** Runs a task once nothing is left of the links that there are, or after the longest time that this may take. */
    private CompletableFuture<Void> afterEnds(Runnable task) {
        CompletableFuture<?>[] ends = unfinished.stream().map(Link::gone).toArray(CompletableFuture[]::new);
        CompletableFuture<Void> ended = new CompletableFuture<>();
        CompletableFuture<Void> done = ended.thenRun(task);
        CompletableFuture.allOf(ends).whenComplete((nothing, failure) -> ended.complete(null));
        if (!ended.isDone()) {
            ScheduledFuture<?> limit = threads.after(DISCONNECT_TIMEOUT.plus(END_TIMEOUT), () -> ended.complete(null));
            ended.thenRun(() -> ConnectionThreads.cancel(limit));
        }
        return done;
    }

    Lifecycle.Snapshot snapshot() {
        return lifecycle.snapshot();
    }

    boolean isWanted() {
        return lifecycle.isWanted();
    }

    /** The link that is up, or null. */
    Link connectedLink() {
        return lifecycle.connectedLink();
    }

    /** Ends a link that is not answering, and lets the ordinary reconnect follow. */
    void drop(Link dead, String reason) {
        dead.fail(new LinkDroppedException(reason));
    }

    /**
     * Twice a second: goes on where an error has ended the task that was to, as when there is no memory. What is only late, for
     * the workers are busy, has time until then.
     */
    void tick() {
        Link link = lifecycle.link();
        if (link != null && link.isOverFor(LOST)) {
            SocketException cause = new SocketException("the connection has ended");
            // The error may have come before the line was cut.
            link.fail(cause);
            lost(link, cause);
        }
        if (link == null || link.isOver()) {
            long number = lifecycle.attempt();
            if (number != 0 && number != asking.get()) {
                failIfLost(number);
            }
            long turn = lifecycle.overdue(LOST);
            if (turn != 0) {
                threads.work(() -> connect(turn));
            }
        }
    }

    /** To find addresses may take the timeout. */
    private void failIfLost(long number) {
        Optional<Ending> ending = Optional.empty();
        // A step that begins now opens its line afterwards, or has begun.
        changing.lock();
        try {
            if (threads.now() - stepNanos >= LOST.plus(options.connectTimeout()).toNanos()) {
                ending = lifecycle.failed(
                        number, "the step from one server or address to the next was lost, to an error in the log");
            }
        } finally {
            changing.unlock();
        }
        ending.ifPresent(this::tryAgain);
    }

    private void connect(long turn) {
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
            return owner.credentials();
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
            threads.guarded(() -> describedCredentials = credentials.describe());
        }
    }

    private ScheduledFuture<?> watchCredentials(long number) {
        Attempt before = attempt;
        return threads.after(CREDENTIALS_LATE, () -> {
            if (attempt == before && lifecycle.isConnecting(number)) {
                lifecycle.note("the credentials have not come within " + CREDENTIALS_LATE.toSeconds()
                        + " s: the credential processor or the token source (" + describedCredentials
                        + ") has not returned");
                owner.tell(new CredentialsLate(CREDENTIALS_LATE));
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
            open(present);
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
            present.failedFor(Reason.ofConnect(e, options, describedCredentials));
        }
        next(present);
    }

    private void open(Attempt present) {
        Link link = new Link(options, threads, ids, present.way(), present.level(), present.credentials(), this);
        changing.lock();
        try {
            if (!lifecycle.attach(present.number(), link)) {
                return;
            }
            present.opened(link);
            unfinished.add(link);
        } finally {
            changing.unlock();
        }
        link.gone().thenRun(() -> unfinished.remove(link));
        link.open();
    }

    private void failed(long number, Throwable cause) {
        String reason = "an error ended the attempt, and another one kept the reason from being said: see the log";
        try {
            reason = Reason.ofConnect(cause, options, describedCredentials);
        } catch (Throwable e) {
            threads.complain(e);
        }
        failed(number, reason);
    }

    private void failed(long number, String reason) {
        Optional<Ending> ending = lifecycle.failed(number, reason);
        ending.ifPresent(this::tryAgain);
    }

    private void tryAgain(Ending ending) {
        // First: whatever the other throws, there is a next try.
        threads.after(ending.nextTry(), () -> threads.work(() -> connect(ending.turn())));
        owner.tell(ending.event());
    }

    @Override
    public void connected(Link link, boolean sessionPresent) {
        Optional<Connected> connected;
        changing.lock();
        try {
            // One that has ended meanwhile has failed: that has been told, or will be.
            connected = link.isOver() ? Optional.empty() : lifecycle.connected(link, sessionPresent);
            if (connected.isPresent()) {
                attempt = null;
                owner.tell(connected.get());
                owner.linkUp(link, sessionPresent || !link.tellsSession());
            }
        } finally {
            changing.unlock();
        }
        if (connected.isEmpty()) {
            link.leave(DISCONNECT_TIMEOUT);
        }
    }

    @Override
    public void ended(Link link, Throwable cause, boolean wasConnected) {
        if (!wasConnected || !lost(link, cause)) {
            // Off the line's thread: the next server is for another one to open.
            threads.work(() -> attemptEnded(link, cause));
        }
    }

    /** False if the link did not carry the connection: CONNACK may have come just when it ended. */
    private boolean lost(Link link, Throwable cause) {
        Ending ending;
        changing.lock();
        try {
            if (!lifecycle.lost(link)) {
                return false;
            }
            ending = afterLoss(link, cause);
        } finally {
            changing.unlock();
        }
        tryAgain(ending);
        return true;
    }

    /** What follows; there is a next try whatever others throw who are told. */
    private Ending afterLoss(Link link, Throwable cause) {
        boolean closedByServer = false;
        boolean explained = false;
        String reason = cause.getClass().getSimpleName();
        try {
            String announced = owner.announcedReason();
            closedByServer = announced == null && Reason.isCloseByServer(cause);
            reason = announced == null ? Reason.ofLoss(cause) : announced;
            explained = owner.linkDown(link, closedByServer);
        } catch (Throwable e) {
            threads.complain(e);
        }
        return lifecycle.afterLoss(reason, closedByServer, explained);
    }

    private void attemptEnded(Link link, Throwable cause) {
        Attempt present = attempt;
        if (present == null || present.link() != link || !lifecycle.isPresent(link)) {
            return;
        }
        step(present, () -> attemptEnded(present, cause));
    }

    private void attemptEnded(Attempt present, Throwable cause) {
        if (Reason.isRefusal(cause)) {
            owner.credentialsRefused();
        }
        present.failedFor(Reason.ofConnect(cause, options, describedCredentials)
                + Reason.hintOfClose(cause, present.serverUri()));
        if (Reason.isConnack(cause)) {
            present.leaveOtherAddresses();
        }
        next(present);
    }

    @Override
    public void arrived(Link link, Packet.Publish publish) {
        owner.arrived(link, publish);
    }

    @Override
    public void oversized(Link link, Packet.Oversized publish) {
        owner.oversized(link, publish);
    }

    @Override
    public void released(Link link, int packetId) {
        owner.released(link, packetId);
    }

    @Override
    public void answered() {
        owner.answered();
    }

    /** Makes the link again, to be sent what was left with the broker; nothing if it is not up any more. */
    void fetch(Link link, int left) {
        threads.work(() -> {
            long turn = renew(link);
            if (turn != 0) {
                owner.tell(new Fetching(left));
                link.leave(DISCONNECT_TIMEOUT);
                afterEnds(() -> threads.work(() -> connect(turn)));
            }
        });
    }

    private long renew(Link link) {
        changing.lock();
        try {
            long turn = lifecycle.renew(link);
            if (turn != 0) {
                threads.guarded(() -> owner.linkDown(link, false));
            }
            return turn;
        } finally {
            changing.unlock();
        }
    }
}
