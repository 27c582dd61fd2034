package io.github.camelaliyun.mqtt.kit;

import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A bad line in front of a broker: a TCP proxy at 127.0.0.1 that delays, stalls and breaks connections when the test
 * says so. Its faults may be called from any thread. Each connection has four daemon threads ({@link ProxyPump}) and
 * the proxy one, which accepts ({@link Listener}).
 */
public final class FaultProxy implements AutoCloseable {

    private final int port;
    private final int brokerPort;
    private final LineState line = new LineState();
    private final Set<ProxyConnection> connections = ConcurrentHashMap.newKeySet();
    private final AtomicInteger accepted = new AtomicInteger();

    /** Guards {@link #listener}, and that a connection is never added after the cut that should have ended it. */
    private final Object lock = new Object();
    /** Null while the line is cut. */
    private Listener listener;

    private FaultProxy(int brokerPort) {
        this.port = FreePort.choose();
        this.brokerPort = brokerPort;
    }

    /** A proxy in front of that port of 127.0.0.1; nobody needs to listen there yet. */
    public static FaultProxy inFrontOf(int brokerPort) {
        FaultProxy proxy = new FaultProxy(brokerPort);
        proxy.restore();
        return proxy;
    }

    public int port() {
        return port;
    }

    /** {@code tcp://127.0.0.1:<port>}. */
    public URI uri() {
        return URI.create("tcp://127.0.0.1:" + port);
    }

    /** How many connections were accepted since the start. */
    public int acceptedConnections() {
        return accepted.get();
    }

    /** How many connections there are now. */
    public int openConnections() {
        return connections.size();
    }

    /**
     * Adds latency in each direction to what arrives from now on; the throughput stays. {@link Duration#ZERO} ends it.
     */
    public void delay(Duration oneWay) {
        line.delay(oneWay);
    }

    /** Accepts connections, but forwards nothing in any of them, like a network that lost its route. */
    public void stall() {
        line.stalled(true);
    }

    /** Ends {@link #stall()}; what was held back is forwarded in order. */
    public void resume() {
        line.stalled(false);
        connections.forEach(ProxyConnection::wake);
    }

    /** Resets (RST) every connection at both sides; new ones are accepted. */
    public void reset() {
        connections.forEach(ProxyConnection::reset);
    }

    /**
     * Ends every connection's direction to the client (FIN) and leaves the other open: the client reads an end of
     * stream, the broker still gets what the client sends.
     */
    public void halfClose() {
        connections.forEach(ProxyConnection::halfClose);
    }

    /** Closes every connection and refuses new ones until {@link #restore()}. */
    public void cut() {
        Listener cut;
        synchronized (lock) {
            cut = listener;
            listener = null;
        }
        if (cut != null) {
            cut.close();
        }
        connections.forEach(ProxyConnection::close);
    }

    /** Ends {@link #cut()}, on the same port. */
    public void restore() {
        synchronized (lock) {
            if (listener == null) {
                listener = new Listener(port, this::add);
            }
        }
    }

    /** Closes everything and ends the threads. */
    @Override
    public void close() {
        cut();
    }

    private void add(Listener from, Socket client) {
        ProxyConnection connection = new ProxyConnection(client, line, connections::remove);
        synchronized (lock) {
            if (listener != from) {
                connection.close();
                return;
            }
            connections.add(connection);
        }
        accepted.incrementAndGet();
        connection.start(FreePort.address(brokerPort));
    }
}
