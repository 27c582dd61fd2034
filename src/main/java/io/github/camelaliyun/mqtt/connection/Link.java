package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.connection.InboundMessage.Standing;
import io.github.camelaliyun.mqtt.connection.PacketIds.Answer;
import io.github.camelaliyun.mqtt.credential.Credentials;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
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
    private static final byte[] NOTHING = {};
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
    private final KeepAlive keepAlive;
    private final PacketIds packetIds = new PacketIds();
    private final Received received;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private volatile Standing standing = Standing.GOOD;
    private volatile PacketWriter writer;
    private volatile boolean leaving;

    /** Guards what follows, and the order of packets that carry identifiers. */
    private final ReentrantLock lock = new ReentrantLock();

    private Transport transport;
    private boolean connected;
    private boolean over;
    private Exception cause;

    Link(ConnectionOptions options, ConnectionThreads threads, Owner owner) {
        this.options = options;
        this.threads = threads;
        this.owner = owner;
        this.received = new Received(!options.cleanSession());
        this.keepAlive = new KeepAlive(
                threads.timer(),
                System::nanoTime,
                options.keepAlive(),
                () -> send(Packet.pingreq()),
                this::pingUnanswered);
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
            begin(opened, Packet.connect(options, level, credentials));
            new PacketReader(opened.in(), new Incoming()).readAll();
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

    private void begin(Transport opened, Packet connect) throws IOException {
        PacketWriter begun = new PacketWriter(opened.out(), threads.workers(), new Outgoing());
        begun.send(connect);
        writer = begun;
    }

    /** CONNACK has come. */
    private void accepted(boolean sessionPresent) {
        lock.lock();
        try {
            connected = true;
        } finally {
            lock.unlock();
        }
        keepAlive.begin();
        owner.connected(this, sessionPresent);
    }

    /** Ends the link for a reason that was found beside the reading. */
    private void fail(Exception reason) {
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
        keepAlive.end();
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
        if (writer != null) {
            writer.close();
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

    /**
     * Sends PUBLISH.
     *
     * @param answer told when the broker has acknowledged; at QoS 0, when the packet has left
     * @throws MqttException if the link has ended, or no packet identifier is free
     */
    void publish(OutboundMessage message, Answer answer) throws MqttException {
        lock.lock();
        try {
            if (message.qos() == 0) {
                require(send(Packet.publish(message, 0, () -> answer.answered(NOTHING))));
            } else {
                require(send(Packet.publish(message, packetIds.take(answer), null)));
            }
        } finally {
            lock.unlock();
        }
    }

    /** @throws MqttException if the link has ended, or no packet identifier is free */
    void subscribe(List<Subscription> subscriptions, Answer answer) throws MqttException {
        lock.lock();
        try {
            require(send(Packet.subscribe(packetIds.take(answer), subscriptions)));
        } finally {
            lock.unlock();
        }
    }

    /** Sends UNSUBSCRIBE; nothing when the link has gone, for the next one does not subscribe these. */
    void unsubscribe(List<String> filters) {
        lock.lock();
        try {
            send(Packet.unsubscribe(packetIds.take(codes -> {}), filters));
        } catch (MqttException e) {
            LOG.debug("UNSUBSCRIBE {} not sent", filters, e);
        } finally {
            lock.unlock();
        }
    }

    private static void require(boolean sent) throws MqttException {
        if (!sent) {
            throw new MqttException(MqttException.REASON_CODE_CLIENT_NOT_CONNECTED);
        }
    }

    private boolean send(Packet packet) {
        PacketWriter present = writer;
        return present != null && present.send(packet);
    }

    /** Sends PUBACK, or PUBCOMP at QoS 2; nothing when the link has gone, for then the broker delivers again. */
    @Override
    public void acknowledge(int packetId, int qos) {
        int left = received.acknowledged(packetId);
        send(qos == 1 ? Packet.puback(packetId) : Packet.pubcomp(packetId));
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
        leaving = true;
        CompletableFuture<Void> left = new CompletableFuture<>();
        try {
            if (send(Packet.disconnect(() -> left.complete(null)))) {
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

    private void pingUnanswered() {
        fail(new MqttException(MqttException.REASON_CODE_CLIENT_TIMEOUT));
    }

    /** What the server sends, on the reading worker. */
    private final class Incoming implements PacketReader.Handler {
        @Override
        public void connack(boolean sessionPresent, int returnCode) throws MqttException {
            if (returnCode != 0) {
                throw new MqttException(returnCode);
            }
            accepted(sessionPresent);
        }

        @Override
        public void publish(String topic, byte[] payload, int qos, int packetId, boolean duplicate) {
            if (leaving) {
                return;
            }
            InboundMessage message = new InboundMessage(topic, payload, qos, packetId, duplicate, Link.this);
            switch (received.published(message)) {
                case DELIVER -> owner.arrived(message);
                case ANSWER -> send(Packet.pubrec(packetId));
                default -> LOG.debug("{} is not taken: a copy is being processed, or there is no room", message);
            }
        }

        @Override
        public void pubrel(int packetId) {
            received.released(packetId).ifPresentOrElse(owner::arrived, () -> send(Packet.pubcomp(packetId)));
        }

        @Override
        public void pubrec(int packetId) {
            if (packetIds.isWaiting(packetId)) {
                send(Packet.pubrel(packetId));
            }
        }

        @Override
        public void acknowledged(int packetId) {
            packetIds.answered(packetId, NOTHING);
        }

        @Override
        public void suback(int packetId, byte[] returnCodes) {
            packetIds.answered(packetId, returnCodes);
        }

        @Override
        public void idle() {
            keepAlive.received();
            owner.answered();
        }
    }

    /** How the writing goes, on the writing worker. */
    private final class Outgoing implements PacketWriter.Listener {
        @Override
        public void wrote() {
            keepAlive.sent();
            owner.answered();
        }

        @Override
        public void writeFailed(Exception reason) {
            fail(reason);
        }
    }
}
