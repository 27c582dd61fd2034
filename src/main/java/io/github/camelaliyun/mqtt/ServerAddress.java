package io.github.camelaliyun.mqtt;

import io.github.camelaliyun.mqtt.credential.NearestName;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The address of a server, as a person writes it and as Paho wants it.
 *
 * @param uri {@code tcp://}, {@code ssl://}, {@code ws://} or {@code wss://}, always with a port
 */
public record ServerAddress(URI uri) {

    private static final Map<String, String> ALIASES =
            Map.of("tls", "ssl", "mqtt", "tcp", "mqtts", "ssl", "tcp", "tcp", "ssl", "ssl", "ws", "ws", "wss", "wss");
    private static final List<String> SCHEMES = List.of("tcp", "ssl", "ws", "wss", "tls", "mqtt", "mqtts", "sandbox");
    private static final Map<String, Integer> USUAL_PORTS = Map.of("tcp", 1883, "ssl", 8883, "ws", 80, "wss", 443);
    private static final Pattern IP_V4 = Pattern.compile("\\d+(\\.\\d+){3}");

    /**
     * Reads an address.
     *
     * @throws IllegalArgumentException if the scheme is unknown or the host or port is missing; the message names the
     *     nearest valid form
     */
    public static ServerAddress parse(String text) {
        String trimmed = text == null ? "" : text.trim();
        int at = trimmed.indexOf("://");
        String typed = (at < 0 ? trimmed : trimmed.substring(0, at)).toLowerCase(Locale.ROOT);
        if (at < 0) {
            throw new IllegalArgumentException("endpoint '" + trimmed + "' is not an address: "
                    + (typed.contains(".")
                            ? "did you mean 'tcp://" + trimmed + (trimmed.contains(":") ? "" : ":1883") + "'?"
                            : "did you mean '" + NearestName.of(typed, SCHEMES) + "'?")
                    + " Valid is sandbox, or tcp://, ssl://, ws:// or wss:// with host:port");
        }
        String scheme = ALIASES.get(typed);
        if (scheme == null) {
            throw new IllegalArgumentException("endpoint '" + trimmed + "' has the unknown scheme '" + typed
                    + "': did you mean '" + NearestName.of(typed, SCHEMES) + "'?"
                    + " Valid are tcp, ssl, ws and wss (also tls, mqtt and mqtts)");
        }
        try {
            URI uri = new URI(scheme + trimmed.substring(at));
            if (uri.getHost() == null) {
                throw new IllegalArgumentException("endpoint '" + trimmed + "' has no host: it must be " + scheme
                        + "://<host>:" + USUAL_PORTS.get(scheme));
            }
            if (uri.getUserInfo() != null) {
                throw new IllegalArgumentException("endpoint carries a user: credentials belong in access-key and"
                        + " secret-key, never in an address");
            }
            if (uri.getPort() < 0) {
                throw new IllegalArgumentException("endpoint '" + trimmed + "' has no port: did you mean '" + scheme
                        + "://" + uri.getHost() + ":" + USUAL_PORTS.get(scheme) + "'?");
            }
            return new ServerAddress(uri);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(
                    "endpoint '" + trimmed + "' is not a valid address: " + e.getReason(), e);
        }
    }

    /** Whether the traffic is encrypted. */
    boolean secure() {
        return uri.getScheme().equals("ssl") || uri.getScheme().equals("wss");
    }

    /** Whether the host is given as a number, which the service may change at any time. */
    boolean isIp() {
        return IP_V4.matcher(uri.getHost()).matches() || uri.getHost().startsWith("[");
    }

    /** Whether traffic stays on this machine; looks nothing up in DNS. */
    boolean isLoopback() {
        if (uri.getHost().equals("localhost")) {
            return true;
        }
        try {
            return isIp() && InetAddress.getByName(uri.getHost()).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    @Override
    public String toString() {
        return uri.toString();
    }
}
