package io.github.camelaliyun.mqtt.wire;

import java.util.Collections;
import java.util.List;

/** Says through which proxies a server is reached. Asked on a worker before each connect: it may block, and may throw. */
@FunctionalInterface
public interface ProxyChoice {

    /** None, whatever the JVM's properties say. */
    ProxyChoice DIRECT = serverUri -> only(null);

    /**
     * {@return alternatives in the order in which they are tried, at least one; null in it is no proxy}
     *
     * @param serverUri {@code tcp://}, {@code ssl://}, {@code ws://} or {@code wss://} with host and port
     */
    List<ProxyServer> of(String serverUri);

    /**
     * {@return a choice without alternatives}
     *
     * @param proxy null for none
     */
    static List<ProxyServer> only(ProxyServer proxy) {
        return Collections.singletonList(proxy);
    }
}
