package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.wire.Packet;
import org.eclipse.paho.client.mqttv3.MqttException;

import java.util.Locale;

/** Gives each packet that comes by a link to whom it is for. On the line's thread. */
final class Incoming {

    private final Link link;
    private final PacketIds ids;
    private final Pings pings;
    private final LinkListener listener;

    /**
     * @param ids has those who wait for an answer
     * @param pings has those who wait for PINGRESP
     * @param listener gets messages, and what releases them
     */
    Incoming(Link link, PacketIds ids, Pings pings, LinkListener listener) {
        this.link = link;
        this.ids = ids;
        this.pings = pings;
        this.listener = listener;
    }

    /** What comes before the connection is accepted. */
    void first(Packet packet) {
        if (!(packet instanceof Packet.Connack connack)) {
            link.fail(new ProtocolViolationException(typeOf(packet) + " before CONNACK (3.2.0-1)"));
        } else if (connack.returnCode() != 0) {
            link.fail(new MqttException(connack.returnCode()));
        } else {
            link.accepted(connack.sessionPresent());
        }
    }

    /** What comes afterwards. */
    void next(Packet packet) {
        if (packet instanceof Packet.Publish publish) {
            listener.onArrived(link, publish);
        } else if (packet instanceof Packet.Pubrel rel) {
            listener.onReleased(link, rel.packetId());
        } else if (packet instanceof Packet.Pingresp) {
            pings.pong();
        } else if (packet instanceof Packet.Oversized publish) {
            listener.onOversized(link, publish);
        } else if (packet instanceof Packet.Answer answer) {
            ids.answered(answer.packetId(), packet);
        } else {
            link.fail(new ProtocolViolationException(typeOf(packet) + ", which no server sends after CONNACK"));
        }
    }

    private static String typeOf(Packet packet) {
        return packet.getClass().getSimpleName().toUpperCase(Locale.ROOT);
    }
}
