package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.wire.Packet;

/** Tells what comes in of everything that happens to its links, as a connection does. */
record InboundLinks(Inbound inbound) implements LinkListener {

    @Override
    public void onConnected(Link link, boolean sessionPresent) {
        inbound.linkUp(link, sessionPresent);
    }

    @Override
    public void onEnded(Link link, Throwable cause, boolean wasConnected) {
        inbound.linkDown(link);
    }

    @Override
    public void onArrived(Link link, Packet.Publish publish) {
        inbound.arrived(link, publish);
    }

    @Override
    public void onOversized(Link link, Packet.Oversized publish) {
        inbound.oversized(link, publish);
    }

    @Override
    public void onReleased(Link link, int packetId) {
        inbound.released(link, packetId);
    }

    @Override
    public void onAnswered() {
        // Of publishes; there are none.
    }
}
