package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.wire.Packet;
import io.github.camelaliyun.mqtt.wire.Way;

import java.time.Duration;
import java.time.Instant;
import java.util.Random;

/** Links that never connect, names for the tests of what is done with links. */
final class TestLinks {

    private TestLinks() {}

    static Link unconnected() {
        return new Link(
                WindowRig.options(true, 10, Duration.ofSeconds(30)),
                threads(new ManualTimer()),
                new PacketIds(new Random(1)),
                new Way("tcp://127.0.0.1:1", null, null),
                4,
                null,
                new Nobody());
    }

    /** Virtual time, no network, and tasks that run at once. */
    static ConnectionThreads threads(ManualTimer timer) {
        return new ConnectionThreads(
                null,
                timer,
                Runnable::run,
                Runnable::run,
                timer::nanoTime,
                () -> Instant.EPOCH.plusNanos(timer.nanoTime()),
                new Random(1));
    }

    private static final class Nobody implements LinkListener {
        @Override
        public void onConnected(Link link, boolean sessionPresent) {
            throw new IllegalStateException("it never connects");
        }

        @Override
        public void onEnded(Link link, Throwable cause, boolean wasConnected) {
            throw new IllegalStateException(cause);
        }

        @Override
        public void onArrived(Link link, Packet.Publish publish) {
            throw new IllegalStateException("it never connects");
        }

        @Override
        public void onOversized(Link link, Packet.Oversized publish) {
            throw new IllegalStateException("it never connects");
        }

        @Override
        public void onReleased(Link link, int packetId) {
            throw new IllegalStateException("it never connects");
        }

        @Override
        public void onAnswered() {
            throw new IllegalStateException("it never connects");
        }
    }
}
