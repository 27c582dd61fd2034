package io.github.camelaliyun.mqtt;

import io.github.camelaliyun.mqtt.service.NearestName;
import io.github.camelaliyun.mqtt.service.Printable;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What was probably meant by an address whose scheme is wrong or left out. */
final class NearestAddress {

    private static final List<String> SCHEMES = List.of("tcp", "ssl", "ws", "wss", "tls", "mqtt", "mqtts");
    private static final List<String> WORDS = List.of("sandbox");

    /** What is meant by the schemes of HTTP, which a WebSocket begins with. */
    private static final Map<String, String> OF_HTTP = Map.of("http", "ws", "https", "wss");

    /** As {@code tcp:host}, {@code tcp:/host} or {@code tcp//host}. */
    private static final Pattern LEFT_OUT =
            Pattern.compile("(?<scheme>[A-Za-z]+)(?::/?|[;.]?//)(?<rest>[^/].*)", Pattern.DOTALL);

    private static final Pattern HOST_AND_PORT =
            Pattern.compile("[A-Za-z0-9_-]++(?:\\.[A-Za-z0-9_-]++)*+\\.?(:\\d++)?");
    private static final Pattern THIS_MACHINE =
            Pattern.compile("(?:localhost|127(?:\\.\\d+){3})\\.?(?::\\d+)?", Pattern.CASE_INSENSITIVE);

    private static final String HOST = "<host>";

    private NearestAddress() {}

    /** The scheme that a mistyped one is near to; empty if there is none. */
    static Optional<String> scheme(String typed) {
        return Optional.ofNullable(OF_HTTP.get(typed)).or(() -> NearestName.of(typed, SCHEMES));
    }

    /**
     * The address that a text without {@code ://} is near to.
     *
     * @param hidden whether nothing of it may be shown but the scheme
     */
    static String withScheme(String text, boolean hidden) {
        Matcher typed = LEFT_OUT.matcher(text);
        if (typed.matches() && isScheme(typed.group("scheme"))) {
            return begin(typed.group("scheme"))
                    + (hidden ? HOST : Printable.of(ShownAddress.withoutQuery(typed.group("rest"))));
        }
        if (isScheme(text)) {
            return begin(text) + HOST;
        }
        boolean plain = !hidden && HOST_AND_PORT.matcher(text).matches();
        return NearestName.of(text, WORDS).orElseGet(() -> begin(schemeOf(text)) + (plain ? text : HOST));
    }

    private static boolean isScheme(String typed) {
        return SCHEMES.contains(typed.toLowerCase(Locale.ROOT));
    }

    private static String begin(String scheme) {
        return scheme.toLowerCase(Locale.ROOT) + ServerAddress.AFTER_SCHEME;
    }

    /** That of a usual port, and else one that encrypts: what leaves this machine must not be advised in clear. */
    private static String schemeOf(String hostAndPort) {
        return ServerAddress.USUAL_PORTS.entrySet().stream()
                .filter(usual -> hostAndPort.endsWith(":" + usual.getValue()))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(THIS_MACHINE.matcher(hostAndPort).matches() ? "tcp" : "ssl");
    }
}
