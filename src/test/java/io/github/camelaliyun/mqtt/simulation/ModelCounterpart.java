package io.github.camelaliyun.mqtt.simulation;

import io.github.camelaliyun.mqtt.wire.Line;
import io.github.camelaliyun.mqtt.wire.LineListener;
import io.github.camelaliyun.mqtt.wire.LineOptions;
import io.github.camelaliyun.mqtt.wire.Packet;
import io.github.camelaliyun.mqtt.wire.TransportOptions;
import io.github.camelaliyun.mqtt.wire.Way;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** The model, in its own time: it needs no waiting. */
final class ModelCounterpart implements Counterpart {

    private static final Duration LONG_ENOUGH = Duration.ofSeconds(1);
    private static final int MAX_PACKET = 1 << 20;

    private final World world;
    private final ModelBroker broker;

    ModelCounterpart(long seed, Family family) {
        world = new World(seed);
        broker = new ModelBroker(world, family);
    }

    @Override
    public Peer open() {
        ModelPeer peer = new ModelPeer();
        peer.line = broker.open(
                new Way("tcp://broker:1883", null, null),
                new LineOptions("raw", LONG_ENOUGH, TransportOptions.DEFAULTS, MAX_PACKET),
                peer);
        run();
        return peer;
    }

    private void run() {
        world.run(LONG_ENOUGH, () -> {});
        world.failures().forEach(failure -> {
            throw new AssertionError("the model fails", failure);
        });
    }

    @Override
    public void settle(int expected, Predicate<Packet> counts) {
        run();
    }

    @Override
    public void close() {
        broker.cut();
        run();
    }

    private final class ModelPeer implements Peer, LineListener {
        private final List<Packet> received = new ArrayList<>();
        private Line line;
        private boolean closed;

        @Override
        public void send(Packet packet) {
            line.send(packet);
        }

        @Override
        public void cut() {
            run();
            line.cut(new IOException("cut"));
            run();
        }

        @Override
        public List<Packet> take() {
            List<Packet> taken = List.copyOf(received);
            received.clear();
            return taken;
        }

        @Override
        public boolean isClosed() {
            return closed;
        }

        @Override
        public void onOpened(Line opened) {
            // It is used from the next moment on.
        }

        @Override
        public void onReceived(Packet packet) {
            received.add(packet);
        }

        @Override
        public void onHeard() {
            // Of no interest.
        }

        @Override
        public boolean onIdle() {
            return false;
        }

        @Override
        public void onWritten() {
            // Of no interest.
        }

        @Override
        public void onClosed(Throwable cause) {
            closed = true;
        }
    }
}
