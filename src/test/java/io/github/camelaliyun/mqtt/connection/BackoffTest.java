package io.github.camelaliyun.mqtt.connection;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;

class BackoffTest {

    private final Random random = new Random(1);

    @Test
    void doublesFromOneSecondToThirtyWithinAQuarter() {
        Backoff backoff = new Backoff(random);

        for (long expected : new long[] {1, 2, 4, 8, 16}) {
            assertThat(backoff.next()).isBetween(Duration.ofMillis(expected * 750), Duration.ofMillis(expected * 1250));
        }
        for (int i = 0; i < 100; i++) {
            assertThat(backoff.next()).isBetween(Duration.ofSeconds(18), Duration.ofSeconds(30));
        }
    }

    @Test
    void theLongestWaitIsThatOfTheConnection() {
        Backoff backoff = ConnectionOptions.of(List.of("tcp://127.0.0.1:1"), "client")
                .maxReconnectDelay(Duration.ofSeconds(3))
                .build()
                .backoff(random);

        backoff.next();
        for (int i = 0; i < 100; i++) {
            assertThat(backoff.next()).isBetween(Duration.ofMillis(1_440), Duration.ofSeconds(3));
        }
    }

    @Test
    void aConnectionThatLivedTwiceItsWaitStartsAtOneSecondAgain() {
        Backoff backoff = new Backoff(random);
        for (int i = 0; i < 4; i++) {
            backoff.next();
        }

        backoff.lived(Duration.ofMillis(11_900));
        assertThat(backoff.next()).isGreaterThan(Duration.ofSeconds(11));
        backoff.lived(Duration.ofSeconds(40));
        assertThat(backoff.next()).isLessThan(Duration.ofSeconds(2));
    }

    /** Longer than a client with the same clientId may wait, which would end it each time. */
    @Test
    void aConnectionThatLivedLongerThanAnyWaitStartsAtOneSecondAgain() {
        Backoff backoff = new Backoff(random);
        for (int i = 0; i < 6; i++) {
            backoff.next();
        }

        backoff.lived(Duration.ofSeconds(31));
        assertThat(backoff.next()).isGreaterThan(Duration.ofSeconds(17));
        backoff.lived(Duration.ofSeconds(45));
        assertThat(backoff.next()).isLessThan(Duration.ofSeconds(2));
    }

    @Test
    void aConnectionOfLessThanFiveSecondsIsNoGoodOne() {
        Backoff backoff = new Backoff(random);
        backoff.next();

        backoff.lived(Duration.ofMillis(4_900));
        assertThat(backoff.next()).isGreaterThan(Duration.ofMillis(1_400));
    }

    @Test
    void clientsThatFailTogetherDoNotComeBackTogether() {
        Set<Duration> waits = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            waits.add(new Backoff(random).next());
        }

        assertThat(waits).hasSizeGreaterThan(50);
    }
}
