package io.github.camelaliyun.mqtt;

import io.github.camelaliyun.mqtt.service.InvalidSettingException;
import io.github.camelaliyun.mqtt.service.Printable;
import io.github.camelaliyun.mqtt.wire.JvmProxies;
import io.github.camelaliyun.mqtt.wire.ProxyChoice;
import io.github.camelaliyun.mqtt.wire.ProxyServer;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static io.github.camelaliyun.mqtt.service.InvalidSettingException.named;

/** The option {@code proxy} and its login, as a person writes them. */
final class ProxyOption {

    private static final String NONE = "none";
    private static final Pattern FORM = Pattern.compile("(?<kind>http|socks5)://"
            + "(?<host>\\[[0-9A-Fa-f:.]++]|[A-Za-z0-9_-]++(?:\\.[A-Za-z0-9_-]++)*+\\.?):(?<port>\\d{1,5})/?");

    private static final String LOGIN_APART =
            "; the login belongs in " + named("proxyUserName") + " and " + named("proxyPassword");
    private static final int HIGHEST_PORT = 65_535;

    private ProxyOption() {}

    /**
     * @param proxy null for what the JVM's properties say
     * @throws IllegalArgumentException if it is none; the message shows nothing that may be a login
     */
    static ProxyChoice parse(String proxy, String userName, String password) {
        if ((userName == null) != (password == null)) {
            throw new InvalidSettingException(
                    userName == null ? "proxyPassword" : "proxyUserName",
                    "is set alone",
                    "a login needs both " + named("proxyUserName") + " and " + named("proxyPassword"));
        }
        if (proxy == null || proxy.isBlank() || proxy.strip().equalsIgnoreCase(NONE)) {
            if (userName != null) {
                throw new InvalidSettingException(
                        "proxyUserName",
                        "and " + named("proxyPassword") + " are set without a proxy",
                        "set " + named("proxy") + " to http://host:port or socks5://host:port, or remove them");
            }
            return proxy == null || proxy.isBlank() ? new JvmProxies() : ProxyChoice.DIRECT;
        }
        String text = proxy.strip();
        Matcher parts = FORM.matcher(text);
        int port = parts.matches() ? Integer.parseInt(parts.group("port")) : 0;
        if (port < 1 || port > HIGHEST_PORT) {
            String shown = ShownAddress.of(text);
            throw new InvalidSettingException(
                    "proxy",
                    "is '" + shown + "'",
                    "it must be http://host:port, socks5://host:port or none"
                            + (shown.equals(text) ? "" : LOGIN_APART));
        }
        String host = parts.group("host");
        ProxyServer server = new ProxyServer(
                ProxyServer.Kind.valueOf(parts.group("kind").toUpperCase(Locale.ROOT)),
                host.startsWith("[") ? host.substring(1, host.length() - 1) : Printable.of(host),
                port,
                userName,
                password);
        return serverUri -> ProxyChoice.only(server);
    }
}
