package io.github.camelaliyun.mqtt.wire;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.security.AlgorithmConstraints;
import java.security.AlgorithmParameters;
import java.security.CryptoPrimitive;
import java.security.Key;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLParameters;

import static org.assertj.core.api.Assertions.assertThat;

/** One connection of a client, whose TLS goes on as the test says. */
final class HandshakeServer {
    final SSLEngine engine;
    final Socket socket;
    private final ByteBuffer arrived = ByteBuffer.allocate(100_000).flip();
    private final ByteBuffer data = ByteBuffer.allocate(100_000);
    final List<byte[]> flights = new ArrayList<>();
    boolean byteByByte;
    int records;

    HandshakeServer(SSLContext context, String protocol, Socket socket) throws IOException {
        engine = context.createSSLEngine();
        engine.setUseClientMode(false);
        engine.setEnabledProtocols(new String[] {protocol});
        this.socket = socket;
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(20_000);
    }

    /** Lets it choose no key share of these, which are those that a client brings unasked. */
    void refuse(String... groups) {
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setAlgorithmConstraints(new Without(Set.of(groups)));
        engine.setSSLParameters(parameters);
    }

    void shakeHands() throws IOException {
        while (engine.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING || flights.isEmpty()) {
            write(next());
        }
    }

    /** Reads until the engine has something to say, or is through, and returns what it says. */
    byte[] next() throws IOException {
        if (flights.isEmpty()) {
            engine.beginHandshake();
        }
        while (true) {
            switch (engine.getHandshakeStatus()) {
                case NEED_TASK -> engine.getDelegatedTask().run();
                case NEED_UNWRAP -> unwrap();
                case NEED_WRAP -> {
                    byte[] flight = wrapAll();
                    flights.add(flight);
                    return flight;
                }
                default -> {
                    return new byte[0];
                }
            }
        }
    }

    byte[] wrapAll() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        while (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
            all.writeBytes(seal(new byte[0]));
        }
        return all.toByteArray();
    }

    byte[] seal(byte[] plain) throws IOException {
        ByteBuffer sealed = ByteBuffer.allocate(40_000);
        engine.wrap(ByteBuffer.wrap(plain), sealed);
        return Arrays.copyOf(sealed.array(), sealed.position());
    }

    void write(byte[] bytes) throws IOException {
        if (byteByByte) {
            for (byte each : bytes) {
                socket.getOutputStream().write(each);
            }
        } else {
            socket.getOutputStream().write(bytes);
        }
    }

    /** What the client sends next, without what is TLS's. */
    byte[] read(int count) throws IOException {
        while (data.position() < count) {
            unwrap();
            // Of the goodbye, and of updates.
            write(wrapAll());
        }
        byte[] read = Arrays.copyOf(data.array(), count);
        data.flip().position(count);
        data.compact();
        return read;
    }

    /** And does not look at it: the JDK's engine would say nothing more with TLS 1.2. */
    void awaitGoodbye() throws IOException {
        if (!arrived.hasRemaining()) {
            fill();
        }
    }

    private void unwrap() throws IOException {
        SSLEngineResult result = engine.unwrap(arrived, data);
        if (result.bytesConsumed() > 0) {
            records++;
        } else if (result.getStatus() == SSLEngineResult.Status.BUFFER_UNDERFLOW) {
            fill();
        }
    }

    private void fill() throws IOException {
        arrived.compact();
        int count = socket.getInputStream().read(arrived.array(), arrived.position(), arrived.remaining());
        assertThat(count).as("bytes of the client").isPositive();
        arrived.position(arrived.position() + count).flip();
    }

    private record Without(Set<String> groups) implements AlgorithmConstraints {
        @Override
        public boolean permits(Set<CryptoPrimitive> primitives, String algorithm, AlgorithmParameters parameters) {
            return !primitives.contains(CryptoPrimitive.KEY_AGREEMENT) || !groups.contains(algorithm);
        }

        @Override
        public boolean permits(Set<CryptoPrimitive> primitives, Key key) {
            return true;
        }

        @Override
        public boolean permits(
                Set<CryptoPrimitive> primitives, String algorithm, Key key, AlgorithmParameters parameters) {
            return permits(primitives, algorithm, parameters);
        }
    }
}
