package io.github.camelaliyun.mqtt.sandbox;

import com.hivemq.bootstrap.ClientConnection;
import com.hivemq.mqtt.message.QoS;
import com.hivemq.mqtt.message.pool.FreePacketIdRanges;
import com.hivemq.mqtt.message.pool.exception.NoMessageIdAvailableException;
import com.hivemq.mqtt.message.puback.PUBACK;
import com.hivemq.mqtt.message.publish.PUBLISH;
import com.hivemq.mqtt.message.publish.PUBLISHFactory;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Sends each QoS 1 PUBLISH again until its PUBACK comes, up to 15 times, on one connection. It stands next to the codec,
 * where the broker does not see what it sends and takes; all its methods run on the connection's event loop.
 *
 * <p>A new identifier is borrowed from the broker's own for this connection until the client acknowledges it. The broker
 * learns of the acknowledgement of the identifier that it chose, and of no other: it would use that one again while the
 * client still has a message under it. So its message is under way until then, though it is sent no more.
 */
final class Resender extends ChannelDuplexHandler {

    /** As often as RocketMQ MQTT, {@code maxRetryTime}; it also bounds the identifiers that a message can take. */
    static final int MAX_RESENDS = 15;

    private static final Logger LOG = LoggerFactory.getLogger(Resender.class);

    private final Duration after;
    private final Resend how;
    private final Consumer<SentMessage> resent;
    /** By each packet identifier that the client has not acknowledged. */
    private final Map<Integer, Message> unacknowledged = new HashMap<>();

    /** @param resent is told of what was sent again */
    Resender(Duration after, Resend how, Consumer<SentMessage> resent) {
        this.after = after;
        this.how = how;
        this.resent = resent;
    }

    private static final class Message {

        private final PUBLISH publish;
        private int resends;
        private Future<?> timer;

        Message(PUBLISH publish) {
            this.publish = publish;
        }

        int brokersId() {
            return publish.getPacketIdentifier();
        }
    }

    @Override
    public void write(ChannelHandlerContext context, Object packet, ChannelPromise promise) {
        context.write(packet, promise);
        if (packet instanceof PUBLISH publish && publish.getQoS() == QoS.AT_LEAST_ONCE) {
            Message message = new Message(publish);
            unacknowledged.put(message.brokersId(), message);
            startTimer(context, message);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object packet) {
        if (!(packet instanceof PUBACK puback && isOfOurs(context, puback.getPacketIdentifier()))) {
            context.fireChannelRead(packet);
        }
    }

    /** Ends the message of this identifier; true if the broker must not see the PUBACK. */
    private boolean isOfOurs(ChannelHandlerContext context, int packetId) {
        Message message = unacknowledged.remove(packetId);
        if (message == null) {
            return false;
        }
        message.timer.cancel(false);
        if (packetId == message.brokersId()) {
            return false;
        }
        packetIds(context).returnId(packetId);
        return true;
    }

    /** The connection has ended, or the broker stops. */
    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        unacknowledged.values().forEach(message -> message.timer.cancel(false));
        unacknowledged.clear();
    }

    private void startTimer(ChannelHandlerContext context, Message message) {
        message.timer =
                context.executor().schedule(() -> sendAgain(context, message), after.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void sendAgain(ChannelHandlerContext context, Message message) {
        try {
            int packetId = how == Resend.NEW_ID ? packetIds(context).takeNextId() : message.brokersId();
            unacknowledged.put(packetId, message);
            context.writeAndFlush(new PUBLISHFactory.Mqtt3Builder()
                    .fromPublish(message.publish)
                    .withPacketIdentifier(packetId)
                    .withDuplicateDelivery(how == Resend.SAME_ID_DUP)
                    .build());
            resent.accept(new SentMessage(
                    message.publish.getTopic(),
                    message.publish.getPayload(),
                    message.publish.getQoS().getQosNumber()));
        } catch (NoMessageIdAvailableException e) {
            LOG.debug("sandbox has no packet identifier left to send a message again under: it tries later");
        }
        message.resends++;
        if (message.resends < MAX_RESENDS) {
            startTimer(context, message);
        }
    }

    private static FreePacketIdRanges packetIds(ChannelHandlerContext context) {
        return ClientConnection.of(context.channel()).getFreePacketIdRanges();
    }
}
