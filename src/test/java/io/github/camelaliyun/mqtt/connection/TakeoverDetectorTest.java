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
        assertThat(detector.lost(true, seconds(0), NEXT)).isEmpty();
        assertThat(detector.lost(true, seconds(3), NEXT)).contains(new TakenOver(2, Duration.ofSeconds(3), NEXT));
        assertThat(detector.lost(true, seconds(9), NEXT)).contains(new TakenOver(3, Duration.ofSeconds(9), NEXT));
    }

    @Test
    void aBrokerThatRefusedAConnectInBetweenIsNoRival() {
        detector.lost(true, seconds(0), NEXT);
        detector.connectFailed();

        assertThat(detector.lost(true, seconds(3), NEXT)).isEmpty();
    }

    @Test
    void aBrokenNetworkIsNoRival() {
        detector.lost(true, seconds(0), NEXT);
        detector.lost(false, seconds(3), NEXT);

        assertThat(detector.lost(true, seconds(6), NEXT)).isEmpty();
    }

    @Test
    void closesThatLieFarApartAreNoRival() {
        detector.lost(true, seconds(0), NEXT);

        assertThat(detector.lost(true, seconds(181), NEXT)).isEmpty();
    }

    private static long seconds(long seconds) {
        return Duration.ofSeconds(seconds).toNanos();
    }
}
