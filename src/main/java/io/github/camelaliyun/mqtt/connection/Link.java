package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.credential.Credentials;
import io.github.camelaliyun.mqtt.wire.Line;
import io.github.camelaliyun.mqtt.wire.LineListener;
import io.github.camelaliyun.mqtt.wire.Packet;
import io.github.camelaliyun.mqtt.wire.Transmission;
import io.github.camelaliyun.mqtt.wire.Way;

import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One network connection to one server, from its opening to its end; never used again. So whatever one broken connection
 * leaves behind is kept away from the next, and each acknowledgement is bound to the connection that the message came by.
 *
 * <p>It ends once, when the first reason for it is there: what the line says, a limit that has passed, or its listener's wish.
 * Nobody waits for a line that does not end. Any thread may call; nothing waits.
 */
final class Link implements LineListener, Outlet {

    /** So many answers are not there within a tenth of a millisecond: a pause is lost in what they take. */
    private static final int MANY = 100;
    /** The turn to connect, the network connect, and the handshakes of proxy, TLS and WebSocket after it. */
    private static final int OPENING_STEPS = 3;

    private static final int LEVEL_3_1 = 3;

    private final ConnectionOptions options;
    private final ConnectionThreads threads;
    private final PacketIds ids;
    private final LinkIds ownIds;
    private final Way way;
    private final int level;
    private final Credentials credentials;
    private final LinkListener listener;
    private final KeepAlive keepAlive;
    private final CompletableFuture<Void> gone = new CompletableFuture<>();
    private volatile Line line;
    private volatile boolean connected;
    private volatile boolean leaving;
    private volatile boolean over;
    /** Set before it is over. */
    private volatile long overNanos;

    /** Guards what follows, and the order of the changes of what is above. */
    private final ReentrantLock lock = new ReentrantLock();
    /** The line, open or not yet; null before there is one. */
    private Line opening;

    private final StepLimit limit;
    private final Pings pings = new Pings(lock);
    private final Incoming incoming;

    /** @param level protocol level of CONNECT */
    Link(
            ConnectionOptions options,
            ConnectionThreads threads,
            PacketIds ids,
            Way way,
            int level,
            Credentials credentials,
            LinkListener listener) {
        this.options = options;
        this.threads = threads;
        this.ids = ids;
        this.ownIds = new LinkIds(ids);
        this.way = way;
        this.level = level;
        this.credentials = credentials;
        this.listener = listener;
        this.limit = new StepLimit(threads, this::fail);
        this.incoming = new Incoming(this, ids, pings, listener);
        this.keepAlive = new KeepAlive(threads, options.keepAlive(), () -> ping(() -> {}), this::fail);
    }

    /**
     * Whether CONNACK says if the session is present; MQTT 3.1 has no word for it (3.2), so that with {@code cleanSession=false}
     * it may be.
     */
    boolean tellsSession() {
        return level > LEVEL_3_1 || options.cleanSession();
    }

    /** Begins to connect. */
    void open() {
        Duration longest = options.connectTimeout().multipliedBy(OPENING_STEPS);
        try {
            limit.begin(longest, "network connection", () -> line != null);
            use(threads.wire().open(way, options.line(), this));
        } catch (Throwable e) {
            onClosed(e);
        }
    }

    /** A line that comes after the end is cut. */
    private void use(Line opened) {
        boolean late;
        lock.lock();
        try {
            late = over;
            opening = opened;
        } finally {
            lock.unlock();
        }
        if (late) {
            opened.cut(new SocketException("the connection was given up"));
        }
    }

    @Override
    public void onOpened(Line opened) {
        use(opened);
        line = opened;
        limit.begin(options.connectTimeout(), "CONNACK", () -> connected);
        opened.send(options.connect(level, credentials));
        keepAlive.sent();
    }

    @Override
    public void onReceived(Packet packet) {
        if (over || leaving) {
            return;
        }
        if (!connected) {
            incoming.first(packet);
        } else {
            incoming.next(packet);
        }
    }

    /** The server has accepted the connection. */
    void accepted(boolean sessionPresent) {
        lock.lock();
        try {
            connected = !over;
            limit.end();
        } finally {
            lock.unlock();
        }
        if (connected) {
            keepAlive.begin();
            listener.onConnected(this, sessionPresent);
        }
    }

    @Override
    public void onHeard() {
        keepAlive.received();
    }

    @Override
    public boolean onIdle() {
        listener.onAnswered();
        return ids.expected() >= MANY;
    }

    @Override
    public void onWritten() {
        keepAlive.sent();
        listener.onAnswered();
    }

    @Override
    public void onClosed(Throwable cause) {
        try {
            end(cause);
        } finally {
            gone.complete(null);
        }
    }

    @Override
    public boolean send(Packet packet, Transmission transmission) {
        Line present = line;
        return present != null && !over && !leaving && present.send(packet, transmission);
    }

    @Override
    public void ping(Runnable answered) {
        pings.ping(() -> send(Packet.PINGREQ, null), answered);
    }

    /** Those of exchanges that end with the link at the latest. */
    LinkIds ids() {
        return ownIds;
    }

    @Override
    public boolean expectsAnswer() {
        return ownIds.expectsAnswer();
    }

    /** Reads nothing more until {@link #resume}. That the server is silent meanwhile says nothing of it. */
    void pause() {
        keepAlive.pause();
        Line present = line;
        if (present != null) {
            present.pause();
        }
    }

    void resume() {
        keepAlive.resume();
        Line present = line;
        if (present != null) {
            present.resume();
        }
    }

    /** Ends the link for a reason that was found beside the reading. */
    void fail(Throwable cause) {
        boolean first;
        Line present;
        lock.lock();
        try {
            first = becomeOver();
            present = opening;
        } finally {
            lock.unlock();
        }
        // Before the listener is told: it may open the next one at once, and a server takes that for a takeover.
        try {
            if (present != null) {
                present.cut(cause);
            }
        } finally {
            if (first) {
                tellEnd(cause);
            }
        }
    }

    private void end(Throwable cause) {
        if (becomeOver()) {
            tellEnd(cause);
        }
    }

    /** True the first time. */
    private boolean becomeOver() {
        lock.lock();
        try {
            if (over) {
                return false;
            }
            overNanos = threads.now();
            over = true;
            limit.close();
            ownIds.end();
            pings.clear();
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void tellEnd(Throwable cause) {
        keepAlive.end();
        listener.onEnded(this, cause, connected);
    }

    /**
     * Sends DISCONNECT and ends the link in order, within the limit; what the server sends meanwhile is not processed. To
     * close with input unread would reset the connection, and the acknowledgements that are on their way would be lost with
     * it. {@link #gone} tells when nothing of it is left.
     */
    void leave(Duration longest) {
        Line present = line;
        if (present == null || !connected || over) {
            fail(new SocketException("the connection was given up"));
            return;
        }
        leaving = true;
        boolean sent = present.send(Packet.DISCONNECT, present::finish);
        resume();
        if (!sent) {
            fail(new SocketException("the connection has ended"));
        } else {
            limit.begin(longest, () -> fail(new SocketTimeoutException("the server did not close after DISCONNECT")));
        }
    }

    /** Whether it has ended, and its listener has been told so or is about to be. */
    boolean isOver() {
        return over;
    }

    boolean isOverFor(Duration time) {
        return over && threads.now() - overNanos >= time.toNanos();
    }

    /** Done when nothing of this link is left. */
    CompletableFuture<Void> gone() {
        return gone;
    }
}
