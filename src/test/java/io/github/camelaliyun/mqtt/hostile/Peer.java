package io.github.camelaliyun.mqtt.hostile;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;

/** The server's side of a line: sends what a case says, and reads nothing but to learn that the client has gone. For one thread. */
class Peer {

    private static final int PATIENCE_MILLIS = 20_000;
    private static final Duration HEARS_WITHIN = Duration.ofMillis(200);

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    Peer(Socket socket) throws IOException {
        this.socket = socket;
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(PATIENCE_MILLIS);
        in = new BufferedInputStream(socket.getInputStream());
        out = socket.getOutputStream();
    }

    /** Before anything else: what the client expects once it is connected. */
    void begin() throws IOException {
        // TCP is enough.
    }

    /** Sends a case in its writes, as far as the client takes them. */
    void send(HostileCase hostile, Witness witness) {
        byte[][] writes = hostile.writes();
        try {
            for (int i = 0; i < writes.length && !witness.hasEnded(); i++) {
                long before = witness.heardSoFar();
                write(writes[i], i, writes.length, hostile.framing());
                if (hostile.patient() && i + 1 < writes.length) {
                    witness.awaitHeard(before, HEARS_WITHIN);
                }
            }
        } catch (IOException e) {
            // The line has closed.
        }
    }

    /** Writes one part of a case. */
    void write(byte[] bytes, int number, int count, HostileCase.Framing framing) throws IOException {
        raw(bytes);
    }

    /** Sends this in one write, if the client still takes it. */
    void send(byte[] bytes) {
        try {
            write(bytes, 0, 1, HostileCase.Framing.ONE_FRAME);
        } catch (IOException e) {
            // The line has closed.
        }
    }

    /** Sends this and nothing around it. */
    final void raw(byte[] bytes) throws IOException {
        out.write(bytes);
    }

    final InputStream in() {
        return in;
    }

    /** Passes over what the client has sent so far. */
    final void drain() {
        try {
            while (in.available() > 0) {
                in.skipNBytes(in.available());
            }
        } catch (IOException e) {
            // The line has closed.
        }
    }

    /** Ends the output, as a server does that closes. */
    void finish() {
        try {
            socket.shutdownOutput();
        } catch (IOException e) {
            // The line has closed.
        }
    }

    /**
     * Closes once the client has closed: to close with input unread would reset the connection, and what was sent last would
     * be lost with it.
     *
     * @throws AssertionError if the client does not close
     */
    void closeAfterTheClient() {
        try (socket) {
            in.transferTo(OutputStream.nullOutputStream());
            socket.setSoLinger(true, 0);
        } catch (SocketTimeoutException e) {
            throw new AssertionError("the client does not close its socket", e);
        } catch (IOException e) {
            // It has reset the connection, since there was something that it did not want to read.
        }
    }
}
