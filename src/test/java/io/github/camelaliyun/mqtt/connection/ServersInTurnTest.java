package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.wire.Packet;
import io.github.camelaliyun.mqtt.wire.Way;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import static org.assertj.core.api.Assertions.assertThat;

/** An attempt goes from one server of the list to the next, with one line at a time. */
class ServersInTurnTest {

    private final ConnectRig rig = new ConnectRig();
    private final ScriptedWire wire = rig.wire;
    private final MqttConnection connection =
            rig.connection(List.of("tcp://127.0.0.1:1", "tcp://127.0.0.1:2"), "GID_test@@@1", 4);

    @Test
    void aLineThatGivesNoConnackIsCutBeforeTheNextIsOpened() {
        wire.onOpen = () ->
                assertThat(wire.lines).allSatisfy(line -> assertThat(line.cut).isNotNull());
        connection.open();
        wire.latest().open();
        rig.timer.advance(ConnectRig.CONNECT_TIMEOUT);

        assertThat(wire.lines).hasSize(2);
        connect();
    }

    @Test
    void aLineThatDoesNotOpenIsCutBeforeTheNextIsOpened() {
        wire.onOpen = () ->
                assertThat(wire.lines).allSatisfy(line -> assertThat(line.cut).isNotNull());
        connection.open();
        rig.timer.advance(ConnectRig.CONNECT_TIMEOUT.multipliedBy(2));

        assertThat(wire.lines).hasSize(2);
        connect();
    }

    @Test
    void whatIsThrownOnTheWayToTheNextServerEndsTheAttempt() {
        wire.onFind = uri -> {
            if (uri.endsWith(":2")) {
                throw new OutOfMemoryError("says the test");
            }
            return CompletableFuture.completedFuture(List.of(new Way(uri, null, null)));
        };
        connection.open();
        wire.latest().closeByServer();

        assertThat(connection.state()).isEqualTo(ConnectionState.DISCONNECTED);
        wire.onFind = uri -> CompletableFuture.completedFuture(List.of(new Way(uri, null, null)));
        for (int i = 0; i < 400 && wire.lines.size() == 1; i++) {
            rig.timer.advance(Duration.ofMillis(100));
        }
        assertThat(wire.lines).hasSize(2);
        wire.latest().closeByServer();
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
