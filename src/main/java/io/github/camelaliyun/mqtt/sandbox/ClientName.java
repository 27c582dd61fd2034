package io.github.camelaliyun.mqtt.sandbox;

import io.netty.channel.Channel;
import io.netty.util.AttributeKey;

import java.net.InetSocketAddress;

/** What the log calls the client of a connection: its clientId, or its address until there has been a CONNECT. */
final class ClientName {

    private static final AttributeKey<String> CLIENT_ID = AttributeKey.valueOf(ClientName.class, "clientId");

    private ClientName() {}

    static void set(Channel connection, String clientId) {
        connection.attr(CLIENT_ID).set(clientId);
    }

    static String of(Channel connection) {
        String clientId = connection.attr(CLIENT_ID).get();
        return clientId == null ? address(connection) : clientId;
    }

    /** As {@code 127.0.0.1:40000}. */
    static String address(Channel connection) {
        return connection.remoteAddress() instanceof InetSocketAddress address
                ? address.getAddress().getHostAddress() + ":" + address.getPort()
                : "a client";
    }
}
