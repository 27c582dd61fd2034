package io.github.camelaliyun.mqtt.wire;

/** Says through which proxy a server is reached. Asked on a worker before each connect: it may block, and may throw. */
@FunctionalInterface
public interface ProxyChoice {

    /** None, whatever the JVM's properties say. */
    ProxyChoice DIRECT = serverUri -> null;

    /** @return null for none */
    ProxyServer of(String serverUri);
}
