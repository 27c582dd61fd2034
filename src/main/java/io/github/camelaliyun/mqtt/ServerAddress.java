package io.github.camelaliyun.mqtt;

import io.github.camelaliyun.mqtt.connection.Printable;
import io.github.camelaliyun.mqtt.credential.Credentials;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The address of a server, as a person writes it and as the network needs it. What stands before an {@code @} is shown in no
 * message, wherever it stands: it may be a login.
 *
 * @param scheme {@code tcp}, {@code ssl}, {@code ws} or {@code wss}
 * @param host a name or a number as it was written; of an IPv6 address without the brackets
 * @param port of the address, or the usual one of its scheme
 * @param path path and query of a WebSocket address as they were written; empty for none, and for {@code tcp} and {@code ssl}
 * @param login user name and password that stand in the address, decoded; null for none
 */
public record ServerAddress(String scheme, String host, int port, String path, Credentials login) {

    /** What stands for a login where an address is shown. */
    static final String MASK = "***";

    static final String AFTER_SCHEME = "://";
    static final int MOST_SHOWN = 512;

    private static final Pattern IP_V4 = Pattern.compile("\\d+(\\.\\d+){3}");
    private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*");
    /** An at sign, as it is or encoded, once or more often. */
    private static final Pattern AT = Pattern.compile("@|%(25)*40");

    /** In a URI; Camel takes a value in RAW as it is. */
    private static final Pattern ADDRESS_OPTION = Pattern.compile(
            "((?:broker-?Url|server-?URIs)(?:=|%3D))(RAW\\(.*?\\)(?=&|$)|RAW\\{.*?}(?=&|$)|[^&]*)",
            Pattern.CASE_INSENSITIVE);

    /** As Paho has them. */
    static final Map<String, Integer> USUAL_PORTS = Map.of("tcp", 1883, "ssl", 8883, "ws", 80, "wss", 443);

    public ServerAddress {
        if (!USUAL_PORTS.containsKey(scheme) || host.isEmpty() || host.startsWith("[")) {
            throw new IllegalArgumentException(
                    "an address has one of the schemes " + USUAL_PORTS.keySet() + " and a host without brackets");
        }
    }

    /**
     * Reads an address. Without a port it means the usual one of its scheme, as with Paho: 1883, 8883, 80 or 443.
     *
     * @throws IllegalArgumentException if it cannot be; the message names the nearest valid form
     */
    public static ServerAddress parse(String text) {
        String trimmed = text == null ? "" : text.trim();
        return new AddressReader(trimmed, masked(trimmed)).read();
    }

    /**
     * Reads addresses with commas between them. All have the same login, or none has one: a connection tries one after the
     * other with what it has to present, and a password is for the server that it was written for.
     *
     * @throws IllegalArgumentException as {@link #parse}, and for logins that differ
     */
    static List<ServerAddress> parseAll(String texts) {
        boolean mayHaveLogin = AT.matcher(texts).find();
        List<ServerAddress> addresses = Arrays.stream(texts.split(","))
                .map(String::trim)
                // A comma may be one of a password: without an at sign a part may still be a piece of it.
                .map(part -> new AddressReader(
                                part, mayHaveLogin && !AT.matcher(part).find() ? MASK : masked(part))
                        .read())
                .toList();
        if (addresses.stream().map(ServerAddress::login).distinct().count() > 1) {
            throw new IllegalArgumentException(
                    "the addresses of one connection have different logins, or only some of them have one: no password is"
                            + " sent to a server that it was not written for. Write the same login in each of them, or"
                            + " in none and set the options userName and password");
        }
        return addresses;
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

    /** The URI of an endpoint as it may be shown: without the logins of addresses that are options of it. */
    static String maskedIn(String endpointUri) {
        return ADDRESS_OPTION
                .matcher(endpointUri)
                .replaceAll(option -> Matcher.quoteReplacement(
                        option.group(1) + (mayHaveLogin(option.group(2)) ? masked(option.group(2)) : option.group(2))));
    }

    /** Whether this is the name of an option whose value is an address, or some. */
    static boolean isOption(String name) {
        return ADDRESS_OPTION.matcher(name + "=").matches();
    }

    /** Whether a text may have a login: an at sign is in it, as it is or encoded. */
    static boolean mayHaveLogin(String text) {
        return text != null && AT.matcher(text).find();
    }

    /**
     * For where the user name and the password are computed from the service's keys.
     *
     * @throws IllegalArgumentException if there is a login
     */
    public ServerAddress requireNoLogin() {
        if (login != null) {
            throw new IllegalArgumentException("endpoint '" + scheme + AFTER_SCHEME + MASK + "@" + authority() + path
                    + "' carries a user: credentials belong in access-key and secret-key, never in an address");
        }
        return this;
    }

    /** Whether the traffic is encrypted. */
    public boolean secure() {
        return scheme.equals("ssl") || scheme.equals("wss");
    }

    /** Whether MQTT is carried by a WebSocket. */
    public boolean isWebSocket() {
        return scheme.startsWith("ws");
    }

    /** Whether the host is given as a number, which the service may change at any time. */
    boolean isIp() {
        return IP_V4.matcher(host).matches() || isIpV6();
    }

    /** Whether traffic stays on this machine; looks nothing up in DNS. */
    boolean isLoopback() {
        if (host.equals("localhost")) {
            return true;
        }
        try {
            return isIp() && InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private boolean isIpV6() {
        return host.indexOf(':') >= 0;
    }

    private String authority() {
        return (isIpV6() ? "[" + host + "]" : host) + ":" + port;
    }

    /** Without the login. */
    @Override
    public String toString() {
        return scheme + AFTER_SCHEME + authority() + path;
    }
}
