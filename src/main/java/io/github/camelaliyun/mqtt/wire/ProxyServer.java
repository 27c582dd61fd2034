package io.github.camelaliyun.mqtt.wire;

import io.netty.handler.proxy.HttpProxyHandler;
import io.netty.handler.proxy.ProxyHandler;
import io.netty.handler.proxy.Socks5ProxyHandler;

import java.net.InetSocketAddress;

/**
 * A proxy, with the login that it wants.
 *
 * @param kind how it is spoken to
 * @param host name or address; an IPv6 address without brackets
 * @param port its TCP port
 * @param userName null for none
 * @param password null for none
 */
public record ProxyServer(Kind kind, String host, int port, String userName, String password) {

    /** The protocols of proxies. */
    public enum Kind {
        /** CONNECT of HTTP (RFC 9110, 9.3.6). */
        HTTP,
        /** SOCKS version 5 (RFC 1928, with the login of RFC 1929). */
        SOCKS5
    }

    private static final int LONGEST_OF_SOCKS = 255;
    private static final int HIGHEST_ASCII = 0x7f;

    /**
     * Refuses a login that cannot be sent, which Netty would change or find out at each connect.
     *
     * @param kind how it is spoken to
     * @param host name or address; an IPv6 address without brackets
     * @param port its TCP port
     * @param userName null for none; for HTTP without a colon, for SOCKS5 at most 255 ASCII characters
     * @param password null for none; for SOCKS5 at most 255 ASCII characters
     * @throws IllegalArgumentException if the login cannot be sent
     */
    public ProxyServer {
        if (kind == Kind.SOCKS5) {
            requireOfSocks("user name", userName, host, port);
            requireOfSocks("password", password, host, port);
        } else if (userName != null && userName.indexOf(':') >= 0) {
            throw unsendable(
                    "user name", "http://" + host + ":" + port, "HTTP takes its ':' for its end (RFC 7617, 2)");
        }
    }

    /** RFC 1929, 2; Netty sends a question mark for what is not ASCII. */
    private static void requireOfSocks(String what, String text, String host, int port) {
        if (text != null && (text.length() > LONGEST_OF_SOCKS || text.chars().anyMatch(c -> c > HIGHEST_ASCII))) {
            throw unsendable(what, "socks5://" + host + ":" + port, "SOCKS5 has it in at most 255 characters of ASCII");
        }
    }

    private static IllegalArgumentException unsendable(String what, String proxy, String why) {
        return new IllegalArgumentException(
                "the " + what + " for the proxy " + proxy + " cannot be sent: " + why
                        + "; check proxyUserName and proxyPassword or, where proxy is not set, the login of the JVM's properties");
    }

    /** The time of its handshake is the line's to limit. */
    ProxyHandler handler(InetSocketAddress resolved) {
        boolean login = userName != null && password != null;
        ProxyHandler handler = switch (kind) {
            case HTTP -> login ? new HttpProxyHandler(resolved, userName, password) : new HttpProxyHandler(resolved);
            case SOCKS5 ->
                login ? new Socks5ProxyHandler(resolved, userName, password) : new Socks5ProxyHandler(resolved);
        };
        handler.setConnectTimeoutMillis(0);
        return handler;
    }

    /** Without the login. */
    @Override
    public String toString() {
        return (kind == Kind.HTTP ? "http://" : "socks5://") + host + ":" + port;
    }
}
