package io.github.camelaliyun.mqtt.observe;

import io.github.camelaliyun.mqtt.connection.ConnectionEvent;
import io.github.camelaliyun.mqtt.connection.ConnectionEvent.Dropped;
import io.github.camelaliyun.mqtt.connection.ConnectionEvent.GivenUp;
import io.github.camelaliyun.mqtt.connection.ConnectionEvent.GivenUp.Fate;
import io.github.camelaliyun.mqtt.connection.ConnectionEvent.OutcomeLost;
import io.github.camelaliyun.mqtt.connection.ConnectionEvent.Oversized;
import io.github.camelaliyun.mqtt.connection.ConnectionOptions;
import io.github.camelaliyun.mqtt.kit.LogCapture;
import org.junit.jupiter.api.Test;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** The line of each event about a message. */
class MessageLinesTest {

    private static final ConnectionOptions CONNECTION = ConnectionOptions.of(List.of("tcp://127.0.0.1:1"), "client")
            .maxSubscriptions(30)
            .service(true)
            .build();

    @Test
    void aMessageThatIsTooLargeIsToldWithItsLimit() {
        assertThat(lineOf(new Oversized("test/x", 5_000, 1_024, 3)))
                .isEqualTo(
                        "WARN client: a message of 5000 bytes on test/x was skipped and acknowledged: maxPacketSize is"
                                + " 1024 bytes; 3 messages without a route so far");
    }

    @Test
    void whatIsDroppedIsCounted() {
        assertThat(lineOf(new Dropped("test/x", 8)))
                .isEqualTo(
                        "WARN client: QoS 0 arrives faster than its route takes it; 8 dropped so far, last on test/x");
    }

    @Test
    void whatIsGivenUpIsToldWithTheWayToKeepIt() {
        assertThat(lineOf(new GivenUp("message on test/x", "orders", 3, Fate.LAST_ATTEMPT)))
                .isEqualTo(
                        "ERROR client: route orders failed 3 times with the message on test/x, which is its last attempt"
                                + " (maxDeliveryAttempts); it is acknowledged and given up: set deadLetterUri to keep it");
    }

    @Test
    void anExchangeThatSomeStepForgotIsToldWithItsRoute() {
        assertThat(lineOf(new OutcomeLost("message on test/x", "orders")))
                .isEqualTo(
                        "WARN client: the exchange of route orders with the message on test/x was dropped without being"
                                + " completed; it counts as failed (QoS 1 and 2: it is tried again). Look for a step that takes"
                                + " exchanges and forgets them");
    }

    private static String lineOf(ConnectionEvent event) {
        try (LogCapture log = new LogCapture()) {
            new OperatorLog(() -> "paho").onEvent(CONNECTION, event);
            return log.lines().get(0);
        }
    }
}
