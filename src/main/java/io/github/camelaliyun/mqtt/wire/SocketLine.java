package io.github.camelaliyun.mqtt.wire;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketException;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A line over a blocking socket. One worker opens it and then reads until the end ({@link #run}), another writes while
 * there is something to write. Whatever is thrown on either ends the line, and only the line.
 */
final class SocketLine implements Line, PacketWriter.Listener {

    private static final Logger LOG = LoggerFactory.getLogger(SocketLine.class);

    private final Executor workers;
    private final String serverUri;
    private final LineOptions options;
    private final LineListener listener;

    /** Not null once the line is open. */
    private volatile PacketWriter writer;

    /** Whether the line pauses or is over; lets the reader look without the lock. */
    private volatile boolean held;

    /** Guards what follows. */
    private final ReentrantLock lock = new ReentrantLock();

    private final Condition changed = lock.newCondition();
    private Transport transport;
    private boolean begun;
    private boolean paused;
    private boolean over;
    private boolean told;
    private Throwable cause;

    SocketLine(Executor workers, String serverUri, LineOptions options, LineListener listener) {
        this.workers = workers;
        this.serverUri = serverUri;
        this.options = options;
        this.listener = listener;
    }

    /** Returns at once; tells {@link LineListener#closed} in this thread if no worker takes the line. */
    void start() {
        try {
            workers.execute(this::run);
        } catch (Throwable e) {
            end(e);
            tell();
        }
    }

    @Override
    public boolean send(Packet packet, Transmission transmission) {
        PacketWriter present = writer;
        return present != null && present.send(EncodedPacket.of(packet, transmission));
    }

    @Override
    public void pause() {
        lock.lock();
        try {
            paused = true;
            held = true;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void resume() {
        lock.lock();
        try {
            paused = false;
            held = over;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void finish() {
        PacketWriter present = writer;
        if (present == null) {
            cut(new SocketException("the connection was given up"));
        } else {
            present.finish(() -> transport().finish());
            resume();
        }
    }

    /**
     * What opens a line may wait where no closed socket ends the wait, for a name or in a socket factory. So nobody waits
     * for it: another worker tells that the line has ended.
     */
    @Override
    public void cut(Throwable reason) {
        if (end(reason) && writer == null) {
            try {
                workers.execute(this::tell);
            } catch (Throwable e) {
                if (!hasBegun()) {
                    tell();
                }
            }
        }
    }

    @Override
    public void wrote() {
        listener.wrote();
    }

    @Override
    public void writeFailed(Throwable reason) {
        end(reason);
    }

    /** Opens the line and reads until the end. */
    private void run() {
        Transport opening = null;
        try {
            opening = new Transport(serverUri, options);
            use(opening);
            opening.open();
            begin(opening.out());
            listener.opened(this);
            read(opening.in());
        } catch (Throwable e) {
            end(e);
        } finally {
            conclude(opening);
        }
    }

    private void use(Transport opening) throws SocketException {
        lock.lock();
        try {
            begun = true;
            requireNotOver();
            transport = opening;
        } finally {
            lock.unlock();
        }
    }

    private void begin(OutputStream out) throws SocketException {
        PacketWriter begin = new PacketWriter(out, workers, this);
        lock.lock();
        try {
            requireNotOver();
            writer = begin;
        } finally {
            lock.unlock();
        }
    }

    private void read(InputStream in) throws IOException {
        PacketReader reader = new PacketReader(in, listener, options.maxPacketSize(), System::nanoTime);
        while (true) {
            awaitResume();
            Packet packet = reader.read();
            awaitResume();
            listener.received(packet);
        }
    }

    private void awaitResume() throws SocketException {
        if (!held) {
            return;
        }
        lock.lock();
        try {
            while (paused && !over) {
                changed.awaitUninterruptibly();
            }
            requireNotOver();
        } finally {
            lock.unlock();
        }
    }

    private void requireNotOver() throws SocketException {
        if (over) {
            throw new SocketException("the connection was given up");
        }
    }

    /** The first call ends the line, and its cause is the one that is told. Returns whether this was the first. */
    private boolean end(Throwable reason) {
        Transport dead;
        PacketWriter silent;
        lock.lock();
        try {
            if (over) {
                return false;
            }
            over = true;
            held = true;
            cause = reason;
            dead = transport;
            silent = writer;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        if (silent != null) {
            silent.close();
        }
        if (dead != null) {
            dead.cut();
        }
        return true;
    }

    /** The reader's last act: leaves nothing of the transport, and sees to it that the end is told. */
    private void conclude(Transport used) {
        try {
            if (used != null) {
                used.cut();
                used.close();
            }
        } finally {
            PacketWriter present = writer;
            if (present == null) {
                tell();
            } else {
                present.end(this::tell);
            }
        }
    }

    private void tell() {
        Throwable reason;
        lock.lock();
        try {
            if (told) {
                return;
            }
            told = true;
            reason = cause;
        } finally {
            lock.unlock();
        }
        try {
            listener.closed(reason);
        } catch (Throwable e) {
            LOG.warn("{}: the end of a connection was not processed", options.clientId(), e);
        }
    }

    private boolean hasBegun() {
        lock.lock();
        try {
            return begun;
        } finally {
            lock.unlock();
        }
    }

    private Transport transport() {
        lock.lock();
        try {
            return transport;
        } finally {
            lock.unlock();
        }
    }
}
