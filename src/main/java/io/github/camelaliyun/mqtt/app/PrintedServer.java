package io.github.camelaliyun.mqtt.app;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The server of the settings, as other clients call it.
 *
 * @param scheme of MQTT.js: {@code mqtt}, {@code mqtts}, {@code ws} or {@code wss}
 * @param path of a WebSocket; empty for the others
 */
record PrintedServer(String scheme, String host, int port, String path) {

    private static final Pattern ADDRESS = Pattern.compile(
            "(?<scheme>[A-Za-z]+)://([^@/?]*@)?(?<host>\\[[^]]+]|[^:/?]+)(:(?<port>\\d+))?(?<path>/[^?]*)?.*");
    private static final Map<String, String> SCHEMES = Map.of(
            "tcp", "mqtt", "mqtt", "mqtt", "ssl", "mqtts", "tls", "mqtts", "mqtts", "mqtts", "ws", "ws", "wss", "wss");
    private static final Map<String, Integer> PORTS = Map.of("mqtt", 1883, "mqtts", 8883, "ws", 80, "wss", 443);

    /** The first one; for the sandbox its usual address. The settings have been checked. */
    static PrintedServer of(Settings settings) {
        String endpoint = settings.get("endpoint").split(",")[0].strip();
        if (endpoint.equalsIgnoreCase(Settings.SANDBOX)) {
            String port = settings.find("sandbox.port")
                    .filter(text -> !text.equals("0"))
                    .orElse("1883");
            return new PrintedServer("mqtt", "127.0.0.1", Integer.parseInt(port), "");
        }
        Matcher address = ADDRESS.matcher(endpoint);
        if (!address.matches()) {
            throw new IllegalStateException("an address that was checked cannot be read");
        }
        String scheme = SCHEMES.get(address.group("scheme").toLowerCase(Locale.ROOT));
        String port = address.group("port");
        String path = address.group("path") == null ? "/mqtt" : address.group("path");
        return new PrintedServer(
                scheme,
                address.group("host"),
                port == null ? PORTS.get(scheme) : Integer.parseInt(port),
                scheme.startsWith("ws") ? path : "");
    }

    boolean secure() {
        return scheme.equals("mqtts") || scheme.equals("wss");
    }

    boolean webSocket() {
        return scheme.startsWith("ws");
    }

    String address() {
        return scheme + "://" + host + ":" + port + path;
    }
}
