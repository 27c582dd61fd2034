package io.github.camelaliyun.mqtt;

import io.github.camelaliyun.mqtt.credential.Credentials;
import io.github.camelaliyun.mqtt.service.InvalidSettingException;
import io.github.camelaliyun.mqtt.service.SettingText;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The address of a server, as a person writes it and as the network needs it. {@link ShownAddress} is what messages have of one
 * that is wrong.
 *
 * @param scheme {@code tcp}, {@code ssl}, {@code ws} or {@code wss}
 * @param host a name or a number as it was written; of an IPv6 address without the brackets
 * @param port of the address, or the usual one of its scheme
 * @param path path and query of a WebSocket address as they were written; empty for none, and for {@code tcp} and {@code ssl}
 * @param login user name and password that stand in the address, decoded; null for none
 */
record ServerAddress(String scheme, String host, int port, String path, Credentials login) {

    /** The setting of an account that has one. */
    static final String OF_ACCOUNT = "endpoint";

    static final String AFTER_SCHEME = "://";

    private static final Pattern IP_V4 = Pattern.compile("\\d+(\\.\\d+){3}");
    /** In a URI; Camel takes a value in RAW as it is. */
    private static final Pattern ADDRESS_OPTION = Pattern.compile(
            "((?:broker-?Url|server-?URIs)(?:=|%3D))(RAW\\(.*?\\)(?=&|$)|RAW\\{.*?}(?=&|$)|[^&]*)",
            Pattern.CASE_INSENSITIVE);

    /** As Paho has them. */
    static final Map<String, Integer> USUAL_PORTS = Map.of("tcp", 1883, "ssl", 8883, "ws", 80, "wss", 443);

    ServerAddress {
        if (!USUAL_PORTS.containsKey(scheme) || host.isEmpty() || host.startsWith("[")) {
            throw new IllegalArgumentException(
                    "an address has one of the schemes " + USUAL_PORTS.keySet() + " and a host without brackets");
        }
    }

    /**
     * Reads an address. Without a port it means the usual one of its scheme, as with Paho: 1883, 8883, 80 or 443.
     *
     * @param setting what has it
     * @throws InvalidSettingException if it cannot be; the message names the nearest valid form
     */
    static ServerAddress parse(String setting, String text) {
        String trimmed = text == null ? "" : SettingText.unquoted(text);
        return new AddressReader(setting, trimmed, ShownAddress.of(trimmed)).read();
    }

    /**
     * Reads addresses with commas between them. All have the same login, or none has one: a connection tries one after the
     * other with what it has to present, and a password is for the server that it was written for.
     *
     * @throws IllegalArgumentException as {@link #parse}, and for logins that differ
     */
    static List<ServerAddress> parseAll(String setting, String texts) {
        String[] parts = texts == null ? new String[0] : texts.split(",");
        if (parts.length == 0) {
            return List.of(parse(setting, texts));
        }
        if (parts.length > 1 && Arrays.stream(parts).anyMatch(String::isBlank)) {
            throw new InvalidSettingException(
                    setting, "has an empty address among its addresses", "write one comma between two addresses");
        }
        boolean plain = texts.indexOf(',') < 0 || ShownAddress.isPlain(texts);
        List<ServerAddress> addresses = Arrays.stream(parts)
                .map(SettingText::unquoted)
                // A comma may be one of a password: without an at sign a part may still be a piece of it.
                .map(part -> new AddressReader(
                                setting, part, plain || mayHaveLogin(part) ? ShownAddress.of(part) : ShownAddress.MASK)
                        .read())
                .toList();
        if (addresses.stream().map(ServerAddress::login).distinct().count() > 1) {
            throw new InvalidSettingException(
                    setting,
                    "has addresses with different logins, or only some of them have one",
                    "no password is sent to a server that it was not written for; write the same login in each of them,"
                            + " or in none and set " + InvalidSettingException.named("userName") + " and "
                            + InvalidSettingException.named("password"));
        }
        return addresses;
    }

    /**
     * Reads the addresses of an account.
     *
     * @throws InvalidSettingException as {@link #parseAll}, and if there is a login
     */
    static List<ServerAddress> ofAccount(String texts) {
        return parseAll(OF_ACCOUNT, texts).stream()
                .map(address -> address.requireNoLogin(OF_ACCOUNT))
                .toList();
    }

    /** Whether this is the number of a host as it stands between brackets; looks nothing up in DNS. */
    static boolean isIpV6(String literal) {
        try {
            InetAddress.getByName("[" + literal + "]");
            return true;
        } catch (UnknownHostException e) {
            return false;
        }
    }

    /** The URI of an endpoint as it may be shown: without the logins and queries of addresses that are options of it. */
    static String maskedIn(String endpointUri) {
        return ADDRESS_OPTION
                .matcher(endpointUri)
                .replaceAll(option -> Matcher.quoteReplacement(option.group(1)
                        + (mayHaveLogin(option.group(2))
                                ? ShownAddress.of(option.group(2))
                                : ShownAddress.withoutQuery(option.group(2)))));
    }

    /** Whether this is the name of an option whose value is an address, or some. */
    static boolean isOption(String name) {
        return ADDRESS_OPTION.matcher(name + "=").matches();
    }

    /** Whether a text may have a login: an at sign is in it, as it is or encoded. */
    static boolean mayHaveLogin(String text) {
        return text != null && ShownAddress.AT.matcher(text).find();
    }

    /**
     * For where the user name and the password are computed from the service's keys.
     *
     * @param setting what has the address
     * @throws InvalidSettingException if there is a login
     */
    ServerAddress requireNoLogin(String setting) {
        if (login != null) {
            throw new InvalidSettingException(
                    setting,
                    "'" + scheme + AFTER_SCHEME + ShownAddress.MASK + "@" + authority()
                            + ShownAddress.withoutQuery(path) + "' carries a user",
                    "credentials belong in " + InvalidSettingException.named("accessKey") + " and "
                            + InvalidSettingException.named("secretKey") + ", never in an address");
        }
        return this;
    }

    /** Whether the traffic is encrypted. */
    boolean secure() {
        return scheme.equals("ssl") || scheme.equals("wss");
    }

    /** Whether the host is given as a number, which the service may change at any time. */
    boolean isIp() {
        return IP_V4.matcher(host).matches() || isIpV6();
    }

    /** Whether traffic stays on this machine; looks nothing up in DNS. */
    boolean isLoopback() {
        if (host.equalsIgnoreCase("localhost") || host.equalsIgnoreCase("localhost.")) {
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

    /** As the network needs it, without the login. Not to be shown: the query may have a token. */
    String uri() {
        return scheme + AFTER_SCHEME + authority() + path;
    }

    /** Without the login and the query. */
    @Override
    public String toString() {
        return ShownAddress.withoutQuery(uri());
    }
}
