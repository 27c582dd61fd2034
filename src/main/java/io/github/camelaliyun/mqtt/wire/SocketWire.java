package io.github.camelaliyun.mqtt.wire;

import java.util.concurrent.Executor;

/** Opens lines that use blocking sockets: each occupies a worker to read, and another while it writes. */
public final class SocketWire implements Wire {

    private final Executor workers;

    /** @param workers must be able to grow, since a reader occupies its worker until the line ends */
    public SocketWire(Executor workers) {
        this.workers = workers;
    }

    @Override
    public Line open(String serverUri, LineOptions options, LineListener listener) {
        SocketLine line = new SocketLine(workers, serverUri, options, listener);
        line.start();
        return line;
    }
}
