package io.github.camelaliyun.mqtt.connection;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;

/** What becomes of publishes when the last route of a connection stops. */
class RestingConnectionTest {

    @Test
    void whatIsUnderWayFailsWithTheReason() throws Exception {
        MqttConnection connection = TestConnections.of(
                ConnectionOptions.of(List.of("tcp://127.0.0.1:1"), "GID_test@@@1")
                        .maxInflight(10)
                        .maxSubscriptions(30)
                        .build(),
                null,
                new ConnectionThreads(
                        new ScriptedWire(),
                        new ManualTimer(),
                        Runnable::run,
                        Runnable::run,
                        () -> 0,
                        () -> Instant.EPOCH,
                        new Random(1)),
                (any, event) -> {});
        List<Exception> outcomes = new ArrayList<>();
        connection.open();
        connection.publish(new OutboundMessage("test/a", new byte[1], 1, false), false, outcomes::add);

        connection.rest();

        assertThat(outcomes)
                .singleElement()
                .extracting(Exception::getMessage)
                .isEqualTo(
                        "publish to test/a (QoS 1, 1 bytes) failed: no route that uses the connection GID_test@@@1 at"
                                + " tcp://127.0.0.1:1 is started any more: start its route, and send it again");
    }
}
