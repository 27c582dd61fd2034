package io.github.camelaliyun.mqtt.wire;

import java.net.InetAddress;

/**
 * How a server can be reached: at one of the addresses of its name, or through a proxy.
 *
 * @param serverUri the server
 * @param address where to connect to: an address of the proxy if there is one, else of the server; null while it has not
 *     been looked up
 * @param proxy null for none; it gets the name of the server as it is, and looks it up by itself
 */
public record Way(String serverUri, InetAddress address, ProxyServer proxy) {

    /** For messages: what tells it from the other ways to the same server; empty if nothing does. */
    @Override
    public String toString() {
        if (proxy != null) {
            return "through the proxy " + proxy;
        }
        return address == null ? "" : address.getHostAddress();
    }
}
