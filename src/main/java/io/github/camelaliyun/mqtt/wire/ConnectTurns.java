package io.github.camelaliyun.mqtt.wire;

import io.netty.channel.EventLoop;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Lets so many connects to one address be under way at once, the others in the order in which they came. A listening socket
 * keeps a bounded number of connections that its server has not accepted; the system drops what is beyond, and who connects
 * tries again a second later at the earliest (RFC 6298, 2.1).
 *
 * <p>On event loops; each has turns of its own, so that no line waits for one that another thread serves.
 */
final class ConnectTurns {

    /** To wait longer would take more time than a connect that is dropped. */
    private static final Duration LONGEST = Duration.ofSeconds(1);

    private final int most;
    private final Duration longest;
    private final Map<Key, Server> servers = new ConcurrentHashMap<>();

    private record Key(EventLoop loop, InetSocketAddress address) {}

    /** @param most connects to one address that are under way on one event loop */
    ConnectTurns(int most) {
        this(most, LONGEST);
    }

    /** @param longest how long a turn lasts that nobody ends */
    ConnectTurns(int most, Duration longest) {
        this.most = most;
        this.longest = longest;
    }

    /**
     * A turn, which is to be {@link Turn#begin begun}.
     *
     * @param patience who has waited so long goes without a turn
     * @param connect is run once on the event loop, unless the turn is ended before
     */
    Turn of(EventLoop loop, InetSocketAddress address, Duration patience, Runnable connect) {
        return new Turn(new Key(loop, address), patience, connect);
    }

    /** Nothing is under way any more on an event loop that has ended. Any thread may call. */
    void forget(EventLoop ended) {
        servers.keySet().removeIf(key -> key.loop() == ended);
    }

    /** An address, as one event loop knows it. */
    private final class Server {
        private final Key key;
        private final Set<Turn> waiting = new LinkedHashSet<>();
        private int underWay;
        private boolean beginning;

        private Server(Key key) {
            this.key = key;
        }

        /** A connect may end while it begins, so that many would go too deep if each began the next one. */
        private void beginNext() {
            if (beginning) {
                return;
            }
            beginning = true;
            try {
                while (underWay < most && !waiting.isEmpty()) {
                    waiting.iterator().next().go();
                }
            } finally {
                beginning = false;
            }
            if (underWay == 0 && waiting.isEmpty()) {
                servers.remove(key, this);
            }
        }
    }

    /** One connect's. On its event loop. */
    final class Turn {
        private final Key key;
        private final Duration patience;
        private final Runnable connect;
        /** Null before the begin. */
        private Server server;

        private ScheduledFuture<?> timer;
        private boolean over;

        private Turn(Key key, Duration patience, Runnable connect) {
            this.key = key;
            this.patience = patience;
            this.connect = connect;
        }

        /** Connects now or later; to be called once. */
        void begin() {
            server = servers.computeIfAbsent(key, Server::new);
            server.waiting.add(this);
            server.beginNext();
            if (server.waiting.contains(this)) {
                after(patience, this::go);
            }
        }

        private void go() {
            if (server.waiting.remove(this)) {
                server.underWay++;
                try {
                    after(longest, this::end);
                } finally {
                    // Without a limit the turn ends with the line, which nobody else would connect any more.
                    connect.run();
                }
            }
        }

        /** The server has answered, or the line has ended; any more calls do nothing. */
        void end() {
            if (over) {
                return;
            }
            over = true;
            noTimer();
            if (!server.waiting.remove(this)) {
                server.underWay--;
            }
            server.beginNext();
        }

        private void after(Duration delay, Runnable task) {
            noTimer();
            timer = key.loop().schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
        }

        private void noTimer() {
            if (timer != null) {
                timer.cancel(false);
                timer = null;
            }
        }
    }
}
