package io.github.camelaliyun.mqtt.sandbox;

import io.github.camelaliyun.mqtt.service.InvalidSettingException;

import java.util.Optional;
import java.util.function.Function;

/**
 * The ports of a sandbox besides that of tcp, on 127.0.0.1; 0 takes any free one.
 *
 * @param ssl of {@code ssl://}
 * @param ws of {@code ws://}
 * @param wss of {@code wss://}
 */
public record SandboxPorts(int ssl, int ws, int wss) {

    /** Any free ones. */
    public static final SandboxPorts ANY = new SandboxPorts(0, 0, 0);

    private static final String SSL = "sslPort";
    private static final String WS = "wsPort";
    private static final String WSS = "wssPort";

    /**
     * Refuses what cannot be.
     *
     * @param ssl 0 to 65,535
     * @param ws 0 to 65,535
     * @param wss 0 to 65,535
     * @throws InvalidSettingException naming the one that cannot be, or is that of another listener
     */
    public SandboxPorts {
        SandboxOptions.requirePort(SSL, ssl);
        SandboxOptions.requirePort(WS, ws);
        SandboxOptions.requirePort(WSS, wss);
        requireOther(WS, ws, SSL, ssl);
        requireOther(WSS, wss, SSL, ssl);
        requireOther(WSS, wss, WS, ws);
    }

    /**
     * {@return the ports of settings}
     *
     * @param settings the value of {@code ssl-port}, {@code ws-port} and {@code wss-port}, each empty or blank for any free one
     * @throws InvalidSettingException naming {@code sslPort}, {@code wsPort} or {@code wssPort} if it is none
     */
    public static SandboxPorts parse(Function<String, Optional<String>> settings) {
        return new SandboxPorts(
                parse(SSL, settings.apply("ssl-port")),
                parse(WS, settings.apply("ws-port")),
                parse(WSS, settings.apply("wss-port")));
    }

    private static int parse(String name, Optional<String> text) {
        try {
            return text.filter(value -> !value.isBlank())
                    .map(SandboxOptions::parsePort)
                    .orElse(0);
        } catch (InvalidSettingException e) {
            throw e.in(port -> name);
        }
    }

    private static void requireOther(String setting, int port, String other, int otherPort) {
        if (port != 0 && port == otherPort) {
            throw new InvalidSettingException(
                    setting,
                    port + " is the port of " + InvalidSettingException.named(other) + " too",
                    "set another one, or 0 for any free one");
        }
    }

    /** @throws InvalidSettingException if the port of tcp is one of these */
    void requireOther(String setting, int port) {
        requireOther(setting, port, SSL, ssl);
        requireOther(setting, port, WS, ws);
        requireOther(setting, port, WSS, wss);
    }

    /** Whether one of them is this port, which is not 0. */
    boolean has(int port) {
        return port == ssl || port == ws || port == wss;
    }

    /** @throws InvalidSettingException naming the one that is taken */
    void requireFree() {
        Ports.requireFree(SSL, ssl);
        Ports.requireFree(WS, ws);
        Ports.requireFree(WSS, wss);
    }
}
