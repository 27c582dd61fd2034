package io.github.camelaliyun.mqtt.kit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Chooses ports that stay free while nobody listens on them. The operating system's own choice (port 0) is of the range
 * that it also gives to outgoing connections: a client that keeps trying to reach a server that is down would some time
 * get that very port and be connected to itself. So these are chosen below that range.
 */
public final class FreePort {

    private static final int FIRST = 20_000;
    /** Linux gives outgoing connections ports from 32768, other systems from 49152. */
    private static final int LAST = 32_000;

    private static final int ATTEMPTS = 100;

    private FreePort() {}

    /** A port of the loopback address on which nobody listened a moment ago. */
    public static int choose() {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, LAST);
            try (ServerSocket probe = new ServerSocket()) {
                probe.bind(address(port));
                return port;
            } catch (IOException taken) {
                // The next one, then.
            }
        }
        throw new IllegalStateException("no free port between " + FIRST + " and " + LAST);
    }

    /** The port at 127.0.0.1. */
    static InetSocketAddress address(int port) {
        try {
            return new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port);
        } catch (IOException e) {
            throw new IllegalStateException("four bytes are an address", e);
        }
    }
}
