package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.connection.ConnectionEvent.Connected;
import io.github.camelaliyun.mqtt.connection.ConnectionEvent.Fetching;
import io.github.camelaliyun.mqtt.credential.CredentialProcessor;
import io.github.camelaliyun.mqtt.wire.Packet;

import java.net.SocketException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Makes the links of a connection, one at a time and one after the other, until it is closed: the first as every other one
 * with backoff and jitter. An attempt tries each server of the list in turn, at each of its addresses. {@link Lifecycle} decides, this carries out. Any
 * thread may call; nothing waits.
 */
final class Connector implements LinkListener, Attempts.Host {

    private static final Duration DISCONNECT_TIMEOUT = Duration.ofSeconds(2);
    /** For links that are being given up: their sockets are closed, so what is left is a matter of milliseconds. */
    private static final Duration END_TIMEOUT = Duration.ofSeconds(5);
    /** After which the task that was to go on is taken for lost. */
    private static final Duration LOST = Duration.ofSeconds(30);

    private final ConnectionOptions options;
    private final ConnectionThreads threads;
    private final PacketIds ids;
    private final ConnectorListener listener;
    private final Lifecycle lifecycle;
    /** Links that have been begun and have not ended. */
    private final Set<Link> unfinished = ConcurrentHashMap.newKeySet();

    /**
     * Held while a link becomes the present one or ceases to be, and its listener is told so: who works over the links hears of
     * them in their order, and of none that has ended before.
     */
    private final ReentrantLock changing = new ReentrantLock();

    final Attempts attempts;

    /** @param credentials described to an operator; null if there are none */
    Connector(
            ConnectionOptions options,
            CredentialProcessor credentials,
            ConnectionThreads threads,
            PacketIds ids,
            ConnectorListener listener) {
        this.options = options;
        this.threads = threads;
        this.ids = ids;
        this.listener = listener;
        this.lifecycle = new Lifecycle(options, threads);
        this.attempts = new Attempts(options, credentials, threads, lifecycle, changing, listener, this);
    }

    /** Begins to connect, if the connection rests; true the first time, and after {@link #rest}. */
    boolean open() {
        long turn = lifecycle.open();
        if (turn != 0) {
            afterEnds(() -> threads.work(() -> attempts.begin(turn)));
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
            threads.guarded(() -> listener.onLinkDown(farewell.link(), false));
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

    /** Ends a link of this connector that is not answering, and lets the ordinary reconnect follow. */
    void drop(Outlet dead, String reason) {
        ((Link) dead).fail(new LinkDroppedException(reason));
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
            attempts.failIfLost(LOST);
            long turn = lifecycle.overdue(LOST);
            if (turn != 0) {
                threads.work(() -> attempts.begin(turn));
            }
        }
    }

    @Override
    public void open(Attempt present) {
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

    @Override
    public void tryAgain(Ending ending) {
        // First: whatever the other throws, there is a next try.
        attempts.plan(ending);
        listener.tell(ending.event());
    }

    @Override
    public void onConnected(Link link, boolean sessionPresent) {
        Optional<Connected> connected;
        changing.lock();
        try {
            // One that has ended meanwhile has failed: that has been told, or will be.
            connected = link.isOver() ? Optional.empty() : lifecycle.connected(link, sessionPresent);
            if (connected.isPresent()) {
                attempts.succeeded();
                listener.tell(connected.get());
                listener.onLinkUp(link, sessionPresent || !link.tellsSession());
            }
        } finally {
            changing.unlock();
        }
        if (connected.isEmpty()) {
            link.leave(DISCONNECT_TIMEOUT);
        }
    }

    @Override
    public void onEnded(Link link, Throwable cause, boolean wasConnected) {
        if (!wasConnected || !lost(link, cause)) {
            // Off the line's thread: the next server is for another one to open.
            threads.work(() -> attempts.ended(link, cause));
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
        LinkEnd end = LinkEnd.UNKNOWN;
        String reason = cause.getClass().getSimpleName();
        try {
            String announced = listener.announcedReason();
            closedByServer = announced == null && Reason.isCloseByServer(cause);
            reason = announced == null ? Reason.ofLoss(cause) : announced;
            end = listener.onLinkDown(link, closedByServer);
        } catch (Throwable e) {
            threads.complain(e);
        }
        return lifecycle.afterLoss(reason, closedByServer, end);
    }

    @Override
    public void onArrived(Link link, Packet.Publish publish) {
        listener.onArrived(link, publish);
    }

    @Override
    public void onOversized(Link link, Packet.Oversized publish) {
        listener.onOversized(link, publish);
    }

    @Override
    public void onReleased(Link link, int packetId) {
        listener.onReleased(link, packetId);
    }

    @Override
    public void onAnswered() {
        listener.onAnswered();
    }

    /** Makes the link again, to be sent what was left with the broker; nothing if it is not up any more. */
    void fetch(Link link, int left) {
        threads.work(() -> {
            long turn = renew(link);
            if (turn != 0) {
                listener.tell(new Fetching(left));
                link.leave(DISCONNECT_TIMEOUT);
                afterEnds(() -> threads.work(() -> attempts.begin(turn)));
            }
        });
    }

    private long renew(Link link) {
        changing.lock();
        try {
            long turn = lifecycle.renew(link);
            if (turn != 0) {
                threads.guarded(() -> listener.onLinkDown(link, false));
            }
            return turn;
        } finally {
            changing.unlock();
        }
    }
}
