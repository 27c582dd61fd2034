package io.github.camelaliyun.mqtt.sandbox;

import io.github.camelaliyun.mqtt.service.InvalidSettingException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Finds the tcp port to listen on. Between the look and the broker's bind another process may still take it. */
final class Ports {

    static final String LOOPBACK = "127.0.0.1";

    /** The setting, as {@link SandboxOptions} has it. */
    private static final String PORT = "port";

    private static final Logger LOG = LoggerFactory.getLogger(Ports.class);
    private static final int NEIGHBOURS = 100;
    private static final int MAX_PORT = 65_535;

    private Ports() {}

    /**
     * @param named those of other listeners, which it does not move to
     * @throws InvalidSettingException if the port is taken and may not move, or if no neighbour is free either
     */
    static int choose(int wanted, boolean mayMove, SandboxPorts named) {
        if (wanted == 0 || isFree(wanted, named)) {
            return wanted;
        }
        if (!mayMove) {
            throw taken(PORT, wanted);
        }
        int last = Math.min(wanted + NEIGHBOURS, MAX_PORT);
        for (int port = wanted + 1; port <= last; port++) {
            if (isFree(port, named)) {
                LOG.warn(
                        "port {} on {} is already in use, the sandbox takes {}: set the port to choose one",
                        wanted,
                        LOOPBACK,
                        port);
                return port;
            }
        }
        throw new InvalidSettingException(
                PORT,
                wanted + " on " + LOOPBACK + " and those up to " + last + " are all in use",
                "set another one, or 0 for any free one");
    }

    /** @throws InvalidSettingException naming the setting, if the port is one and taken */
    static void requireFree(String setting, int port) {
        if (port != 0 && !isFree(port)) {
            throw taken(setting, port);
        }
    }

    private static InvalidSettingException taken(String setting, int port) {
        return new InvalidSettingException(
                setting,
                port + " on " + LOOPBACK + " is already in use",
                "stop what listens there, set another one, or 0 for any free one");
    }

    private static boolean isFree(int port, SandboxPorts named) {
        return !named.has(port) && isFree(port);
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(LOOPBACK, port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
