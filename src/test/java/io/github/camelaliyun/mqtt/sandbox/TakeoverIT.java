package io.github.camelaliyun.mqtt.sandbox;

import io.github.camelaliyun.mqtt.kit.LogCapture;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Case P34: two clients with one clientId. */
class TakeoverIT {

    private final String clientId = SharedSandbox.uniqueClientId();

    /** P34: the broker tells of the two connections in any order. */
    @RepeatedTest(10)
    void takeoverIsOneLineWithBothAddresses() throws Exception {
        try (LogCapture log = new LogCapture();
                RawClient older = RawClient.connected(clientId);
                RawClient newer = RawClient.connected(clientId)) {
            assertThat(older.readToTheEnd()).isEmpty();

            await().untilAsserted(() -> assertThat(log.lines().stream().filter(line -> line.contains(clientId)))
                    .containsExactly(
                            "WARN sandbox closed the connection of " + clientId + " from " + older.address() + ": "
                                    + newer.address()
                                    + " has connected with the same clientId; the service's rule: a clientId has one"
                                    + " connection, and of two it closes one (its pages leave open which, the sandbox closes the"
                                    + " older)"));
        }
    }

    @Test
    void clientThatComesBackTakesNothingOver() throws Exception {
        try (LogCapture log = new LogCapture()) {
            for (int i = 0; i < 3; i++) {
                RawClient client = RawClient.connected(clientId);
                client.send(new byte[] {(byte) 0xE0, 0});
                client.readToTheEnd();
                await().until(() -> !SharedSandbox.get().connectedClients().contains(clientId));
                client.close();
            }
            assertThat(log.lines()).noneMatch(line -> line.contains(clientId));
        }
    }

    /** The broker tells the end of the connection before later than its successor's begin, now and then. */
    @Test
    void clientThatComesBackAtOnceTakesNothingOver() throws Exception {
        try (LogCapture log = new LogCapture()) {
            for (int i = 0; i < 50; i++) {
                RawClient client = RawClient.connected(clientId);
                client.send(new byte[] {(byte) 0xE0, 0});
                client.readToTheEnd();
                client.close();
            }
            assertThat(log.lines()).noneMatch(line -> line.contains(clientId));
        }
    }
}
