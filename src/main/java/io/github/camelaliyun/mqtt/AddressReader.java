package io.github.camelaliyun.mqtt;

import io.github.camelaliyun.mqtt.credential.Credentials;
import io.github.camelaliyun.mqtt.service.InvalidSettingException;
import io.github.camelaliyun.mqtt.service.Printable;

import java.net.IDN;
import java.nio.charset.CharacterCodingException;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads one address (RFC 3986, 3; a WebSocket's: RFC 6455, 3). By itself, and not with {@link java.net.URI}, which has no host
 * with an underscore: such are the names of services in Docker Compose. For one thread and one address.
 */
final class AddressReader {

    private static final Map<String, String> ALIASES =
            Map.of("tls", "ssl", "mqtt", "tcp", "mqtts", "ssl", "tcp", "tcp", "ssl", "ssl", "ws", "ws", "wss", "wss");

    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9_-]++(?:\\.[A-Za-z0-9_-]++)*+\\.?");
    /** What may be between brackets; the zone of a link-local address as Java writes it, {@code %eth0}. */
    private static final Pattern IP_V6 = Pattern.compile("([0-9A-Fa-f:.]+)(%[A-Za-z0-9_.~-]+)?");

    /** What begins another address behind something else than a comma. */
    private static final Pattern NEXT_ADDRESS =
            Pattern.compile("[;|\\s]\\s*(?:tcp|ssl|wss?|tls|mqtts?)://", Pattern.CASE_INSENSITIVE);

    private static final int MAX_PORT = 65_535;
    private static final int MAX_PORT_DIGITS = 5;

    private static final String VALID =
            "sandbox, or tcp://, ssl://, ws:// or wss:// with a host and, if it is not the usual one, a port";

    private static final String WHAT_IS_VALID = " Valid is " + VALID;
    private static final String ENCODE_LOGIN =
            "in a user name or a password @ is written %40, : %3A, / %2F, ? %3F, # %23, a comma %2C, a space %20 and % %25";

    private final String setting;
    private final String text;
    private final String shown;
    /** Whether a part of the text may be one of a login, so that no message has any of it. */
    private final boolean hidden;

    private String scheme;

    /**
     * @param setting what has the address
     * @param shown what stands for the text in a message
     */
    AddressReader(String setting, String text, String shown) {
        this.setting = setting;
        this.text = text;
        this.shown = shown;
        this.hidden = shown.contains(ShownAddress.MASK);
    }

    /** @throws IllegalArgumentException if it is none; the message names the nearest valid form */
    ServerAddress read() {
        if (text.isEmpty()) {
            throw InvalidSettingException.missing(setting, "to " + VALID);
        }
        int end = text.indexOf(ServerAddress.AFTER_SCHEME);
        if (NEXT_ADDRESS.matcher(text).find()) {
            throw refused("has several addresses without a comma between them", "write a comma between two addresses");
        }
        if (end < 0) {
            throw refused(
                    "is not an address",
                    "did you mean '" + NearestAddress.withScheme(text, hidden) + "'?" + WHAT_IS_VALID);
        }
        String typed = text.substring(0, end).toLowerCase(Locale.ROOT);
        scheme = ALIASES.get(typed);
        if (scheme == null) {
            throw refused(
                    "has the unknown scheme '"
                            + (shown.startsWith(ShownAddress.MASK) ? ShownAddress.MASK : Printable.of(typed)) + "'",
                    NearestAddress.scheme(typed)
                                    .map(nearest -> "did you mean '" + nearest + "'? ")
                                    .orElse("")
                            + "Valid are tcp, ssl, ws and wss (also tls, mqtt and mqtts)");
        }
        String rest = text.substring(end + ServerAddress.AFTER_SCHEME.length());
        int authorityEnd = indexOfAny(rest, "/?#");
        String authority = rest.substring(0, authorityEnd);
        int at = authority.lastIndexOf('@');
        Credentials login = at < 0 ? null : login(authority.substring(0, at));
        return hostAndPort(authority.substring(at + 1), rest.substring(authorityEnd), login);
    }

    private ServerAddress hostAndPort(String typed, String tail, Credentials login) {
        if (typed.chars().anyMatch(c -> Character.isWhitespace(c) || Character.isISOControl(c))) {
            throw refused(
                    "has a space in its host or port",
                    "did you mean '" + nearest(typed.replaceAll("[\\s\\p{Cntrl}]+", "")) + "'?");
        }
        String host;
        String port;
        if (typed.startsWith("[")) {
            int end = typed.indexOf(']');
            if (end < 0 || end + 1 < typed.length() && typed.charAt(end + 1) != ':') {
                throw refused(
                        "has an IPv6 address that is not closed",
                        "it must be " + scheme + "://[<IPv6 address>]:" + usualPort());
            }
            host = ipV6(typed.substring(1, end));
            port = typed.substring(Math.min(end + 2, typed.length()));
        } else {
            int colon = typed.indexOf(':');
            if (colon >= 0 && typed.indexOf(':', colon + 1) >= 0) {
                throw refused(
                        "has more than one ':' in its host and port",
                        "an IPv6 address stands in brackets, as in '" + scheme + "://[::1]:" + usualPort() + "'"
                                + encodeHint());
            }
            host = colon < 0 ? typed : typed.substring(0, colon);
            port = colon < 0 ? "" : typed.substring(colon + 1);
        }
        checkHost(host);
        return new ServerAddress(scheme, host, port(host, port), path(host, port, tail), login);
    }

    private void checkHost(String host) {
        if (host.isEmpty()) {
            throw refused("has no host", "it must be " + scheme + "://<host>:" + usualPort() + encodeHint());
        }
        if (host.indexOf(':') < 0 && !HOST.matcher(host).matches()) {
            throw refused(
                    "has a host with other characters than letters, digits, '-', '_' and '.'",
                    "did you mean '" + nearest(ascii(host)) + "'?" + encodeHint());
        }
    }

    /** A name of another alphabet as DNS has it (RFC 5890), or what stands for a host if there is none. */
    private static String ascii(String host) {
        try {
            String name = IDN.toASCII(host);
            return HOST.matcher(name).matches() ? name : "<host>";
        } catch (IllegalArgumentException e) {
            return "<host>";
        }
    }

    private String ipV6(String literal) {
        Matcher parts = IP_V6.matcher(literal);
        if (parts.matches() && ServerAddress.isIpV6(parts.group(1))) {
            return literal;
        }
        throw refused(
                "has no valid IPv6 address in its brackets",
                "it must be as in '" + scheme + "://[::1]:" + usualPort() + "'; a name stands without brackets");
    }

    private int port(String host, String digits) {
        if (digits.isEmpty()) {
            return usualPort();
        }
        boolean plain = digits.length() <= MAX_PORT_DIGITS && digits.chars().allMatch(c -> c >= '0' && c <= '9');
        int meant = meantPort(digits);
        if (plain && meant > 0) {
            return meant;
        }
        throw refused(
                "has a port that is not a number from 1 to " + MAX_PORT,
                "did you mean '" + nearest(bracketed(host) + (meant > 0 ? ":" + meant : "")) + "'?" + encodeHint());
    }

    /** Also of what is not written as a port, as {@code +80} or in the digits of another script; 0 for none. */
    private static int meantPort(String typed) {
        try {
            int port = Integer.parseInt(typed);
            return port >= 1 && port <= MAX_PORT ? port : 0;
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    /** Path and query; only a WebSocket's address has them, and no address has a fragment (RFC 6455, 3). */
    private String path(String host, String port, String tail) {
        if (tail.isEmpty()) {
            return tail;
        }
        String before = bracketed(host) + (port.isEmpty() ? "" : ":" + port);
        if (!scheme.startsWith("ws")) {
            throw refused(
                    "has a path, which only ws:// and wss:// have",
                    "did you mean '" + nearest(before) + "'?" + encodeHint());
        }
        if (!PercentEncoding.isPath(tail)) {
            throw refused(
                    "has a path or query with a space, a '#' or another character that stands percent-encoded there"
                            + " (RFC 3986, 2.1)",
                    "did you mean '" + nearest(before)
                            + (hidden ? "" : encoded(ShownAddress.withoutQuery(tail)))
                            + "'?"
                            + encodeHint());
        }
        return tail.startsWith("?") ? "/" + tail : tail;
    }

    private static String encoded(String tail) {
        return Printable.of(PercentEncoding.encodePath(tail), ShownAddress.MOST_CHARACTERS);
    }

    /** MQTT 3.1.1, 3.1.2.8 and 3.1.2.9: no password without a user name; what has no password here has none to offer. */
    private Credentials login(String userInfo) {
        int colon = userInfo.indexOf(':');
        if (colon < 0) {
            throw refused(
                    "has a user name without a password",
                    "it must be " + scheme + "://<user name>:<password>@<host>:" + usualPort());
        }
        if (colon == 0) {
            throw refused(
                    "has no user name before the ':' of its login",
                    "it must be " + scheme + "://<user name>:<password>@<host>:" + usualPort());
        }
        return new Credentials(decoded(userInfo.substring(0, colon)), decoded(userInfo.substring(colon + 1)));
    }

    private String decoded(String part) {
        try {
            return PercentEncoding.decodeLogin(part);
        } catch (CharacterCodingException e) {
            throw refused("has a login that is not percent-encoded UTF-8", ENCODE_LOGIN);
        }
    }

    private String nearest(String hostAndPort) {
        String meant = hidden ? "<host>" : Printable.of(hostAndPort);
        boolean hasPort =
                meant.matches(".*:\\d{1,5}") && meant.indexOf(':') == meant.lastIndexOf(':') || meant.contains("]:");
        return scheme
                + ServerAddress.AFTER_SCHEME
                + (meant.isEmpty() ? "<host>" : meant)
                + (hasPort ? "" : ":" + usualPort());
    }

    private String encodeHint() {
        return hidden ? "; " + ENCODE_LOGIN : "";
    }

    private int usualPort() {
        return ServerAddress.USUAL_PORTS.get(scheme);
    }

    private static String bracketed(String host) {
        return host.indexOf(':') < 0 ? host : "[" + host + "]";
    }

    private static int indexOfAny(String text, String characters) {
        for (int i = 0; i < text.length(); i++) {
            if (characters.indexOf(text.charAt(i)) >= 0) {
                return i;
            }
        }
        return text.length();
    }

    private InvalidSettingException refused(String problem, String cure) {
        return new InvalidSettingException(setting, "'" + shown + "' " + problem, cure);
    }
}
