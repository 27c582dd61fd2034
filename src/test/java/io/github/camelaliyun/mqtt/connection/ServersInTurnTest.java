package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.wire.Packet;
import io.github.camelaliyun.mqtt.wire.TransportOptions;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;

/** An attempt goes from one server of the list to the next, with one line at a time. */
class ServersInTurnTest {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);

    private final ManualTimer timer = new ManualTimer();
    private final ScriptedWire wire = new ScriptedWire();
    private final MqttConnection connection = new MqttConnection(
            new ConnectionOptions(
                    List.of("tcp://127.0.0.1:1", "tcp://127.0.0.1:2"),
                    "GID_test@@@1",
                    false,
                    Duration.ofSeconds(90),
                    CONNECT_TIMEOUT,
                    10,
                    Duration.ofSeconds(30),
                    4,
                    TransportOptions.DEFAULTS,
                    30,
                    null,
                    false,
                    InboundOptions.defaults(false)),
            null,
            new ConnectionThreads(
                    wire,
                    timer,
                    Runnable::run,
                    Runnable::run,
                    timer::nanoTime,
                    () -> Instant.EPOCH.plusNanos(timer.nanoTime()),
                    new Random(1)),
            (c, event) -> {});

    @Test
    void aLineThatGivesNoConnackIsCutBeforeTheNextIsOpened() {
        wire.onOpen = () ->
                assertThat(wire.lines).allSatisfy(line -> assertThat(line.cut).isNotNull());
        connection.open();
        wire.latest().open();
        timer.advance(CONNECT_TIMEOUT);

        assertThat(wire.lines).hasSize(2);
        connect();
    }

    @Test
    void aLineThatDoesNotOpenIsCutBeforeTheNextIsOpened() {
        wire.onOpen = () ->
                assertThat(wire.lines).allSatisfy(line -> assertThat(line.cut).isNotNull());
        connection.open();
        timer.advance(CONNECT_TIMEOUT.multipliedBy(2));

        assertThat(wire.lines).hasSize(2);
        connect();
    }

    private void connect() {
        ScriptedLine line = wire.latest();
        assertThat(line.serverUri).isEqualTo("tcp://127.0.0.1:2");
        line.open();
        line.deliver(new Packet.Connack(false, 0));
        assertThat(connection.state()).isEqualTo(ConnectionState.CONNECTED);
    }
}
