package io.github.camelaliyun.mqtt.connection;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;

import static org.assertj.core.api.Assertions.assertThat;

/** A route publishes for minutes what the server closes the connection for, beside another one. */
class LastingPoisonTest {

    private static final Duration LONG = Duration.ofMinutes(5);

    private final PoisonRig rig = new PoisonRig();

    /** To one topic, to some in turn, to a new one each time, and where the parent topic is others' too; of each QoS. */
    @ParameterizedTest
    @CsvSource({
        "wrong/x, 1, 1, 1000",
        "wrong/, 7, 1, 1000",
        "wrong/, 1000000, 1, 1000",
        "test/wrong, 1, 1, 1000",
        "wrong/x, 1, 2, 1000",
        "wrong/x, 1, 0, 1000",
        "wrong/, 1000000, 0, 1000",
        "test/wrong, 1, 0, 1000",
        "wrong/x, 1, 1, 10000",
        "wrong/x, 1, 0, 100"
    })
    void theConnectionIsEndedLessAndLessOften(String topic, int topics, int qos, int interval) {
        publishBoth(topic, topics, qos, interval, LONG.toMillis());

        // 5 closes until it is known, then after 1, 2, 4, 8, 16 s, and about 24 s each time.
        assertThat(rig.closes).isLessThan(25);
        rig.advance(Duration.ofSeconds(40));
        assertThat(rig.all).filteredOn(sent -> !sent.poison).allSatisfy(good -> {
            assertThat(good.failure).isNull();
            assertThat(good.took()).isLessThan(Duration.ofSeconds(8));
        });
        assertThat(rig.all)
                .filteredOn(sent -> sent.poison)
                .allSatisfy(bad -> assertThat(bad.took()).isLessThan(Duration.ofSeconds(31)));
        assertThat(rig.all)
                .filteredOn(
                        sent -> sent.poison && (sent.at > Duration.ofSeconds(20).toNanos()))
                .allSatisfy(bad ->
                        assertThat(bad.failure).hasMessageContaining("sent alone: check that its parent topic exists"));
    }

    /** Those of QoS 0 have nothing that clears them but a ping. */
    @ParameterizedTest
    @CsvSource({"1", "0"})
    void othersOfQos0GoOnToo(int qos) {
        for (int i = 0; i < 5 * 60 * 10; i++) {
            rig.publish(PoisonRig.GOOD, 0, false);
            if (i % 10 == 0) {
                rig.publish("wrong/x", qos, true);
            }
            rig.advance(Duration.ofMillis(100));
        }
        rig.advance(Duration.ofSeconds(10));

        assertThat(rig.closes).isLessThan(25);
        assertThat(rig.all).filteredOn(sent -> !sent.poison).allSatisfy(good -> {
            assertThat(good.failure).isNull();
            assertThat(good.took()).isLessThan(Duration.ofSeconds(8));
        });
    }

    @ParameterizedTest
    @CsvSource({"1", "0"})
    void aTopicThatIsCorrectedWorksAgainAtTheEndOfItsPause(int qos) {
        publishBoth("wrong/x", 1, qos, 1_000, LONG.toMillis());
        int before = rig.closes;
        rig.closesFor = publish -> false;
        rig.advance(Duration.ofSeconds(31));

        long from = rig.all.size();
        publishBoth("wrong/x", 1, qos, 1_000, 10_000);
        rig.advance(Duration.ofSeconds(1));
        assertThat(rig.closes).isEqualTo(before);
        assertThat(rig.all.stream().skip(from)).allSatisfy(sent -> {
            assertThat(sent.failure).isNull();
            assertThat(sent.took()).isLessThan(Duration.ofSeconds(1));
        });
    }

    /** Many in a second do not take the places of others in the window, which has 100. */
    @ParameterizedTest
    @CsvSource({"1", "0"})
    void thereIsRoomForOthers(int qos) {
        publishBoth("wrong/x", 1, qos, 200, 10_000);
        for (int i = 0; i < 30 * 100; i++) {
            rig.publish("wrong/x", qos, true);
            if (i % 10 == 0) {
                rig.publish(PoisonRig.GOOD, 1, false);
            }
            rig.advance(Duration.ofMillis(10));
            assertThat(rig.connection.status().inFlight()).isLessThan(50);
        }
        assertThat(rig.all)
                .filteredOn(sent -> sent.poison && sent.ended == sent.at && sent.failure != null)
                .isNotEmpty()
                .allSatisfy(bad -> assertThat(bad.failure)
                        .hasMessageContaining(
                                "publish to wrong/x (QoS " + qos + ", 1 bytes) was not sent: the server closed")
                        .hasMessageContaining(
                                "for each one like it that was sent alone: check that its parent topic exists")
                        .hasMessageEndingWith("; as many as may wait for a correction do so already"));
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 1", "3, 1", "1, 0", "2, 0"})
    void thereIsRoomForOthersInASmallWindow(int places, int qos) {
        PoisonRig small = new PoisonRig(places);
        int none = 0;
        for (int i = 0; i < 10 * 60 * 2; i++) {
            // A window that is full would have this thread wait.
            if (small.connection.status().inFlight() < places) {
                small.publish("wrong/x", qos, true);
            }
            if (small.connection.status().inFlight() < places) {
                small.publish(PoisonRig.GOOD, 1, false);
            } else if (i >= 10 * 60) {
                none++;
            }
            small.advance(Duration.ofMillis(100));
        }
        assertThat(none).isLessThan(10 * 10);
        assertThat(small.closes).isLessThan(15);
    }

    /** Others of its parent topic, which nothing was acknowledged of yet, do not wait for the end of the pause. */
    @Test
    void anotherTopicOfItsParentTopicIsTriedMeanwhile() {
        rig.closesFor = publish -> publish.topic().equals("wrong/x");
        // The next pause is about 16 s.
        for (int i = 0; rig.closes < 8; i++) {
            if (i % 50 == 0) {
                rig.publish("wrong/x", 1, true);
            }
            rig.advance(Duration.ofMillis(20));
        }
        PoisonRig.Sent other = rig.publish("wrong/good", 1, false);
        rig.advance(Duration.ofSeconds(3));

        assertThat(other.failure).isNull();
        assertThat(other.took()).isLessThan(Duration.ofSeconds(3));
    }

    private void publishBoth(String topic, int topics, int qos, int interval, long millis) {
        for (long now = 0; now < millis; now += Math.min(interval, 1_000)) {
            if (now % 1_000 == 0) {
                rig.publish(PoisonRig.GOOD, 1, false);
            }
            if (now % interval == 0) {
                long number = now / interval % topics;
                rig.publish(topics == 1 ? topic : topic + number, qos, true);
            }
            rig.advance(Duration.ofMillis(Math.min(interval, 1_000)));
        }
    }
}
