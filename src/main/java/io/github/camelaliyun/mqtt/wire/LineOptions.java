package io.github.camelaliyun.mqtt.wire;

import java.time.Duration;
import java.util.Properties;
import javax.net.SocketFactory;
import javax.net.ssl.HostnameVerifier;

/**
 * How to open a line.
 *
 * @param clientId for the names of threads and messages
 * @param connectTimeout for the network connect, and for each handshake
 * @param secure whether the socket factory is for TLS
 * @param socketFactory for TLS an {@code SSLSocketFactory}; null means the JVM's default
 * @param httpsHostnameVerification whether the certificate must name the host
 * @param hostnameVerifier a verifier of one's own beside that; may be null
 * @param webSocketHeaders extra headers of the WebSocket handshake; may be null
 * @param maxPacketSize bytes of a packet that is received, without its fixed header (its remaining length); a PUBLISH over it arrives as {@link Packet.Oversized}, any other
 *     packet over it ends the line
 */
public record LineOptions(
        String clientId,
        Duration connectTimeout,
        boolean secure,
        SocketFactory socketFactory,
        boolean httpsHostnameVerification,
        HostnameVerifier hostnameVerifier,
        Properties webSocketHeaders,
        int maxPacketSize) {}
