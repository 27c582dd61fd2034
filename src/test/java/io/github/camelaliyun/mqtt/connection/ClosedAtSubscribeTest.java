package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.connection.ConnectionEvent.Lost;
import io.github.camelaliyun.mqtt.connection.ConnectionEvent.TakenOver;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;

/** The server closes the connection for a SUBSCRIBE, as the service does where the parent topic does not exist. */
class ClosedAtSubscribeTest {

    private static final Duration STEP = Duration.ofMillis(200);
    private static final String CAUSE =
            "SUBSCRIBE to nosuch/a: check that its parent topic exists and that this client may" + " subscribe to it";

    private final PoisonRig rig = new PoisonRig();

    @Test
    void whatIsSaidOfTheCloseNamesTheFilter() {
        rig.publish(PoisonRig.GOOD, 1, false);
        rig.start("nosuch/a");
        assertThat(told(Lost.class).reason())
                .isEqualTo("the server closed the connection without a word, right after " + CAUSE);
        assertThat(rig.connection.status().lastError())
                .isEqualTo(told(Lost.class).reason());

        rig.advance(Duration.ofSeconds(2));
        assertThat(told(TakenOver.class).reason("c"))
                .endsWith("again each time, now right after " + CAUSE + ", or possibly another client uses clientId c");
        assertThat(rig.connection.status().lastError()).contains("right after " + CAUSE);
    }

    @Test
    void ofManyFiltersTheLatestAreNamed() {
        rig.start(IntStream.range(0, 7).mapToObj(i -> "nosuch/" + i).toArray(String[]::new));

        assertThat(told(Lost.class).reason())
                .endsWith(
                        "right after SUBSCRIBE to nosuch/6, nosuch/5, nosuch/4, nosuch/3, nosuch/2 and 2 more: check that"
                                + " their parent topics exist and that this client may subscribe to each");
    }

    @Test
    void aFilterThatNobodyWantsAnyMoreIsNotAskedForAgain() {
        TestSubscriber wrong = rig.start("nosuch/a");
        rig.start("test/b");
        rig.advance(Duration.ofSeconds(5));
        rig.remove(wrong);
        int closes = rig.closes;
        rig.advance(Duration.ofSeconds(2));

        assertThat(rig.asked()).containsExactly("test/b");
        rig.advance(Duration.ofMinutes(2));
        assertThat(rig.closes).isEqualTo(closes);
    }

    @Test
    void aCorrectionIsTriedAfterTheShortestWait() {
        TestSubscriber wrong = rig.start("nosuch/a");
        afterAClose();
        rig.remove(wrong);
        rig.start("test/a");
        rig.advance(Duration.ofMillis(1_300));

        assertThat(rig.connection.state()).isEqualTo(ConnectionState.CONNECTED);
        assertThat(rig.asked()).containsExactly("test/a");
    }

    @Test
    void eachCorrectionIsTriedOnce() {
        TestSubscriber present = rig.start("nosuch/a");
        afterAClose();
        int connects = rig.connects();
        for (int i = 0; i < 10; i++) {
            rig.remove(present);
            present = rig.start("nosuch/" + i);
        }
        rig.advance(Duration.ofMillis(1_300));
        assertThat(rig.connects()).isEqualTo(connects + 1);
        rig.start("test/c");
        rig.advance(Duration.ofSeconds(10));
        assertThat(rig.connects()).as("the wait has grown").isEqualTo(connects + 1);
    }

    @Test
    void noPublishFailsForAWrongFilter() {
        rig.subackTakes = Duration.ofMillis(100);
        rig.start("test/b");
        TestSubscriber wrong = rig.start("nosuch/a");
        publishFor(Duration.ofMinutes(1), PoisonRig.GOOD, 1);
        rig.remove(wrong);
        rig.advance(Duration.ofSeconds(3));

        assertThat(rig.all).allSatisfy(sent -> assertThat(sent.failure).isNull());
        assertThat(rig.all).noneMatch(sent -> sent.ended < 0);
    }

    /** The server closes for the publish, and the answer to SUBSCRIBE has no time to come. */
    @Test
    void aPublishThatIsTheCauseIsFoundBesideAnUnansweredSubscribe() {
        for (int qos : List.of(1, 0)) {
            PoisonRig late = new PoisonRig();
            late.subackTakes = Duration.ofMillis(100);
            late.start("test/b");
            for (int i = 0; i < 150; i++) {
                late.publish("test/poison", qos, true);
                late.publish(PoisonRig.GOOD, 1, false);
                late.advance(STEP);
            }
            late.advance(Duration.ofSeconds(30));

            assertThat(late.all)
                    .filteredOn(sent -> sent.poison)
                    .anySatisfy(sent -> assertThat(sent.failure).hasMessageContaining("when it was sent alone"));
            assertThat(late.all)
                    .filteredOn(sent -> !sent.poison)
                    .allSatisfy(sent -> assertThat(sent.failure).isNull())
                    .noneMatch(sent -> sent.ended < 0);
            assertThat(late.asked()).contains("test/b");
        }
    }

    /** In a wait that has grown. */
    private void afterAClose() {
        while (rig.closes < 6) {
            rig.advance(STEP);
        }
    }

    private void publishFor(Duration time, String topic, int qos) {
        for (long i = 0; i < time.dividedBy(STEP); i++) {
            rig.publish(topic, qos, false);
            rig.advance(STEP);
        }
    }

    private <T extends ConnectionEvent> T told(Class<T> type) {
        return rig.events.stream()
                .filter(type::isInstance)
                .map(type::cast)
                .reduce((former, latter) -> latter)
                .orElseThrow();
    }
}
