package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.connection.InboundMessage.Standing;
import io.github.camelaliyun.mqtt.credential.Credentials;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One network connection, from CONNECT to its end; never used again. So whatever one broken connection leaves behind is
 * kept away from the next, and each acknowledgement is bound to the connection that the message came by.
 *
 * <p>One worker connects and then reads ({@link #run}), another writes while there is something to write. Any thread may
 * call; only {@link #run} and {@link #disconnect} wait.
 */
final class Link implements InboundMessage.Origin {

    private static final int LEVEL_3_1_1 = 4;
    private static final int LEVEL_3_1 = 3;
    private static final Logger LOG = LoggerFactory.getLogger(Link.class);

    /** What the link reports to its connection; called on its workers or the timer, returns at once. */
    interface Owner {
        void connected(Link link, boolean sessionPresent);

        void connectFailed(Link link, Throwable cause);

        void lost(Link link, Throwable cause);

        void arrived(InboundMessage message);

        /** There is room again for messages that were left with the broker. */
        void hasRoom(Link link, int left);

        /** Some publishes have been answered, and no further answer is at hand. */
        void answered();
    }

    private final ConnectionOptions options;
    private final ConnectionThreads threads;
    private final Owner owner;
    private final Conversation conversation;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private volatile Standing standing = Standing.GOOD;

    /** Guards what follows. */
    private final ReentrantLock lock = new ReentrantLock();

    private Transport transport;
    private boolean connected;
    private boolean over;
    private Exception cause;

    Link(ConnectionOptions options, ConnectionThreads threads, Owner owner) {
        this.options = options;
        this.threads = threads;
        this.owner = owner;
        this.conversation = new Conversation(options, threads, this, owner);
    }

    /** Connects to the first server that takes us, and reads until the end. */
    void run(Credentials credentials) {
        Exception last = null;
        for (String serverUri : options.serverUris()) {
            for (int level : levels()) {
                if (!isOver()) {
                    last = serve(serverUri, level, credentials);
                }
            }
        }
        end(last);
    }

    /** Zero, camel-paho's default, stands for both, the newer one first. */
    private int[] levels() {
        return options.mqttVersion() == 0 ? new int[] {LEVEL_3_1_1, LEVEL_3_1} : new int[] {options.mqttVersion()};
    }

    /** Answers why it ended. */
    private Exception serve(String serverUri, int level, Credentials credentials) {
        Transport opened = null;
        try {
            opened = new Transport(serverUri, options);
            use(opened);
            opened.open();
            conversation.begin(opened.out(), Packet.connect(options, level, credentials));
            new PacketReader(opened.in(), conversation).readAll();
            throw new IllegalStateException("reading ends with an exception only");
        } catch (IOException | MqttException | RuntimeException e) {
            return e;
        } finally {
            if (opened != null) {
                opened.cut();
                opened.close();
            }
        }
    }

    private void use(Transport opening) throws SocketException {
        lock.lock();
        try {
            if (over) {
                throw new SocketException("the connection was given up");
            }
            transport = opening;
        } finally {
            lock.unlock();
        }
    }

    /** CONNACK has come. */
    void accepted(boolean sessionPresent) {
        lock.lock();
        try {
            connected = true;
        } finally {
            lock.unlock();
        }
        owner.connected(this, sessionPresent);
    }

    /** Ends the link for a reason that was found beside the reading. */
    void fail(Exception reason) {
        Transport dead;
        lock.lock();
        try {
            cause = cause == null ? reason : cause;
            dead = transport;
            over |= connected;
        } finally {
            lock.unlock();
        }
        threads.workers().execute(dead::cut);
    }

    private void end(Exception last) {
        conversation.end();
        Exception reason;
        boolean wasConnected;
        lock.lock();
        try {
            over = true;
            reason = cause == null ? last : cause;
            wasConnected = connected;
        } finally {
            lock.unlock();
        }
        if (wasConnected) {
            owner.lost(this, reason);
        } else {
            owner.connectFailed(this, reason == null ? new SocketException("the connection was given up") : reason);
        }
        ended.complete(null);
    }

    private boolean isOver() {
        lock.lock();
        try {
            return over || connected;
        } finally {
            lock.unlock();
        }
    }

    Conversation conversation() {
        return conversation;
    }

    @Override
    public void acknowledge(int packetId, int qos) {
        int left = conversation.acknowledge(packetId, qos);
        if (left > 0) {
            owner.hasRoom(this, left);
        }
    }

    @Override
    public Standing standing() {
        return standing;
    }

    /** The link has ended: with a session that the broker keeps, what came by it may be delivered again. */
    void down() {
        standing = options.cleanSession() ? Standing.GOOD : Standing.UNDECIDED;
    }

    /** The next link is up, and its CONNACK has told whether the broker delivers there what was not acknowledged here. */
    void succeeded(boolean sessionPresent) {
        standing = sessionPresent ? Standing.SUPERSEDED : Standing.GOOD;
    }

    /** Ends the network connection without a DISCONNECT packet, and does not wait for it. */
    void abandon() {
        lock.lock();
        try {
            over = true;
        } finally {
            lock.unlock();
        }
        Transport present = transport();
        if (present != null) {
            present.cut();
        }
    }

    private Transport transport() {
        lock.lock();
        try {
            return transport;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Sends DISCONNECT and ends the network connection; waits for that at most as long as given, and must not be called
     * by the reading worker. What the server sends meanwhile is read until it closes, though not processed: to close with
     * input unread would reset the connection, and the acknowledgements that are on their way would be lost with it.
     */
    void disconnect(Duration timeout) {
        CompletableFuture<Void> left = new CompletableFuture<>();
        try {
            if (conversation.leave(() -> left.complete(null))) {
                left.thenRun(transport()::finish)
                        .thenCombine(ended, (sent, closed) -> closed)
                        .get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.debug("the server has not closed the connection after DISCONNECT", e);
        } finally {
            abandon();
        }
    }

    /** Done when nothing of this link is left. */
    CompletableFuture<Void> ended() {
        return ended;
    }
}
