package io.github.camelaliyun.mqtt.sandbox;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A backlog that goes out in batches, as the service's does. */
class BacklogBatchesIT {

    private static final Duration PAUSE = Duration.ofSeconds(2);

    private final Sandbox sandbox = SharedSandbox.get();
    private final SandboxFaults faults = sandbox.faults();
    private final String clientId = SharedSandbox.uniqueClientId();
    private final String p2p = "test/p2p/" + clientId;

    @Test
    void backlogComesInBatchesWithThePauseBetweenThemAndInOrder() throws Exception {
        leaveBacklog(70);
        faults.deliverBacklogInBatches(clientId, 30, PAUSE);
        try (TestClient client = TestClient.of(clientId).persistent().connect()) {
            long begin = System.nanoTime();
            client.awaitReceived(30);
            assertThat(client.received()).hasSize(30);
            client.awaitReceived(31);
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(PAUSE.dividedBy(2));
            client.awaitReceived(60);
            assertThat(client.received()).hasSize(60);
            client.awaitReceived(70);

            assertThat(client.receivedOn(p2p)).containsExactlyElementsOf(numbers(70));
        }
        // All were acknowledged: nothing is left for the next connection.
        try (TestClient client = TestClient.of(clientId).persistent().connect()) {
            sandbox.publish(p2p, "next");
            client.awaitReceived(1);
            assertThat(client.receivedOn(p2p)).containsExactly("next");
        }
    }

    @Test
    void whatIsPublishedWhileTheClientIsConnectedBelongsToNoBatch() throws Exception {
        leaveBacklog(3);
        faults.deliverBacklogInBatches(clientId, 3, Duration.ofMinutes(1));
        try (TestClient client = TestClient.of(clientId).persistent().connect()) {
            client.awaitReceived(3);
            sandbox.publish(p2p, "live");
            client.awaitReceived(4);

            assertThat(client.receivedOn(p2p)).containsExactly("0", "1", "2", "live");
        }
    }

    @Test
    void whatIsPublishedMeanwhileComesAfterTheBacklog() throws Exception {
        leaveBacklog(3);
        faults.deliverBacklogInBatches(clientId, 1, Duration.ofSeconds(1));
        try (TestClient client = TestClient.of(clientId).persistent().connect()) {
            client.awaitReceived(1);
            sandbox.publish(p2p, "live");
            client.awaitReceived(4);

            assertThat(client.receivedOn(p2p)).containsExactly("0", "1", "2", "live");
        }
    }

    @Test
    void connectionThatEndsBetweenTwoBatchesLosesNothing() throws Exception {
        leaveBacklog(9);
        faults.deliverBacklogInBatches(clientId, 4, Duration.ofMinutes(1));
        try (TestClient client = TestClient.of(clientId).persistent().connect()) {
            client.awaitReceived(4);
        }
        faults.deliverBacklogInBatches(clientId, 0, Duration.ZERO);
        try (TestClient client = TestClient.of(clientId).persistent().connect()) {
            client.awaitReceived(5);

            assertThat(client.receivedOn(p2p))
                    .containsExactlyElementsOf(numbers(9).subList(4, 9));
        }
    }

    @Test
    void backlogOfAnotherClientComesAtOnce() throws Exception {
        leaveBacklog(40);
        faults.deliverBacklogInBatches(SharedSandbox.uniqueClientId(), 1, Duration.ofMinutes(1));
        try (TestClient client = TestClient.of(clientId).persistent().connect()) {
            client.awaitReceived(40);
        }
    }

    /** Those of a batch that has not begun were not sent yet. */
    @Test
    void messagesThatWaitForTheirBatchAreNotSentAgain() throws Exception {
        leaveBacklog(2);
        faults.deliverBacklogInBatches(clientId, 1, PAUSE);
        faults.resendUnacknowledged(clientId, Duration.ofMillis(300), Resend.SAME_ID);
        try (TestClient client = TestClient.of(clientId).persistent().connect()) {
            client.awaitReceived(1);
            await().during(PAUSE.dividedBy(2))
                    .atMost(TestClient.PATIENCE)
                    .until(() -> client.received().size() == 1);
            client.awaitReceived(2);
            sandbox.publish(p2p, "last");
            client.awaitReceived(3);

            assertThat(client.receivedOn(p2p)).containsExactly("0", "1", "last");
            await().during(Duration.ofMillis(700))
                    .atMost(TestClient.PATIENCE)
                    .until(() -> client.received().size() == 3);
        } finally {
            faults.resendUnacknowledged(clientId, Duration.ZERO, Resend.SAME_ID);
        }
    }

    private void leaveBacklog(int count) throws Exception {
        TestClient.of(clientId).persistent().connect().close();
        numbers(count).forEach(number -> sandbox.publish(p2p, number));
    }

    private static List<String> numbers(int count) {
        return IntStream.range(0, count).mapToObj(Integer::toString).toList();
    }
}
