package io.github.camelaliyun.mqtt.hostile;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;

/** A port of 127.0.0.1 for one scheme, and the connections to it, one after the other. For one thread. */
final class Port implements AutoCloseable {

    static final Duration OPENS_WITHIN = Duration.ofSeconds(20);

    private final ServerSocket server;
    private final String scheme;

    /** @param scheme tcp or ws */
    Port(String scheme, int backlog) {
        this.scheme = scheme;
        try {
            server = new ServerSocket(0, backlog, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
            server.setSoTimeout((int) OPENS_WITHIN.toMillis());
        } catch (IOException e) {
            throw new UncheckedIOException("no port could be opened", e);
        }
    }

    String uri() {
        return scheme + "://127.0.0.1:" + server.getLocalPort() + (scheme.equals("ws") ? "/mqtt" : "");
    }

    /** The other side of a line that opens. */
    Peer accept() throws IOException {
        Socket socket = server.accept();
        Peer peer = scheme.equals("ws") ? new WebSocketPeer(socket) : new Peer(socket);
        peer.begin();
        return peer;
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
