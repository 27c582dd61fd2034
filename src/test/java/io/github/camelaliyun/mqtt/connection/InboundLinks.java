package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.wire.Packet;

/** Tells what comes in of everything that happens to its links, as a connection does. */
record InboundLinks(Inbound inbound) implements LinkListener {

    @Override
    public void connected(Link link, boolean sessionPresent) {
        inbound.linkUp(link, sessionPresent);
    }

    @Override
    public void ended(Link link, Throwable cause, boolean wasConnected) {
        inbound.linkDown(link);
    }

    @Override
    public void arrived(Link link, Packet.Publish publish) {
        inbound.arrived(link, publish);
    }

    @Override
    public void oversized(Link link, Packet.Oversized publish) {
        inbound.oversized(link, publish);
    }

    @Override
    public void released(Link link, int packetId) {
        inbound.released(link, packetId);
    }

    @Override
    public void answered() {
        // Of publishes; there are none.
    }
}
