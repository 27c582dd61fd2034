package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.credential.token.TokenAuthentication;
import io.github.camelaliyun.mqtt.credential.token.TokenCredentials;
import io.github.camelaliyun.mqtt.credential.token.TokenType;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;

class TokenSupplyTest {

    private final ManualTimer timer = new ManualTimer();
    private final TokenSupply supply = new TokenSupply(
            new TokenAuthentication(
                    () -> new TokenCredentials("access-key", "post-cn-test"),
                    request -> List.of(),
                    List.of(TokenType.RW),
                    List.of()),
            "GID_test@@@1",
            new ConnectionThreads(
                    null,
                    timer,
                    Runnable::run,
                    Runnable::run,
                    timer::nanoTime,
                    () -> Instant.EPOCH.plusNanos(timer.nanoTime()),
                    new Random(1)));

    @Test
    void thePauseDoublesFromOneSecondToThirtyAndEndsWithASuccess() {
        // With a quarter more, the longest is 30 s.
        for (long expected : new long[] {1, 2, 4, 8, 16, 24, 24}) {
            supply.begun();
            supply.failed();
            assertThat(supply.pauseLeft())
                    .isBetween(Duration.ofMillis(expected * 750), Duration.ofMillis(expected * 1250));
        }
        timer.advance(Duration.ofSeconds(31));
        assertThat(supply.pauseLeft()).isZero();

        supply.begun();
        supply.succeeded();
        supply.begun();
        supply.failed();
        assertThat(supply.pauseLeft()).isLessThan(Duration.ofSeconds(2));
    }

    @Test
    void aCallThatTakesThirtySecondsIsSlow() {
        supply.begun();
        timer.advance(Duration.ofMillis(29_999));
        assertThat(supply.slowness()).isNull();
        timer.advance(Duration.ofMillis(1));
        assertThat(supply.slowness())
                .isEqualTo("the token source has not answered for 30 s: look what it waits for, and give it a timeout");
        supply.failed();
        assertThat(supply.slowness()).isNull();
    }
}
