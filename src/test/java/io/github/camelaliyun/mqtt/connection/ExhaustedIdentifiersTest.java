package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.wire.Packet;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;

/** A server that lives and acknowledges nothing: its link is left once nothing can be sent by it any more. */
class ExhaustedIdentifiersTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final ManualTimer timer = new ManualTimer();
    private final ScriptedWire wire = new ScriptedWire();

    private final MqttConnection connection = TestConnections.of(
            ConnectionOptions.of(List.of("tcp://127.0.0.1:1"), "GID_test@@@1")
                    .keepAlive(Duration.ZERO)
                    .maxInflight(PacketIds.HIGHEST)
                    .publishTimeout(TIMEOUT)
                    .maxSubscriptions(30)
                    .build(),
            null,
            new ConnectionThreads(
                    wire,
                    timer,
                    Runnable::run,
                    Runnable::run,
                    timer::nanoTime,
                    () -> Instant.EPOCH.plusNanos(timer.nanoTime()),
                    new Random(1)),
            (of, event) -> {});

    private void publish(int count) throws Exception {
        OutboundMessage message = new OutboundMessage("test/a", new byte[] {1}, 1, false);
        for (int i = 0; i < count; i++) {
            connection.publish(message, false, failure -> {});
        }
    }

    private ScriptedLine connect() {
        ScriptedLine line = wire.latest();
        line.open();
        line.deliver(new Packet.Connack(false, 0));
        assertThat(connection.state()).isEqualTo(ConnectionState.CONNECTED);
        return line;
    }

    @Test
    void aLinkOnWhichNoIdentifierComesFreeIsLeft() throws Exception {
        connection.open();
        ScriptedLine line = connect();
        publish(PacketIds.HIGHEST);
        timer.advance(TIMEOUT.minusSeconds(1));
        assertThat(connection.state()).isEqualTo(ConnectionState.CONNECTED);
        timer.advance(Duration.ofSeconds(2));

        assertThat(line.cut).hasMessageContaining("65535 packet identifiers");
        timer.advance(Duration.ofSeconds(2));
        connect();
        publish(1);
        assertThat(wire.latest().sent(Packet.Publish.class)).hasSize(1);
    }

    @Test
    void aLinkThatIsBusyIsNotLeft() throws Exception {
        connection.open();
        ScriptedLine line = connect();
        publish(PacketIds.HIGHEST);
        List<Packet.Publish> sent = List.copyOf(line.sent(Packet.Publish.class));
        for (int second = 0; second < 60; second++) {
            timer.advance(Duration.ofSeconds(1));
            line.deliver(new Packet.Puback(sent.get(second).packetId()));
            publish(1);
        }

        assertThat(line.cut).isNull();
        assertThat(connection.state()).isEqualTo(ConnectionState.CONNECTED);
    }
}
