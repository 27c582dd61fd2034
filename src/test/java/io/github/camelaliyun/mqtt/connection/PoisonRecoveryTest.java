package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.connection.ConnectionEvent.Lost;
import io.github.camelaliyun.mqtt.connection.ConnectionEvent.TakenOver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A route publishes for some seconds what the server closes the connection for, then it is corrected; another one publishes
 * all the time. In virtual time, with a server that is there at once.
 */
class PoisonRecoveryTest {

    private static final Duration BAD_FROM = Duration.ofSeconds(2);
    private static final Duration BAD_UNTIL = Duration.ofSeconds(9);

    private final PoisonRig rig = new PoisonRig();

    /** To one topic, to many of one parent topic, many in a second, and to one whose parent topic others use. */
    @ParameterizedTest
    @CsvSource({"1000, wrong/x", "1000, wrong/", "200, wrong/x", "1000, test/wrong"})
    void theOthersGoOnAndNoneOfThemFails(long interval, String topic) {
        for (long now = 0; now < BAD_UNTIL.toMillis() + 10_000; now += interval) {
            if (now % 1_000 == 0) {
                rig.publish(PoisonRig.GOOD, 1, false);
            }
            if (now >= BAD_FROM.toMillis() && now < BAD_UNTIL.toMillis()) {
                rig.publish(topic.endsWith("/") ? topic + now : topic, 1, true);
            }
            rig.advance(Duration.ofMillis(interval));
        }
        rig.advance(Duration.ofSeconds(40));

        assertThat(rig.all).filteredOn(sent -> !sent.poison).allSatisfy(good -> {
            assertThat(good.failure).isNull();
            assertThat(good.took()).isLessThan(Duration.ofSeconds(4));
        });
        assertThat(rig.all)
                .filteredOn(sent -> sent.poison)
                .allSatisfy(bad ->
                        assertThat(bad.failure).hasMessageContaining("sent alone: check that its parent topic exists"));
    }

    @ParameterizedTest
    @CsvSource({"1, 'publish to wrong/x (QoS 1, 1 bytes)'", "0, publish to wrong/x (QoS 0)"})
    void thePublishAfterWhichTheServerClosedIsNamedAtOnce(int qos, String words) {
        rig.publish(PoisonRig.GOOD, 1, false);
        rig.publish("wrong/x", qos, true);
        rig.advance(Duration.ofSeconds(2));
        if (qos == 0) {
            rig.publish("wrong/x", qos, true);
        }

        assertThat(rig.events)
                .filteredOn(Lost.class::isInstance)
                .first()
                .satisfies(lost -> assertThat(((Lost) lost).reason())
                        .isEqualTo("the server closed the connection without a word, right after the " + words
                                + ": if that happens again, check that its parent topic exists and that this client may publish"
                                + " to it"));
        assertThat(rig.events)
                .filteredOn(TakenOver.class::isInstance)
                .first()
                .satisfies(taken -> assertThat(((TakenOver) taken).reason("c"))
                        .contains("again each time, now right after the " + words
                                + ": it may close for that one, or possibly another client uses clientId c"));
    }

    @Test
    void aCloseWithoutAPublishBeforeItNamesNone() {
        rig.publish(PoisonRig.GOOD, 0, false);
        rig.advance(Duration.ofSeconds(6));
        rig.line.closeByServer();
        rig.advance(Duration.ofSeconds(1));

        assertThat(rig.events)
                .filteredOn(Lost.class::isInstance)
                .singleElement()
                .satisfies(lost -> assertThat(((Lost) lost).reason())
                        .isEqualTo("the server closed the connection without a word"));
    }
}
