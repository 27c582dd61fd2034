package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.credential.Credentials;
import io.github.camelaliyun.mqtt.service.Printable;
import io.github.camelaliyun.mqtt.wire.LineOptions;
import io.github.camelaliyun.mqtt.wire.Packet;
import io.github.camelaliyun.mqtt.wire.TransportOptions;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Everything that two users of one connection must agree on. Holds no credentials: those are asked for at every connect.
 *
 * @param serverUris tried in turn, {@code tcp://}, {@code ssl://}, {@code ws://} or {@code wss://}; for messages there is
 *     {@link #servers}
 * @param clientId the client identifier; one connection per (server, clientId)
 * @param cleanSession as in CONNECT
 * @param keepAlive as in CONNECT, whole seconds; zero switches keep alive off
 * @param connectTimeout for the name lookup, for the network connect, for the handshakes, and from there to CONNACK: each
 *     at each address
 * @param maxInflight publishes that may wait for their PUBACK or PUBCOMP at once, 1 to 65535
 * @param publishTimeout how long a publish may wait, for a place in the window and for its acknowledgement together
 * @param mqttVersion protocol level of CONNECT: 4 is MQTT 3.1.1, 3 is MQTT 3.1; 0 tries both
 * @param transport what carries the packets
 * @param maxSubscriptions topic filters that the server takes from one client
 * @param will what the server publishes when the connection breaks; null for nothing
 * @param service whether the server is ApsaraMQ for MQTT: it delivers P2P messages without a subscription, and has no
 *     retained messages
 * @param inbound what is done with messages that come in faster than they are taken, or that nobody takes
 */
public record ConnectionOptions(
        List<String> serverUris,
        String clientId,
        boolean cleanSession,
        Duration keepAlive,
        Duration connectTimeout,
        int maxInflight,
        Duration publishTimeout,
        int mqttVersion,
        TransportOptions transport,
        int maxSubscriptions,
        Will will,
        boolean service,
        InboundOptions inbound) {

    public ConnectionOptions {
        serverUris = List.copyOf(serverUris);
    }

    /**
     * The first packet of a link.
     *
     * @param level protocol level
     * @param credentials null for none
     */
    Packet.Connect connect(int level, Credentials credentials) {
        return new Packet.Connect(
                level,
                clientId,
                cleanSession,
                (int) keepAlive.toSeconds(),
                credentials == null ? null : credentials.username(),
                credentials == null ? null : credentials.password(),
                will == null ? null : will.packet());
    }

    LineOptions line() {
        return new LineOptions(clientId, connectTimeout, transport, inbound.maxPacketSize());
    }

    /** For messages: the servers. */
    public String servers() {
        return serverUris.stream().map(ConnectionOptions::shown).collect(Collectors.joining(","));
    }

    /** Without the query, which may have a token. */
    static String shown(String serverUri) {
        int query = serverUri.indexOf('?');
        return query < 0 ? serverUri : serverUri.substring(0, query) + "?...";
    }

    /** For messages: the server and the client. */
    @Override
    public String toString() {
        return Printable.of(clientId) + " at " + servers();
    }
}
