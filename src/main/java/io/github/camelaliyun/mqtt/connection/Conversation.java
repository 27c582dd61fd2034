package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.connection.PacketIds.Answer;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The packets of one link, both ways, from CONNECT to DISCONNECT, as MQTT 3.1.1 has them answer each other (chapter 4.3).
 * Whatever is sent finds its place behind what was sent before and waits for nothing; any thread may send. The handler's
 * methods run on the reading worker, the listener's on the writing one.
 */
final class Conversation implements PacketReader.Handler, PacketWriter.Listener {

    private static final byte[] NOTHING = {};
    private static final Logger LOG = LoggerFactory.getLogger(Conversation.class);

    private final ConnectionThreads threads;
    private final Link link;
    private final Link.Owner owner;
    private final KeepAlive keepAlive;
    private final Received received;
    private final PacketIds packetIds = new PacketIds();
    /** Keeps packets in the order of their identifiers. */
    private final ReentrantLock order = new ReentrantLock();

    private volatile PacketWriter writer;
    private volatile boolean leaving;

    Conversation(ConnectionOptions options, ConnectionThreads threads, Link link, Link.Owner owner) {
        this.threads = threads;
        this.link = link;
        this.owner = owner;
        this.received = new Received(!options.cleanSession());
        this.keepAlive = new KeepAlive(
                threads.timer(),
                System::nanoTime,
                options.keepAlive(),
                () -> send(Packet.pingreq()),
                () -> link.fail(new MqttException(MqttException.REASON_CODE_CLIENT_TIMEOUT)));
    }

    void begin(OutputStream out, Packet connect) {
        PacketWriter begun = new PacketWriter(out, threads.workers(), this);
        begun.send(connect);
        writer = begun;
    }

    /** Nothing is sent any more. */
    void end() {
        keepAlive.end();
        PacketWriter present = writer;
        if (present != null) {
            present.close();
        }
    }

    /**
     * Sends PUBLISH.
     *
     * @param answer told when the broker has acknowledged; at QoS 0, when the packet has left
     * @throws MqttException if the link has ended, or no packet identifier is free
     */
    void publish(OutboundMessage message, Answer answer) throws MqttException {
        order.lock();
        try {
            if (message.qos() == 0) {
                require(send(Packet.publish(message, 0, () -> answer.answered(NOTHING))));
            } else {
                require(send(Packet.publish(message, packetIds.take(answer), null)));
            }
        } finally {
            order.unlock();
        }
    }

    /** @throws MqttException if the link has ended, or no packet identifier is free */
    void subscribe(List<Subscription> subscriptions, Answer answer) throws MqttException {
        order.lock();
        try {
            require(send(Packet.subscribe(packetIds.take(answer), subscriptions)));
        } finally {
            order.unlock();
        }
    }

    /** Sends UNSUBSCRIBE; nothing when the link has gone, for the next one does not subscribe these. */
    void unsubscribe(List<String> filters) {
        order.lock();
        try {
            send(Packet.unsubscribe(packetIds.take(codes -> {}), filters));
        } catch (MqttException e) {
            LOG.debug("UNSUBSCRIBE {} not sent", filters, e);
        } finally {
            order.unlock();
        }
    }

    /**
     * Sends PUBACK, or PUBCOMP at QoS 2; nothing when the link has gone, for then the broker delivers again.
     *
     * @return how many messages were left with the broker, if now is the time to fetch them, and else zero
     */
    int acknowledge(int packetId, int qos) {
        int left = received.acknowledged(packetId);
        send(qos == 1 ? Packet.puback(packetId) : Packet.pubcomp(packetId));
        return left;
    }

    /**
     * Sends DISCONNECT; what is received from now on is not processed.
     *
     * @param sent run when the packet has left
     * @return false if the link has ended, and nothing is sent
     */
    boolean leave(Runnable sent) {
        leaving = true;
        return send(Packet.disconnect(sent));
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

    @Override
    public void connack(boolean sessionPresent, int returnCode) throws MqttException {
        if (returnCode != 0) {
            throw new MqttException(returnCode);
        }
        keepAlive.begin();
        link.accepted(sessionPresent);
    }

    @Override
    public void publish(String topic, byte[] payload, int qos, int packetId, boolean duplicate) {
        if (leaving) {
            return;
        }
        InboundMessage message = new InboundMessage(topic, payload, qos, packetId, duplicate, link);
        switch (received.published(message)) {
            case DELIVER -> owner.arrived(message);
            case ANSWER -> send(Packet.pubrec(packetId));
            default -> LOG.debug("{} is not taken: a copy is being processed, or there is no room", message);
        }
    }

    @Override
    public void pubrel(int packetId) {
        if (leaving) {
            return;
        }
        Optional<InboundMessage> message = received.released(packetId);
        if (message.isPresent()) {
            owner.arrived(message.get());
        } else if (!received.isInProcess(packetId)) {
            send(Packet.pubcomp(packetId));
        }
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

    @Override
    public void wrote() {
        keepAlive.sent();
        owner.answered();
    }

    @Override
    public void writeFailed(Exception reason) {
        link.fail(reason);
    }
}
