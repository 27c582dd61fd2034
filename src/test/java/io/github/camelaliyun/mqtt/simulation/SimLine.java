package io.github.camelaliyun.mqtt.simulation;

import io.github.camelaliyun.mqtt.wire.Line;
import io.github.camelaliyun.mqtt.wire.LineListener;
import io.github.camelaliyun.mqtt.wire.Packet;
import io.github.camelaliyun.mqtt.wire.Transmission;

import java.io.EOFException;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;

/** A line between a client and the model broker: what is sent first arrives first, after a while, or never. */
final class SimLine implements Line {

    private final World world;
    private final ModelBroker broker;
    private final LineListener listener;
    private final int maxPacketSize;
    private final int latencyMillis;
    private final Queue<Packet> held = new ArrayDeque<>();
    private final List<Leaving> leaving = new ArrayList<>();
    /** When the client has sent publishes that it waits for an answer to, by packet identifier. */
    private final Map<Integer, Long> unanswered = new LinkedHashMap<>();

    private boolean open;
    private boolean over;
    private boolean finished;
    private boolean paused;
    private boolean dead;
    private boolean left;
    private long endedNanos;
    private boolean endedByServer;
    private boolean flushing;
    private Throwable ending;
    private long leavesNanos;
    private long lastUp;
    private long lastDown;

    /** SUBSCRIBEs without an answer. */
    private int subscribing;

    /** A packet whose sender wants to know what becomes of it. */
    private record Leaving(Packet packet, Transmission transmission) {}

    ModelSession session;
    /** When the broker accepted the client on it; zero if it did not. */
    long acceptedNanos;
    /** What the client has presented last, where it presents tokens. */
    String token;

    SimLine(World world, ModelBroker broker, LineListener listener, int maxPacketSize, int latencyMillis) {
        this.world = world;
        this.broker = broker;
        this.listener = listener;
        this.maxPacketSize = maxPacketSize;
        this.latencyMillis = latencyMillis;
    }

    void open() {
        if (!over) {
            open = true;
            listener.onOpened(this);
        }
    }

    private long soon() {
        return 1 + world.random().nextLong(latencyMillis * 1_000_000L);
    }

    // The client's side.

    @Override
    public boolean send(Packet packet, Transmission transmission) {
        left |= packet instanceof Packet.Disconnect;
        if (!open || over || finished) {
            return false;
        }
        if (packet instanceof Packet.Subscribe) {
            subscribing++;
        }
        if (packet instanceof Packet.Publish publish) {
            broker.sends(publish);
            if (publish.qos() > 0) {
                unanswered.put(publish.packetId(), world.now());
            }
        } else if (packet instanceof Packet.Pubrel rel) {
            unanswered.putIfAbsent(rel.packetId(), world.now());
        }
        Leaving one = new Leaving(packet, transmission);
        if (transmission != null) {
            leaving.add(one);
        }
        // Now and then the network takes nothing for a while.
        int longest = world.chance(0.03) ? 500_000_000 : 1_000_000;
        leavesNanos = Math.max(leavesNanos + 1, world.now() + world.random().nextLong(longest));
        world.at(leavesNanos, () -> leave(one));
        return true;
    }

    private void leave(Leaving one) {
        if (over) {
            return;
        }
        listener.onWritten();
        if (leaving.remove(one)) {
            one.transmission().onLeft();
        }
        if (dead) {
            return;
        }
        lastUp = Math.max(lastUp + 1, world.now() + soon());
        world.at(lastUp, () -> {
            if (!dead) {
                broker.received(this, one.packet());
            }
        });
    }

    @Override
    public void pause() {
        paused = true;
    }

    @Override
    public void resume() {
        if (paused) {
            paused = false;
            world.after(Duration.ZERO, this::flush);
        }
    }

    @Override
    public void finish() {
        finished = true;
        resume();
    }

    @Override
    public void cut(Throwable cause) {
        if (!over) {
            end(cause);
            world.after(Duration.ofNanos(soon()), () -> broker.leave(this));
        }
    }

    private void end(Throwable cause) {
        if (over) {
            return;
        }
        over = true;
        endedNanos = world.now();
        endedByServer = cause instanceof EOFException || cause instanceof SocketException;
        held.clear();
        if (!leaving.isEmpty() && world.random().nextBoolean()) {
            halfLeaves(leaving.remove(0).packet());
        }
        List<Leaving> unsent = List.copyOf(leaving);
        leaving.clear();
        world.after(Duration.ofNanos(world.random().nextLong(1_000_000)), () -> {
            unsent.forEach(one -> one.transmission().onUnsent());
            listener.onClosed(cause);
        });
    }

    /** The network has taken some of a packet, and nobody can tell its sender whether the rest has got through. */
    private void halfLeaves(Packet packet) {
        if (!dead && world.random().nextBoolean()) {
            broker.received(this, packet);
        }
    }

    // The broker's side.

    void deliver(Packet packet) {
        if (dead) {
            return;
        }
        lastDown = Math.max(lastDown + 1, world.now() + soon());
        world.at(lastDown, () -> arrives(packet));
    }

    void closedByServer() {
        if (dead) {
            return;
        }
        lastDown = Math.max(lastDown + 1, world.now() + soon());
        world.at(lastDown, () -> {
            ending = new EOFException();
            flush();
        });
    }

    private void arrives(Packet packet) {
        if (!over && !dead) {
            held.add(packet);
            flush();
        }
    }

    private void flush() {
        if (flushing) {
            return;
        }
        flushing = true;
        try {
            while (!paused && !over && !held.isEmpty()) {
                Packet packet = held.poll();
                answered(packet);
                listener.onHeard();
                listener.onReceived(oversized(packet));
                if (held.isEmpty() && !over) {
                    listener.onIdle();
                }
            }
        } finally {
            flushing = false;
        }
        if (held.isEmpty() && ending != null) {
            end(ending);
        }
    }

    /** Whether a SUBSCRIBE is unanswered. */
    boolean isSubscribing() {
        return subscribing > 0;
    }

    private void answered(Packet packet) {
        if (packet instanceof Packet.Suback) {
            subscribing--;
        }
        if (packet instanceof Packet.Puback ack) {
            unanswered.remove(ack.packetId());
        } else if (packet instanceof Packet.Pubcomp comp) {
            unanswered.remove(comp.packetId());
        }
    }

    private Packet oversized(Packet packet) {
        if (packet instanceof Packet.Publish publish && publish.payload().length > maxPacketSize) {
            return new Packet.Oversized(
                    publish.topic(),
                    publish.payload().length,
                    publish.qos(),
                    publish.retain(),
                    publish.duplicate(),
                    publish.packetId());
        }
        return packet;
    }

    /** The network ends it, for both. */
    void breaks(Throwable cause) {
        end(cause);
    }

    boolean isOver() {
        return over;
    }

    /** Whether the client has ended it in order. */
    boolean isLeft() {
        return left;
    }

    long endedNanos() {
        return endedNanos;
    }

    /** Whether the client must take it that the server has closed it. */
    boolean endedByServer() {
        return endedByServer;
    }

    /** Packet identifiers of publishes whose last answer the client has not seen, and when they were sent. */
    Map<Integer, Long> unanswered() {
        return unanswered;
    }

    /** Nothing passes any more. */
    void goDead() {
        dead = true;
    }
}
