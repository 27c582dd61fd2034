package io.github.camelaliyun.mqtt.wire;

import io.netty.handler.proxy.HttpProxyHandler;
import io.netty.handler.proxy.ProxyHandler;
import io.netty.handler.proxy.Socks5ProxyHandler;

import java.net.InetSocketAddress;

/**
 * A proxy, with the login that it wants.
 *
 * @param kind how it is spoken to
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
