package io.github.camelaliyun.mqtt.simulation;

import io.github.camelaliyun.mqtt.wire.Packet;
import io.github.camelaliyun.mqtt.wire.PacketSocket;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/** A broker in another process, over sockets that block. */
final class RealCounterpart implements Counterpart {

    /** For what is to come; only a broker that differs takes so long. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final long POLL_NANOS = Duration.ofMillis(1).toNanos();

    private final URI uri;
    private final Duration quiet;
    private final List<PacketSocket> sockets = new ArrayList<>();

    /** @param quiet so long nothing comes at the end of a step */
    RealCounterpart(URI uri, Duration quiet) {
        this.uri = uri;
        this.quiet = quiet;
    }

    @Override
    public Peer open() {
        PacketSocket socket = new PacketSocket(uri);
        sockets.add(socket);
        return new RealPeer(socket);
    }

    @Override
    public void settle(int expected, Predicate<Packet> counts) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (arrived(counts) < expected && System.nanoTime() < deadline) {
            LockSupport.parkNanos(POLL_NANOS);
        }
        int before = arrived(any -> true);
        long since = System.nanoTime();
        while (System.nanoTime() - since < quiet.toNanos()) {
            LockSupport.parkNanos(quiet.toNanos());
            int now = arrived(any -> true);
            if (now != before) {
                before = now;
                since = System.nanoTime();
            }
        }
        sockets.removeIf(PacketSocket::hasEnded);
    }

    private int arrived(Predicate<Packet> counts) {
        return sockets.stream().mapToInt(socket -> socket.arrived(counts)).sum();
    }

    @Override
    public void close() {
        sockets.forEach(PacketSocket::close);
    }

    private final class RealPeer implements Peer {
        private final PacketSocket socket;

        RealPeer(PacketSocket socket) {
            this.socket = socket;
        }

        @Override
        public void send(Packet packet) {
            socket.send(packet);
        }

        @Override
        public void cut() {
            sockets.remove(socket);
            socket.cut();
            LockSupport.parkNanos(quiet.toNanos());
        }

        @Override
        public List<Packet> take() {
            return socket.take();
        }

        @Override
        public boolean isClosed() {
            return socket.hasEnded();
        }
    }
}
