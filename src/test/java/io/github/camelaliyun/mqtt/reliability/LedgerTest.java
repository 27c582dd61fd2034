package io.github.camelaliyun.mqtt.reliability;

import org.junit.jupiter.api.Test;

import java.time.Duration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class LedgerTest {

    private final Ledger ledger = new Ledger();

    @Test
    void whatWasAcknowledgedAndNotProcessedIsLost() {
        ledger.acknowledged(0);
        ledger.acknowledged(1);
        ledger.acknowledged(1);
        ledger.processed(0);
        ledger.processed(7);

        assertThat(ledger.lost()).isEqualTo(1);
        assertThat(ledger.acknowledgedCount()).isEqualTo(2);
        assertThat(ledger.processedCount()).isEqualTo(2);
        assertThatThrownBy(() -> ledger.awaitAllProcessed(2, Duration.ofMillis(50)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("1 lost, the first of them [1]");
    }

    @Test
    void eachProcessingAfterTheFirstIsADuplicate() {
        assertThat(ledger.processed(3)).isTrue();
        assertThat(ledger.processed(3)).isFalse();
        assertThat(ledger.processed(3)).isFalse();

        assertThat(ledger.duplicates()).isEqualTo(2);
    }

    @Test
    void aMessageThatWasNeverAcknowledgedIsWaitedFor() {
        ledger.acknowledged(0);
        ledger.processed(0);
        ledger.awaitAllProcessed(1, Duration.ofMillis(50));

        assertThatThrownBy(() -> ledger.awaitAllProcessed(2, Duration.ofMillis(50)))
                .hasMessageContaining("of 2 messages")
                .hasMessageContaining("1 acknowledged");
    }
}
