package io.github.camelaliyun.mqtt;

import io.github.camelaliyun.mqtt.connection.Printable;
import io.github.camelaliyun.mqtt.credential.NearestName;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The address of a server, as a person writes it and as Paho wants it. What stands before an {@code @} is shown in no
 * message, wherever it stands: it may be a login.
 *
 * @param uri {@code tcp://}, {@code ssl://}, {@code ws://} or {@code wss://}, always with a port
 */
public record ServerAddress(URI uri) {

    private static final Map<String, String> ALIASES =
            Map.of("tls", "ssl", "mqtt", "tcp", "mqtts", "ssl", "tcp", "tcp", "ssl", "ssl", "ws", "ws", "wss", "wss");
    private static final List<String> SCHEMES = List.of("tcp", "ssl", "ws", "wss", "tls", "mqtt", "mqtts", "sandbox");
    private static final Map<String, Integer> USUAL_PORTS = Map.of("tcp", 1883, "ssl", 8883, "ws", 80, "wss", 443);
    private static final Pattern IP_V4 = Pattern.compile("\\d+(\\.\\d+){3}");
    private static final String AFTER_SCHEME = "://";
    private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*");
    /** An at sign, as it is or encoded, once or more often. */
    private static final Pattern AT = Pattern.compile("@|%(25)*40");

    private static final String MASK = "***";
    private static final int MOST_SHOWN = 512;

    public ServerAddress {
        if (uri.getHost() == null || uri.getRawUserInfo() != null) {
            throw new IllegalArgumentException("an address has a host and a port, and no user");
        }
    }

    /**
     * Reads an address.
     *
     * @throws IllegalArgumentException if the scheme is unknown or the host or port is missing; the message names the
     *     nearest valid form
     */
    public static ServerAddress parse(String text) {
        String trimmed = text == null ? "" : text.trim();
        return parse(trimmed, masked(trimmed));
    }

    /**
     * Reads addresses with commas between them.
     *
     * @throws IllegalArgumentException as {@link #parse}
     */
    static List<ServerAddress> parseAll(String texts) {
        boolean mayHaveLogin = AT.matcher(texts).find();
        return Arrays.stream(texts.split(","))
                .map(String::trim)
                // A comma may be one of a password: without an at sign a part may still be a piece of it.
                .map(part -> parse(part, mayHaveLogin && !AT.matcher(part).find() ? MASK : masked(part)))
                .toList();
    }

    /** An address, or what is meant to be one, as it may be shown: without all that stands before its last at sign. */
    static String masked(String text) {
        if (text == null) {
            return null;
        }
        Matcher at = AT.matcher(text);
        int end = -1;
        while (at.find()) {
            end = at.start();
        }
        if (end < 0) {
            return Printable.of(text, MOST_SHOWN);
        }
        int scheme = text.indexOf(AFTER_SCHEME);
        boolean hasScheme = scheme >= 0
                && scheme < end
                && SCHEME.matcher(text.substring(0, scheme)).matches();
        String start = hasScheme ? text.substring(0, scheme + AFTER_SCHEME.length()) : "";
        return Printable.of(start + MASK + text.substring(end), MOST_SHOWN);
    }

    /** @param shown what stands for the text in a message */
    private static ServerAddress parse(String text, String shown) {
        int at = text.indexOf(AFTER_SCHEME);
        String typed = (at < 0 ? text : text.substring(0, at)).toLowerCase(Locale.ROOT);
        if (at < 0) {
            throw new IllegalArgumentException("endpoint '" + shown + "' is not an address: "
                    + (typed.contains(".")
                            ? "did you mean 'tcp://" + shown + (text.contains(":") ? "" : ":1883") + "'?"
                            : "did you mean '" + NearestName.of(Printable.of(typed), SCHEMES) + "'?")
                    + " Valid is sandbox, or tcp://, ssl://, ws:// or wss:// with host:port");
        }
        String scheme = ALIASES.get(typed);
        if (scheme == null) {
            throw new IllegalArgumentException("endpoint '" + shown + "' has the unknown scheme '"
                    + (shown.startsWith(MASK) ? MASK : Printable.of(typed)) + "': did you mean '"
                    + NearestName.of(Printable.of(typed), SCHEMES) + "'?"
                    + " Valid are tcp, ssl, ws and wss (also tls, mqtt and mqtts)");
        }
        URI uri;
        try {
            uri = new URI(scheme + text.substring(at));
        } catch (URISyntaxException e) {
            // Not as the cause: its message has the text as it is.
            throw new IllegalArgumentException("endpoint '" + shown + "' is not a valid address: " + e.getReason());
        }
        if (uri.getRawUserInfo() != null) {
            throw new IllegalArgumentException("endpoint '" + shown
                    + "' carries a user: credentials belong in access-key" + " and secret-key, never in an address");
        }
        if (uri.getHost() == null) {
            throw new IllegalArgumentException("endpoint '" + shown + "' has no host: it must be " + scheme
                    + "://<host>:" + USUAL_PORTS.get(scheme));
        }
        if (uri.getPort() < 0) {
            throw new IllegalArgumentException("endpoint '" + shown + "' has no port: did you mean '" + scheme + "://"
                    + (shown.contains(MASK) ? "<host>" : uri.getHost()) + ":" + USUAL_PORTS.get(scheme) + "'?");
        }
        return new ServerAddress(uri);
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
