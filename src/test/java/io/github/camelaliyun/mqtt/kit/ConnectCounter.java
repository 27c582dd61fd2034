package io.github.camelaliyun.mqtt.kit;

import java.io.IOException;
import java.net.URI;
import java.util.concurrent.atomic.AtomicInteger;

/** A server that counts the connections that it gets, and ends each at once. */
public final class ConnectCounter implements AutoCloseable {

    private final int port = FreePort.choose();
    private final AtomicInteger connects = new AtomicInteger();
    private final Listener listener = new Listener(port, (owner, socket) -> {
        connects.incrementAndGet();
        try {
            socket.close();
        } catch (IOException e) {
            // It is gone.
        }
    });

    public URI uri() {
        return URI.create("tcp://127.0.0.1:" + port);
    }

    public int connects() {
        return connects.get();
    }

    @Override
    public void close() {
        listener.close();
    }
}
