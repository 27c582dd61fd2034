package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.wire.LineOptions;

import java.time.Duration;
import java.util.List;
import java.util.Properties;
import javax.net.SocketFactory;
import javax.net.ssl.HostnameVerifier;

/**
 * Everything that two users of one connection must agree on. Holds no credentials: those are asked for at every connect.
 *
 * @param serverUris tried in turn, {@code tcp://}, {@code ssl://}, {@code ws://} or {@code wss://}
 * @param clientId the client identifier; one connection per (server, clientId)
 * @param cleanSession as in CONNECT
 * @param keepAlive as in CONNECT, whole seconds; zero switches keep alive off
 * @param connectTimeout for the network connect, and again from there to CONNACK
 * @param maxInflight publishes that may wait for their PUBACK or PUBCOMP at once, 1 to 65535
 * @param publishTimeout how long a publish may wait, for a place in the window and for its acknowledgement together
 * @param mqttVersion protocol level of CONNECT: 4 is MQTT 3.1.1, 3 is MQTT 3.1; 0 tries both
 * @param socketFactory for TLS an {@code SSLSocketFactory}; null means the JVM's default
 * @param httpsHostnameVerification whether the certificate must name the host
 * @param hostnameVerifier a verifier of one's own beside that; may be null
 * @param webSocketHeaders extra headers of the WebSocket handshake; may be null
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
        SocketFactory socketFactory,
        boolean httpsHostnameVerification,
        HostnameVerifier hostnameVerifier,
        Properties webSocketHeaders,
        int maxSubscriptions,
        Will will,
        boolean service,
        InboundOptions inbound) {

    public ConnectionOptions {
        serverUris = List.copyOf(serverUris);
    }

    /** Whether the connection is encrypted; all servers of the list share one socket factory, so all are or none. */
    boolean secure() {
        return serverUris.stream().allMatch(uri -> uri.startsWith("ssl:") || uri.startsWith("wss:"));
    }

    LineOptions line() {
        return new LineOptions(
                clientId,
                connectTimeout,
                secure(),
                socketFactory,
                httpsHostnameVerification,
                hostnameVerifier,
                webSocketHeaders,
                inbound.maxPacketSize());
    }

    /** For messages: the server and the client. */
    @Override
    public String toString() {
        return Printable.of(clientId) + " at " + String.join(",", serverUris);
    }
}
