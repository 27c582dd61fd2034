package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.connection.ConnectionEvent.TakenOver;
import org.junit.jupiter.api.Test;

import java.time.Duration;

import static org.assertj.core.api.Assertions.assertThat;

class TakeoverDetectorTest {

    private static final Duration NEXT = Duration.ofSeconds(2);

    private final TakeoverDetector detector = new TakeoverDetector();

    @Test
    void theSecondCloseByTheServerTellsOfARival() {
        assertThat(detector.lost(true, seconds(0), NEXT, null)).isEmpty();
        assertThat(detector.lost(true, seconds(3), NEXT, null))
                .contains(new TakenOver(2, Duration.ofSeconds(3), NEXT, null));
        assertThat(detector.lost(true, seconds(9), NEXT, null))
                .contains(new TakenOver(3, Duration.ofSeconds(9), NEXT, null));
    }

    @Test
    void aBrokerThatRefusedAConnectInBetweenIsNoRival() {
        detector.lost(true, seconds(0), NEXT, null);
        detector.connectFailed();

        assertThat(detector.lost(true, seconds(3), NEXT, null)).isEmpty();
    }

    @Test
    void aBrokenNetworkIsNoRival() {
        detector.lost(true, seconds(0), NEXT, null);
        detector.lost(false, seconds(3), NEXT, null);

        assertThat(detector.lost(true, seconds(6), NEXT, null)).isEmpty();
    }

    @Test
    void closesThatLieFarApartAreNoRival() {
        detector.lost(true, seconds(0), NEXT, null);

        assertThat(detector.lost(true, seconds(181), NEXT, null)).isEmpty();
    }

    private static long seconds(long seconds) {
        return Duration.ofSeconds(seconds).toNanos();
    }
}
