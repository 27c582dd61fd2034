package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.wire.Packet;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;

class ConnectionsTest {

    private final ManualTimer timer = new ManualTimer();
    private final ScriptedWire wire = new ScriptedWire();

    /** As where a library that shows them is there in part. */
    private final ConnectionObserver broken = new ConnectionObserver() {
        @Override
        public void onOpened(MqttConnection connection) {
            throw new NoClassDefFoundError("says the test");
        }

        @Override
        public void onClosed(MqttConnection connection) {
            throw new NoClassDefFoundError("says the test");
        }
    };

    private final Connections connections = new Connections(
            new ConnectionThreads(
                    wire,
                    timer,
                    Runnable::run,
                    Runnable::run,
                    timer::nanoTime,
                    () -> Instant.EPOCH.plusNanos(timer.nanoTime()),
                    new Random(1)),
            (of, event) -> {},
            broken);

    private MqttConnection connected() {
        MqttConnection connection =
                connections.acquire(WindowRig.options(true, 10, WindowRig.TIMEOUT), null, List.of("test/a"));
        wire.latest().open();
        wire.latest().deliver(new Packet.Connack(false, 0));
        assertThat(connection.state()).isEqualTo(ConnectionState.CONNECTED);
        return connection;
    }

    @Test
    void aConnectionThatCannotBeWatchedEndsWhenNobodyUsesItAnyMore() {
        MqttConnection connection = connected();
        connections.release(connection, List.of("test/a"));
        timer.advance(Duration.ofMinutes(1));

        assertThat(wire.latest().sent).endsWith(Packet.DISCONNECT);
        assertThat(connections.all()).isEmpty();
    }

    @Test
    void connectionsThatCannotBeWatchedEndWithTheContext() {
        connected();
        connections.closingAll();

        assertThat(wire.latest().sent).endsWith(Packet.DISCONNECT);
    }
}
