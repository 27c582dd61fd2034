package io.github.camelaliyun.mqtt.wire;

import java.io.UncheckedIOException;
import java.net.Authenticator;
import java.net.Authenticator.RequestorType;
import java.net.InetSocketAddress;
import java.net.MalformedURLException;
import java.net.PasswordAuthentication;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/**
 * The proxies that the JVM is told of: by {@code http.proxyHost} for {@code tcp} and {@code ws}, {@code https.proxyHost} for
 * {@code ssl} and {@code wss}, and {@code socksProxyHost} for all where the other is not set, with their ports and
 * {@code http.nonProxyHosts} (java.base, package {@code java.net}, "Networking Properties"); or by a
 * {@link ProxySelector} of the application, whose list is tried in its order. The login is what the JVM's {@link Authenticator} answers, or the properties
 * {@code http.proxyUser}, {@code https.proxyUser} and {@code java.net.socks.username} with their passwords.
 */
public final class JvmProxies implements ProxyChoice {

    /** Reads nothing yet: the JVM's settings are asked for at each connect. */
    public JvmProxies() {}

    @Override
    public List<ProxyServer> of(String serverUri) {
        ProxySelector selector = ProxySelector.getDefault();
        if (selector == null) {
            return ProxyChoice.only(null);
        }
        ServerUri server = ServerUri.parse(serverUri);
        String protocol = server.secure() ? "https" : "http";
        List<Proxy> proxies = select(selector, URI.create(protocol + "://" + server.authority() + "/"));
        List<ProxyServer> chosen = new ArrayList<>();
        for (Proxy proxy : proxies == null ? List.<Proxy>of() : proxies) {
            if (proxy.type() == Proxy.Type.DIRECT) {
                chosen.add(null);
            } else if (proxy.address() instanceof InetSocketAddress address) {
                chosen.add(proxy.type() == Proxy.Type.HTTP ? http(protocol, address) : socks(address));
            }
        }
        return chosen.isEmpty() ? ProxyChoice.only(null) : chosen;
    }

    private static List<Proxy> select(ProxySelector selector, URI server) {
        try {
            return selector.select(server);
        } catch (RuntimeException e) {
            // Without the cause, whose message alone would be told.
            throw new IllegalStateException(
                    "the JVM's proxy settings are wrong (" + e.getMessage()
                            + "): check http.proxyHost, http.proxyPort and their likes of https and socks, or set the option proxy");
        }
    }

    private static ProxyServer socks(InetSocketAddress address) {
        return withLogin(
                ProxyServer.Kind.SOCKS5, "SOCKS5", address, "java.net.socks.username", "java.net.socks.password");
    }

    private static ProxyServer http(String protocol, InetSocketAddress address) {
        return withLogin(
                ProxyServer.Kind.HTTP, protocol, address, protocol + ".proxyUser", protocol + ".proxyPassword");
    }

    private static ProxyServer withLogin(
            ProxyServer.Kind kind, String protocol, InetSocketAddress address, String user, String password) {
        String host = address.getHostString();
        PasswordAuthentication login = asked(protocol, address);
        return login == null
                ? new ProxyServer(kind, host, address.getPort(), System.getProperty(user), System.getProperty(password))
                : new ProxyServer(kind, host, address.getPort(), login.getUserName(), new String(login.getPassword()));
    }

    private static PasswordAuthentication asked(String protocol, InetSocketAddress proxy) {
        try {
            return Authenticator.requestPasswordAuthentication(
                    proxy.getHostString(),
                    proxy.getAddress(),
                    proxy.getPort(),
                    protocol,
                    "proxy",
                    protocol.equals("SOCKS5") ? null : "basic",
                    protocol.equals("SOCKS5")
                            ? null
                            : URI.create("http://" + proxy.getHostString()).toURL(),
                    RequestorType.PROXY);
        } catch (MalformedURLException e) {
            throw new UncheckedIOException(e);
        }
    }
}
