package io.github.camelaliyun.mqtt.connection;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class KeepAliveTest {

    private static final Duration INTERVAL = Duration.ofSeconds(60);
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final ManualTimer timer = new ManualTimer();
    private final ConnectionThreads threads = TestLinks.threads(timer);
    private final List<String> told = new ArrayList<>();
    private final KeepAlive keepAlive = keepAlive(INTERVAL);

    /** As one that finds no memory for its PINGREQ, on a network that is gone. */
    @Test
    void aPingThatThrowsEndsTheLinkThatNobodyWatchesAnyMore() {
        KeepAlive keepAlive = new KeepAlive(
                threads,
                INTERVAL,
                () -> {
                    throw new OutOfMemoryError("says the test");
                },
                failure -> tell(failure.getMessage()));
        keepAlive.begin();
        timer.advance(INTERVAL.multipliedBy(10));

        assertThat(told).containsExactly("says the test at " + INTERVAL.toSeconds());
    }

    @Test
    void silenceBothWaysIsBrokenByAPing() {
        keepAlive.begin();
        timer.advance(Duration.ofSeconds(59));
        assertThat(told).isEmpty();

        timer.advance(SECOND);
        assertThat(told).containsExactly("ping at 60");
    }

    @Test
    void theServerIsPingedWhenNothingIsReceivedHoweverMuchIsSent() {
        keepAlive.begin();
        everySecond(60, keepAlive::sent);

        assertThat(told).containsExactly("ping at 60");
    }

    @Test
    void theServerIsPingedWhenNothingIsSentHoweverMuchIsReceived() {
        keepAlive.begin();
        everySecond(60, keepAlive::received);

        assertThat(told).containsExactly("ping at 60");
    }

    @Test
    void trafficBothWaysNeedsNoPing() {
        keepAlive.begin();
        everySecond(600, () -> {
            keepAlive.sent();
            keepAlive.received();
        });

        assertThat(told).isEmpty();
    }

    @Test
    void silenceIsCountedFromTheLastTraffic() {
        keepAlive.begin();
        timer.advance(Duration.ofSeconds(50));
        keepAlive.sent();
        keepAlive.received();
        timer.advance(Duration.ofSeconds(59));
        assertThat(told).isEmpty();

        timer.advance(SECOND);
        assertThat(told).containsExactly("ping at 110");
    }

    /** MQTT 3.1.1, 3.1.2-23: the interval is that between two packets of the client, and CONNECT is one. */
    @Test
    void theTimeThatConnackTakesCounts() {
        keepAlive.sent();
        timer.advance(Duration.ofSeconds(20));
        keepAlive.begin();
        timer.advance(Duration.ofSeconds(39));
        assertThat(told).isEmpty();

        timer.advance(SECOND);
        assertThat(told).containsExactly("ping at 60");
    }

    @Test
    void aServerThatDoesNotAnswerIsToldOfOnceAfterOneAndAHalfTimes() {
        keepAlive.begin();
        timer.advance(Duration.ofSeconds(89));
        assertThat(told).containsExactly("ping at 60");

        timer.advance(Duration.ofSeconds(600));
        assertThat(told).containsExactly("ping at 60", "unanswered at 90");
    }

    @Test
    void aServerThatAnswersIsPingedForEver() {
        keepAlive.begin();
        for (int i = 0; i < 10; i++) {
            timer.advance(INTERVAL);
            keepAlive.sent();
            keepAlive.received();
        }

        assertThat(told).hasSize(10).allMatch(event -> event.startsWith("ping"));
    }

    @Test
    void aServerThatSendsButGetsNothingOfOursIsPingedAndNotGivenUp() {
        keepAlive.begin();
        everySecond(120, keepAlive::received);

        assertThat(told).contains("ping at 60").noneMatch(event -> event.startsWith("unanswered"));
    }

    @Test
    void zeroSwitchesItOff() {
        keepAlive(Duration.ZERO).begin();
        timer.advance(Duration.ofDays(1));

        assertThat(told).isEmpty();
    }

    @Test
    void nothingIsSentAfterTheEnd() {
        keepAlive.begin();
        keepAlive.end();
        timer.advance(Duration.ofDays(1));

        assertThat(told).isEmpty();
    }

    @Test
    void nothingIsToldAfterTheEndOfAPing() {
        keepAlive.begin();
        timer.advance(INTERVAL);
        keepAlive.end();
        timer.advance(Duration.ofDays(1));

        assertThat(told).containsExactly("ping at 60");
    }

    @Test
    void nothingIsPlannedByAPingThatEndsTheLink() {
        KeepAlive[] ending = new KeepAlive[1];
        ending[0] = new KeepAlive(
                threads,
                INTERVAL,
                () -> {
                    tell("ping");
                    ending[0].end();
                },
                failure -> tell("unanswered"));
        ending[0].begin();
        timer.advance(Duration.ofDays(1));

        assertThat(told).containsExactly("ping at 60");
    }

    @Test
    void aServerIsNotGivenUpWhileThisSideDoesNotRead() {
        keepAlive.begin();
        keepAlive.pause();
        timer.advance(Duration.ofSeconds(600));
        assertThat(told).isNotEmpty().allMatch(event -> event.startsWith("ping"));

        told.clear();
        keepAlive.resume();
        timer.advance(Duration.ofSeconds(600));
        assertThat(told).anyMatch(event -> event.startsWith("unanswered"));
    }

    private KeepAlive keepAlive(Duration interval) {
        return new KeepAlive(threads, interval, () -> tell("ping"), failure -> tell("unanswered"));
    }

    private void tell(String event) {
        told.add(event + " at " + Duration.ofNanos(timer.nanoTime()).toSeconds());
    }

    private void everySecond(int seconds, Runnable traffic) {
        for (int i = 0; i < seconds; i++) {
            timer.advance(SECOND);
            traffic.run();
        }
    }
}
