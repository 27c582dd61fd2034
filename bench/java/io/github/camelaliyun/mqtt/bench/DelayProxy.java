package io.github.camelaliyun.mqtt.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A port of 127.0.0.1 behind which the broker is a round trip away: two {@link DelayLine}s for each connection, with a
 * thread at each end. With no round trip it is the broker's own address, and nothing is between.
 */
final class DelayProxy implements AutoCloseable {

    private static final int CHUNK = 64 * 1024;

    private final URI broker;
    private final long oneWayNanos;
    private final ServerSocket server;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

    private DelayProxy(URI broker, long oneWayNanos, ServerSocket server) {
        this.broker = broker;
        this.oneWayNanos = oneWayNanos;
        this.server = server;
    }

    static DelayProxy open(String broker, Duration roundTrip) throws IOException {
        if (roundTrip.isZero()) {
            return new DelayProxy(URI.create(broker), 0, null);
        }
        ServerSocket server = new ServerSocket(0, 0, InetAddress.getByName("127.0.0.1"));
        DelayProxy proxy = new DelayProxy(URI.create(broker), roundTrip.toNanos() / 2, server);
        start("delay-accept", proxy::accept);
        return proxy;
    }

    /** Where to connect to. */
    String uri() {
        return server == null ? broker.toString() : "tcp://127.0.0.1:" + server.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        if (server != null) {
            server.close();
            sockets.forEach(DelayProxy::shut);
        }
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = register(server.accept());
                Socket upstream = register(new Socket(broker.getHost(), broker.getPort()));
                connect(client, upstream);
                connect(upstream, client);
            } catch (IOException e) {
                // Closed, or the broker is gone.
            }
        }
    }

    private Socket register(Socket socket) throws IOException {
        sockets.add(socket);
        socket.setTcpNoDelay(true);
        return socket;
    }

    private void connect(Socket from, Socket to) {
        DelayLine line = new DelayLine(oneWayNanos);
        start("delay-in", () -> fill(from, line));
        start("delay-out", () -> drain(line, to));
    }

    private static void fill(Socket from, DelayLine line) {
        byte[] buffer = new byte[CHUNK];
        try {
            InputStream input = from.getInputStream();
            int length = input.read(buffer);
            while (length >= 0) {
                line.put(Arrays.copyOf(buffer, length));
                length = input.read(buffer);
            }
        } catch (IOException e) {
            // Closed by one side.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            line.end();
        }
    }

    private static void drain(DelayLine line, Socket to) {
        try {
            OutputStream output = to.getOutputStream();
            byte[] bytes = line.take();
            while (bytes != null) {
                output.write(bytes);
                bytes = line.take();
            }
        } catch (IOException e) {
            // Closed by one side.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            shut(to);
        }
    }

    private static void start(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }

    private static void shut(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // Closed already.
        }
    }
}
