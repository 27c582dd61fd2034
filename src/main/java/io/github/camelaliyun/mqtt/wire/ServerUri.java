package io.github.camelaliyun.mqtt.wire;

import java.util.regex.Pattern;

/**
 * The parts of {@code scheme://host:port/path?query}. A host may have an underscore, as in Docker Compose, which
 * {@code java.net.URI} does not take for one.
 *
 * @param host without the brackets of an IPv6 address
 * @param path with its query; {@code /mqtt} if there is none, which the servers of this protocol agree on
 */
record ServerUri(String scheme, String host, int port, String path) {

    private static final String AFTER_SCHEME = "://";
    private static final String USUAL_PATH = "/mqtt";
    private static final int HIGHEST_PORT = 65_535;
    /** Digits alone: {@link Integer#parseInt} takes a sign, and the digits of all scripts. */
    private static final Pattern PORT = Pattern.compile("[0-9]{1,5}");

    /** @throws IllegalArgumentException if it is none */
    static ServerUri parse(String text) {
        int begin = text.indexOf(AFTER_SCHEME);
        String scheme = begin < 0 ? "" : text.substring(0, begin);
        String rest = begin < 0 ? "" : text.substring(begin + AFTER_SCHEME.length());
        int end = rest.indexOf('/');
        String authority = end < 0 ? rest : rest.substring(0, end);
        int colon = authority.lastIndexOf(':');
        try {
            String host = authority.substring(0, colon);
            String digits = authority.substring(colon + 1);
            int port = PORT.matcher(digits).matches() ? Integer.parseInt(digits) : 0;
            if (isScheme(scheme) && !host.isEmpty() && port > 0 && port <= HIGHEST_PORT) {
                return new ServerUri(scheme, unbracketed(host), port, end < 0 ? USUAL_PATH : rest.substring(end));
            }
        } catch (IndexOutOfBoundsException e) {
            throw wrong(e);
        }
        throw wrong(null);
    }

    private static IllegalArgumentException wrong(Exception cause) {
        return new IllegalArgumentException("not the address of a server: scheme://host:port is wanted", cause);
    }

    private static boolean isScheme(String scheme) {
        return switch (scheme) {
            case "tcp", "ssl", "ws", "wss" -> true;
            default -> false;
        };
    }

    private static String unbracketed(String host) {
        return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    }

    boolean secure() {
        return scheme.equals("ssl") || scheme.equals("wss");
    }

    boolean webSocket() {
        return scheme.startsWith("ws");
    }

    /** As others may be told it: an IPv6 address in brackets, and without its zone, which means something here alone (RFC 6874, 4). */
    String authority() {
        int zone = host.indexOf('%');
        return (host.indexOf(':') < 0 ? host : "[" + (zone < 0 ? host : host.substring(0, zone)) + "]") + ":" + port;
    }
}
