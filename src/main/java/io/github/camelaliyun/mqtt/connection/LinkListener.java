package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.wire.Packet;

/** What a link reports to its connection; called on the line's thread or the timer, returns at once. */
interface LinkListener {
    void onConnected(Link link, boolean sessionPresent);

    /** The last call; made once for every link. */
    void onEnded(Link link, Throwable cause, boolean wasConnected);

    void onArrived(Link link, Packet.Publish publish);

    void onOversized(Link link, Packet.Oversized publish);

    void onReleased(Link link, int packetId);

    /** Some publishes have been answered, and no further answer is at hand. */
    void onAnswered();
}
