package io.github.camelaliyun.mqtt.sandbox;

import io.github.camelaliyun.mqtt.sandbox.token.ClientEvent.Kind;
import org.junit.jupiter.api.Test;

import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;

class ClientLedgerTest {

    private static final int MANY = 100_000;

    private final MessageBudget budget = new MessageBudget();
    private final ClientLedger ledger = new ClientLedger(budget);

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

    @Test
    void whatIsKeptOfAllClientsTogetherIsBoundedAndTheOldestGoes() {
        for (int client = 0; client < 120; client++) {
            ClientRecord record = ledger.use("GID_test@@@" + client);
            record.named().add("test/a");
            record.sent().add(new SentMessage("test/a", new byte[1024 * 1024], 1));
            ledger.release("GID_test@@@" + client);
        }

        assertThat(budget.bytes()).isLessThanOrEqualTo(MessageBudget.MAX_BYTES);
        assertThat(ledger.find("GID_test@@@0").sent().all()).isEmpty();
        assertThat(ledger.find("GID_test@@@0").named().all()).isEmpty();
        assertThat(ledger.find("GID_test@@@119").sent().all()).hasSize(1);
        assertThat(ledger.find("GID_test@@@119").named().all()).containsExactly("test/a");
    }

    @Test
    void messagesWithoutBytesAreBoundedByTheirNumber() {
        IntStream.range(0, 20)
                .forEach(client -> IntStream.range(0, MessageLog.MAX_MESSAGES)
                        .forEach(
                                any -> ledger.of("GID_test@@@" + client).named().add("")));

        assertThat(budget.messages()).isEqualTo(MessageBudget.MAX_MESSAGES);
        assertThat(ledger.find("GID_test@@@19").named().all()).hasSize(MessageLog.MAX_MESSAGES);
    }

    @Test
    void whatIsForgottenLeavesRoomForOthers() {
        ledger.use("a").sent().add(new SentMessage("test/a", new byte[1024 * 1024], 1));
        ledger.forgetMessages();

        assertThat(budget.bytes()).isZero();
        assertThat(budget.messages()).isZero();
    }

    @Test
    void clientIdsAsLongAsAPacketHoldsDoNotFillTheMemory() {
        String longest = "x".repeat(65_530);
        IntStream.range(0, 100).forEach(number -> ledger.of(longest + number).connected());

        assertThat(ledger.idle()).isEqualTo(ClientLedger.MAX_IDLE_CHARACTERS / 65_532);
        assertThat(ledger.find(longest + 99).connects()).isEqualTo(1);
    }

    private void connect(String clientId) {
        ledger.use(clientId).connected();
    }
}
