package io.github.camelaliyun.mqtt.connection;

import org.junit.jupiter.api.Test;

import java.time.Duration;

import static org.assertj.core.api.Assertions.assertThat;

/** Who is asked for again for what is retained, and who gets it. */
class RetainedMessagesTest {

    private final InboundRig rig = InboundRig.persistent();

    @Test
    void aFilterIsAskedForOnceMoreAtTheStartOfItsRouteForWhatIsRetained() {
        rig.start(TestSubscriber.of("test/#"));
        rig.connect(true);
        rig.asked();
        rig.start(TestSubscriber.of("test/a"));
        assertThat(rig.asked()).isEqualTo("+test/a=1 -test/a");

        rig.start(TestSubscriber.of("test/#"));
        assertThat(rig.asked()).isEqualTo("+test/#=1");
    }

    @Test
    void aSubscriberThatIsResumedIsNotAskedForAgain() {
        TestSubscriber one = rig.start(TestSubscriber.of("test/a"));
        rig.connect(true);
        rig.asked();
        rig.suspend(one);
        rig.startAgain(one);
        assertThat(rig.asked()).isEmpty();

        rig.stop(one);
        rig.startAgain(one);
        assertThat(rig.asked()).isEqualTo("+test/a=1");
    }

    @Test
    void aRetainedMessageGoesToThoseWhoWaitForItAlone() {
        TestSubscriber first = rig.start(TestSubscriber.of("test/#").succeeding());
        rig.connect(true);
        rig.publishRetained("test/a", 1);
        assertThat(first.ids()).containsExactly(1);
        rig.advance(Duration.ofMinutes(1));

        TestSubscriber second = rig.start(TestSubscriber.of("test/a").succeeding());
        rig.publishRetained("test/a", 2);
        assertThat(first.ids()).containsExactly(1);
        assertThat(second.ids()).containsExactly(2);
        assertThat(rig.acknowledged()).containsExactly("PUBACK 1", "PUBACK 2");
    }

    @Test
    void aRetainedMessageThatComesForTwoSubscriptionsIsTakenOnce() {
        TestSubscriber one = rig.start(TestSubscriber.of("test/#").succeeding());
        TestSubscriber two = rig.start(TestSubscriber.of("test/a").succeeding());
        rig.connect(true);
        rig.publishRetained("test/a", 1);
        rig.publishRetained("test/a", 2);
        rig.publishRetained("test/b", 3);

        assertThat(one.ids()).containsExactly(1, 3);
        assertThat(two.ids()).containsExactly(1);
        assertThat(rig.acknowledged()).containsExactly("PUBACK 1", "PUBACK 2", "PUBACK 3");
    }

    @Test
    void aMessageThatIsNotRetainedGoesToThoseWhoWaitForRetainedOnesToo() {
        TestSubscriber one = rig.start(TestSubscriber.of("test/a").succeeding());
        rig.connect(true);
        rig.publishRetained("test/a", 1);
        rig.publish("test/a", 1, 2);
        rig.publish("test/a", 1, 3);

        assertThat(one.ids()).containsExactly(1, 2, 3);
    }

    @Test
    void theServiceHasNothingRetainedAndDeliversP2pUnasked() {
        InboundRig service = new InboundRig(false, true, InboundOptions.defaults(true), 30);
        service.start(TestSubscriber.of("test/#", "test/p2p/GID_test@@@1", "test/p2p/GID_test@@@2"));
        service.connect(true);
        assertThat(service.asked()).isEqualTo("+test/#=1");
        TestSubscriber other = service.start(
                TestSubscriber.of("test/a", "test/p2p/GID_test@@@1").succeeding());
        assertThat(service.asked()).isEmpty();

        service.publish("test/p2p/GID_test@@@1", 1, 1);
        assertThat(other.ids()).containsExactly(1);
    }
}
