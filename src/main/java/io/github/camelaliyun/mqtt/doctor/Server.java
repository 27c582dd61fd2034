package io.github.camelaliyun.mqtt.doctor;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The parts of an address, as the connection has it: with a port, and without a login.
 *
 * @param host without the brackets of an IPv6 address
 * @param path without the query, which may have a token; {@code /mqtt} if there is none
 */
record Server(String scheme, String host, int port, String path) {

    private static final Pattern FORM = Pattern.compile("(tcp|ssl|wss?)://(.+):(\\d+)(/[^?]*)?(\\?.*)?");
    private static final String USUAL_PATH = "/mqtt";

    static Server of(String uri) {
        Matcher parts = FORM.matcher(uri);
        if (!parts.matches()) {
            throw new IllegalArgumentException("not the address of a server");
        }
        String host = parts.group(2);
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        return new Server(
                parts.group(1),
                bracketed ? host.substring(1, host.length() - 1) : host,
                Integer.parseInt(parts.group(3)),
                parts.group(4) == null ? USUAL_PATH : parts.group(4));
    }

    boolean secure() {
        return scheme.equals("ssl") || scheme.equals("wss");
    }

    boolean webSocket() {
        return scheme.startsWith("ws");
    }

    /** The same host and port, for a connection that ends earlier on its way. */
    String with(String otherScheme) {
        return otherScheme + "://" + (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }
}
