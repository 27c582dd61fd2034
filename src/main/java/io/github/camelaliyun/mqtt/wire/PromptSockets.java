package io.github.camelaliyun.mqtt.wire;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.SocketFactory;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * The sockets of one line, which send each packet at once. Without TCP_NODELAY an acknowledgement can wait some 40 ms for
 * the other side's delayed ACK, which caps a route that publishes what it consumes at 25 messages a second. Any thread may
 * close them.
 */
final class PromptSockets {

    private static final Logger LOG = LoggerFactory.getLogger(PromptSockets.class);

    private final SocketFactory factory;

    /** Guards the two fields below. */
    private final ReentrantLock lock = new ReentrantLock();

    private Socket latest;
    private boolean closed;

    /** @param sockets for TLS an {@code SSLSocketFactory}; null means the JVM's default */
    PromptSockets(SocketFactory sockets, boolean secure) {
        factory = secure
                ? new Tls((SSLSocketFactory) (sockets == null ? SSLSocketFactory.getDefault() : sockets))
                : new Plain(sockets == null ? SocketFactory.getDefault() : sockets);
    }

    SocketFactory factory() {
        return factory;
    }

    /** Ends whatever waits for the network on these sockets, and lets no new one be made. */
    void close() {
        Socket open;
        lock.lock();
        try {
            closed = true;
            open = latest;
        } finally {
            lock.unlock();
        }
        closeQuietly(open);
    }

    /** Reads do not give up after a time: that a server is silent is the keep alive's to judge. */
    void waitForEver() throws SocketException {
        lock.lock();
        try {
            if (latest != null) {
                latest.setSoTimeout(0);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Ends the output, and lets the input go on. */
    void finish() {
        try {
            // Without the lock: TLS says goodbye here, which may wait for the network, and close() ends that wait.
            latest().shutdownOutput();
        } catch (IOException | RuntimeException e) {
            LOG.debug("the connection had already ended", e);
        }
    }

    private Socket latest() {
        lock.lock();
        try {
            return latest;
        } finally {
            lock.unlock();
        }
    }

    private Socket prompt(Socket socket) throws IOException {
        socket.setTcpNoDelay(true);
        boolean late;
        lock.lock();
        try {
            late = closed;
            latest = socket;
        } finally {
            lock.unlock();
        }
        if (late) {
            closeQuietly(socket);
            throw new SocketException("the connection was given up");
        }
        return socket;
    }

    private static void closeQuietly(Socket socket) {
        try {
            if (socket instanceof SSLSocket) {
                // Or it would wait for its turn to say goodbye behind a write that waits for a dead network.
                socket.setSoLinger(true, 0);
            }
            if (socket != null) {
                socket.close();
            }
        } catch (IOException | RuntimeException e) {
            LOG.debug("a socket that is not wanted any more did not close in order", e);
        }
    }

    private final class Plain extends SocketFactory {
        private final SocketFactory sockets;

        Plain(SocketFactory sockets) {
            this.sockets = sockets;
        }

        @Override
        public Socket createSocket() throws IOException {
            return prompt(sockets.createSocket());
        }

        @Override
        public Socket createSocket(String host, int port) throws IOException {
            return prompt(sockets.createSocket(host, port));
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress localHost, int localPort) throws IOException {
            return prompt(sockets.createSocket(host, port, localHost, localPort));
        }

        @Override
        public Socket createSocket(InetAddress host, int port) throws IOException {
            return prompt(sockets.createSocket(host, port));
        }

        @Override
        public Socket createSocket(InetAddress host, int port, InetAddress localHost, int localPort)
                throws IOException {
            return prompt(sockets.createSocket(host, port, localHost, localPort));
        }
    }

    private final class Tls extends SSLSocketFactory {
        private final SSLSocketFactory sockets;

        Tls(SSLSocketFactory sockets) {
            this.sockets = sockets;
        }

        @Override
        public String[] getDefaultCipherSuites() {
            return sockets.getDefaultCipherSuites();
        }

        @Override
        public String[] getSupportedCipherSuites() {
            return sockets.getSupportedCipherSuites();
        }

        @Override
        public Socket createSocket() throws IOException {
            return prompt(sockets.createSocket());
        }

        @Override
        public Socket createSocket(Socket under, String host, int port, boolean autoClose) throws IOException {
            return prompt(sockets.createSocket(under, host, port, autoClose));
        }

        @Override
        public Socket createSocket(String host, int port) throws IOException {
            return prompt(sockets.createSocket(host, port));
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress localHost, int localPort) throws IOException {
            return prompt(sockets.createSocket(host, port, localHost, localPort));
        }

        @Override
        public Socket createSocket(InetAddress host, int port) throws IOException {
            return prompt(sockets.createSocket(host, port));
        }

        @Override
        public Socket createSocket(InetAddress host, int port, InetAddress localHost, int localPort)
                throws IOException {
            return prompt(sockets.createSocket(host, port, localHost, localPort));
        }
    }
}
