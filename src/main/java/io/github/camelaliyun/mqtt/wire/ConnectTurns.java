package io.github.camelaliyun.mqtt.wire;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.FastThreadLocal;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
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
    private final FastThreadLocal<Map<InetSocketAddress, Server>> servers = new FastThreadLocal<>() {
        @Override
        protected Map<InetSocketAddress, Server> initialValue() {
            return new HashMap<>();
        }
    };

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
     * Begins a turn, at once or later. On the event loop.
     *
     * @param patience who has waited so long goes without a turn
     * @param connect is run once on the event loop, unless the turn is ended before
     */
    Turn ask(EventLoop loop, InetSocketAddress address, Duration patience, Runnable connect) {
        Server server = servers.get().computeIfAbsent(address, Server::new);
        Turn turn = new Turn(server, loop, connect);
        server.waiting.add(turn);
        server.beginNext();
        if (server.waiting.contains(turn)) {
            turn.after(patience, turn::begin);
        }
        return turn;
    }

    private final class Server {
        private final InetSocketAddress address;
        private final Set<Turn> waiting = new LinkedHashSet<>();
        private int underWay;
        private boolean beginning;

        private Server(InetSocketAddress address) {
            this.address = address;
        }

        /** A connect may end while it begins, so that many would go too deep if each began the next one. */
        private void beginNext() {
            if (beginning) {
                return;
            }
            beginning = true;
            try {
                while (underWay < most && !waiting.isEmpty()) {
                    Iterator<Turn> first = waiting.iterator();
                    first.next().begin();
                }
            } finally {
                beginning = false;
            }
            if (underWay == 0 && waiting.isEmpty()) {
                servers.get().remove(address, this);
            }
        }
    }

    /** One connect's. On its event loop. */
    final class Turn {
        private final Server server;
        private final EventLoop loop;
        private final Runnable connect;
        private ScheduledFuture<?> timer;
        private boolean over;

        private Turn(Server server, EventLoop loop, Runnable connect) {
            this.server = server;
            this.loop = loop;
            this.connect = connect;
        }

        private void begin() {
            if (server.waiting.remove(this)) {
                server.underWay++;
                after(longest, this::end);
                connect.run();
            }
        }

        /** The server has answered, or the line has ended; any more calls do nothing. */
        void end() {
            if (over) {
                return;
            }
            over = true;
            timer.cancel(false);
            if (!server.waiting.remove(this)) {
                server.underWay--;
                server.beginNext();
            }
        }

        private void after(Duration delay, Runnable task) {
            if (timer != null) {
                timer.cancel(false);
            }
            timer = loop.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
        }
    }
}
