package io.github.camelaliyun.mqtt.doctor;

import io.github.camelaliyun.mqtt.service.SystemTopics;
import io.github.camelaliyun.mqtt.wire.Line;
import io.github.camelaliyun.mqtt.wire.LineListener;
import io.github.camelaliyun.mqtt.wire.LineOptions;
import io.github.camelaliyun.mqtt.wire.Packet;
import io.github.camelaliyun.mqtt.wire.Way;
import io.github.camelaliyun.mqtt.wire.Wire;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

/**
 * The doctor's own client: asks one thing at a time. Told on an event loop; one other thread asks. What others publish is
 * forgotten.
 */
final class Session implements LineListener {

    /** Begins what the doctor publishes. */
    static final String MARK = "camel-aliyun-mqtt doctor ";

    private static final byte[] MARK_BYTES = MARK.getBytes(StandardCharsets.US_ASCII);

    /** Behind the last packet: no server sends it. */
    private static final Packet END = Packet.DISCONNECT;

    private final CompletableFuture<Line> opened = new CompletableFuture<>();
    private final LinkedBlockingQueue<Packet> answers = new LinkedBlockingQueue<>();
    private final CompletableFuture<Throwable> closed = new CompletableFuture<>();
    private volatile Line line;
    private volatile String tokenNotice;
    private final boolean acknowledges;
    private int lastId;

    private Session(boolean acknowledges) {
        this.acknowledges = acknowledges;
    }

    /**
     * Opens one; waits as long as the line's own limits.
     *
     * @param acknowledges whether messages of others are; else the server keeps those of a session that it keeps
     * @throws ExecutionException with the cause of the line's end
     */
    static Session open(Wire wire, Way way, LineOptions options, boolean acknowledges)
            throws ExecutionException, InterruptedException {
        Session session = new Session(acknowledges);
        wire.open(way, options, session);
        session.opened.get();
        return session;
    }

    /** An identifier that is not in use. */
    int nextId() {
        return ++lastId;
    }

    void send(Packet packet) {
        line.send(packet);
    }

    /**
     * Waits for a packet; others are dropped.
     *
     * @throws TimeoutException if it has not come in time
     * @throws ExecutionException with the cause of the line's end
     */
    <T extends Packet> T await(Class<T> type, Predicate<T> wanted, Duration limit)
            throws TimeoutException, ExecutionException, InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        while (true) {
            Packet next = answers.poll(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
            if (next == null) {
                throw new TimeoutException();
            }
            if (next == END) {
                answers.add(END);
                throw new ExecutionException(closed.join());
            }
            if (type.isInstance(next) && wanted.test(type.cast(next))) {
                return type.cast(next);
            }
        }
    }

    /** Whether the line ends within this time. */
    boolean endsWithin(Duration limit) throws InterruptedException {
        try {
            closed.get(limit.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    boolean isClosed() {
        return closed.isDone();
    }

    /** What the service has said of the tokens before it closed the connection; null for nothing. */
    String tokenNotice() {
        return tokenNotice;
    }

    @Override
    public void onOpened(Line open) {
        line = open;
        opened.complete(open);
    }

    @Override
    public void onReceived(Packet packet) {
        if (packet instanceof Packet.Publish publish) {
            boolean own = isOwn(publish);
            if (own || acknowledges) {
                acknowledge(publish.qos(), publish.packetId());
            }
            if (publish.topic().equals(SystemTopics.TOKEN_INVALID)) {
                tokenNotice = new String(publish.payload(), StandardCharsets.UTF_8);
            }
            if (!own) {
                return;
            }
        } else if (packet instanceof Packet.Oversized oversized) {
            if (acknowledges) {
                acknowledge(oversized.qos(), oversized.packetId());
            }
            return;
        } else if (packet instanceof Packet.Pubrel release) {
            if (acknowledges) {
                line.send(new Packet.Pubcomp(release.packetId()));
            }
            return;
        }
        answers.add(packet);
    }

    private void acknowledge(int qos, int id) {
        if (qos == 1) {
            line.send(new Packet.Puback(id));
        } else if (qos == 2) {
            line.send(new Packet.Pubrec(id));
        }
    }

    private static boolean isOwn(Packet.Publish publish) {
        byte[] payload = publish.payload();
        return payload.length > MARK_BYTES.length
                && new String(payload, 0, MARK_BYTES.length, StandardCharsets.US_ASCII).equals(MARK);
    }

    @Override
    public void onHeard() {
        // Every wait has its own limit.
    }

    @Override
    public boolean onIdle() {
        return false;
    }

    @Override
    public void onWritten() {
        // Nothing waits for it.
    }

    @Override
    public void onClosed(Throwable cause) {
        closed.complete(cause);
        opened.completeExceptionally(cause);
        answers.add(END);
    }

    /** Whether the server has closed, rather than something else gone wrong. */
    static boolean isCloseByServer(Throwable cause) {
        return cause instanceof EOFException
                || cause instanceof SocketException
                        && String.valueOf(cause.getMessage()).matches(".*(reset|Broken pipe).*");
    }

    /** Says goodbye, by which the clean session ends with its subscriptions. */
    void close(Duration limit) {
        Line open = line;
        if (open != null && !isClosed()) {
            open.send(Packet.DISCONNECT);
            open.finish();
            try {
                closed.get(limit.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException | ExecutionException e) {
                open.cut(new IOException("the server does not close"));
            } catch (InterruptedException e) {
                open.cut(e);
                Thread.currentThread().interrupt();
            }
        }
    }
}
