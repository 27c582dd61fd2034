package io.github.camelaliyun.mqtt.sandbox;

import io.github.camelaliyun.mqtt.sandbox.token.ClientEvent.Kind;
import org.junit.jupiter.api.Test;

import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;

class ClientLedgerTest {

    private static final int MANY = 100_000;

    private final ClientLedger ledger = new ClientLedger();

    @Test
    void askingForClientsThatNobodyHasSeenLeavesNothing() {
        IntStream.range(0, MANY).forEach(number -> {
            assertThat(ledger.find("GID_test@@@" + number).connects()).isZero();
            ledger.use("GID_test@@@" + number);
            ledger.release("GID_test@@@" + number);
        });

        assertThat(ledger.size()).isZero();
    }

    @Test
    void ofThoseThatAreGoneTheLatestStayAndOfThoseThatAreThereAll() {
        connect("first");
        connect("gone");
        ledger.release("gone");
        IntStream.range(0, MANY).forEach(number -> {
            connect("GID_test@@@" + number);
            ledger.release("GID_test@@@" + number);
        });

        assertThat(ledger.size()).isEqualTo(ClientLedger.MAX_IDLE + 1);
        assertThat(ledger.find("gone").connects()).isZero();
        assertThat(ledger.find("first").connects()).isEqualTo(1);
        assertThat(ledger.find("GID_test@@@" + (MANY - 1)).connects()).isEqualTo(1);
        assertThat(ledger.find("GID_test@@@" + (MANY - ClientLedger.MAX_IDLE)).connects())
                .isEqualTo(1);
        assertThat(ledger.find("GID_test@@@" + (MANY - ClientLedger.MAX_IDLE - 1))
                        .connects())
                .isZero();
    }

    @Test
    void clientThatComesBackIsTheSameAndTheLatest() {
        connect("back");
        ledger.release("back");
        connect("back");
        connect("back");
        ledger.release("back");
        IntStream.range(0, MANY).forEach(number -> {
            connect("GID_test@@@" + number);
            ledger.release("GID_test@@@" + number);
        });
        ledger.release("back");

        assertThat(ledger.find("back").connects()).isEqualTo(3);
    }

    @Test
    void eventsOfClientsInTokenModeGoWithTheirRecords() {
        TokenHooks hooks = new TokenHooks(ledger);
        IntStream.range(0, MANY).forEach(number -> hooks.happened("GID_test@@@" + number, Kind.PUBLISHED, "test/x"));

        assertThat(ledger.size()).isEqualTo(ClientLedger.MAX_IDLE);
        assertThat(hooks.eventsOf("GID_test@@@0")).isEmpty();
        assertThat(hooks.eventsOf("GID_test@@@" + (MANY - 1))).hasSize(1);
    }

    private void connect(String clientId) {
        ledger.use(clientId).connected();
    }
}
