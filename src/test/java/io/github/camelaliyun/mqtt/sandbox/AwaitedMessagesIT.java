package io.github.camelaliyun.mqtt.sandbox;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

import java.time.Duration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** What tests wait for, one message after the other, and what is kept of clients. */
class AwaitedMessagesIT {

    private static final Duration MOMENT = Duration.ofMillis(50);
    /** Of its own: what it forgets others may wait for. */
    private static final Sandbox SANDBOX = Sandbox.start(SharedSandbox.options(0, false));

    private final String clientId = SharedSandbox.uniqueClientId();
    private final String topic = "test/" + clientId;
    private final String p2p = "test/p2p/" + clientId;

    @AfterAll
    static void close() {
        SANDBOX.close();
    }

    @Test
    void eachAwaitReturnsTheNextMessageOfItsTopic() throws Exception {
        try (TestClient client = client()) {
            client.publish(topic, "1");
            client.publish("test/other", "other");
            client.publish(topic, "2");
            assertThat(published()).isEqualTo("1");
            assertThat(published()).isEqualTo("2");
            assertThatThrownBy(() -> SANDBOX.awaitPublished(topic, MOMENT))
                    .hasMessageContaining("no client published to '" + topic + "' within 50 ms; there was: [")
                    .hasMessageEndingWith("; earlier calls have returned 2 of them, which no call does again");
            client.publish(topic, "3");

            assertThat(published()).isEqualTo("3");
            assertThat(SANDBOX.published())
                    .filteredOn(message -> message.topic().equals(topic))
                    .hasSize(3);
        }
    }

    @Test
    void eachAwaitReturnsTheNextMessageThatWentToTheClient() throws Exception {
        try (TestClient client = client()) {
            SANDBOX.publish(p2p, "1");
            SANDBOX.publish(p2p, "2");
            client.awaitReceived(2);

            assertThat(sent()).isEqualTo("1");
            assertThat(sent()).isEqualTo("2");
            assertThatThrownBy(() -> SANDBOX.awaitSent(clientId, p2p, MOMENT))
                    .hasMessageContaining("returned 2 of them");
            assertThat(SANDBOX.sentTo(clientId)).hasSize(2);
        }
    }

    @Test
    void whatIsForgottenIsNeitherReturnedNorShown() throws Exception {
        try (TestClient client = client()) {
            client.publish(p2p, "old");
            client.awaitReceived(1);
            SANDBOX.forgetMessages();
            assertThat(SANDBOX.published()).isEmpty();
            assertThat(SANDBOX.sentTo(clientId)).isEmpty();
            client.publish(p2p, "new");

            assertThat(SANDBOX.awaitPublished(p2p, TestClient.PATIENCE).text()).isEqualTo("new");
            assertThat(sent()).isEqualTo("new");
            assertThat(SANDBOX.connectsOf(clientId)).isEqualTo(1);
        }
    }

    @Test
    void neitherAskingNorConnectingLeavesMoreThanARecordOfTheClient() throws Exception {
        int records = SANDBOX.parts.ledger.size();
        for (int i = 0; i < 1_000; i++) {
            SANDBOX.sentTo(clientId + i);
            SANDBOX.tokens().eventsOf(clientId + i);
        }
        assertThatThrownBy(() -> SANDBOX.awaitSent(clientId, topic, MOMENT)).isInstanceOf(SandboxException.class);
        assertThat(SANDBOX.parts.ledger.size()).isEqualTo(records);

        for (int i = 0; i < 10; i++) {
            client().close();
        }
        assertThat(SANDBOX.connectsOf(clientId)).isEqualTo(10);
        assertThat(SANDBOX.parts.ledger.size()).isEqualTo(records + 1);
        await().until(() -> SANDBOX.parts.ledger.idle() == SANDBOX.parts.ledger.size()
                && SANDBOX.faults().rules.size() == 0);
    }

    private TestClient client() throws Exception {
        return TestClient.of(SANDBOX.tcp().toString(), clientId).connect();
    }

    private String published() {
        return SANDBOX.awaitPublished(topic, TestClient.PATIENCE).text();
    }

    private String sent() {
        return SANDBOX.awaitSent(clientId, p2p, TestClient.PATIENCE).text();
    }
}
