package io.github.camelaliyun.mqtt.wire;

import java.util.Properties;
import javax.net.ssl.HostnameVerifier;

/**
 * What carries the packets, beside the address of the server.
 *
 * @param tls for {@code ssl://} and {@code wss://}
 * @param httpsHostnameVerification whether the certificate must name the host
 * @param hostnameVerifier a verifier of one's own beside that, asked on a worker; may be null
 * @param webSocketHeaders extra headers of the WebSocket handshake; may be null
 * @param proxies whether the server is reached through one
 */
public record TransportOptions(
        TlsSource tls,
        boolean httpsHostnameVerification,
        HostnameVerifier hostnameVerifier,
        Properties webSocketHeaders,
        ProxyChoice proxies) {

    /** What the JVM has by default, and no proxy. */
    public static final TransportOptions DEFAULTS =
            new TransportOptions(TlsSource.OF_JVM, true, null, null, ProxyChoice.DIRECT);

    /** Without the headers, which may have a token, and what the application brings. */
    @Override
    public String toString() {
        return "TransportOptions[httpsHostnameVerification=" + httpsHostnameVerification + ", webSocketHeaders="
                + (webSocketHeaders == null ? 0 : webSocketHeaders.size()) + "]";
    }
}
