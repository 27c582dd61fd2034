package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.connection.ConnectionEvent.SubscriptionRefused;
import org.junit.jupiter.api.Test;

import java.time.Duration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

/** Which filters count as refused, who is told, and when they are asked for again. */
class RefusedFiltersTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private static final int REFUSED = 0x80;

    private final InboundRig rig = InboundRig.persistent();

    @Test
    void whatThereIsNoTokenForIsAmongTheRefusedFiltersWhileItIsWanted() {
        rig.forbidden.add("alert/fire");
        rig.refusals.put("alert/fire", "no token for 'alert/#': no such topic");
        TestSubscriber alert = rig.start(TestSubscriber.of("alert/fire"));
        rig.connect(true);

        assertThat(rig.status().refused())
                .containsExactly(entry("alert/fire", "no token for 'alert/#': no such topic"));
        rig.inbound.subscribers().remove(alert);
        assertThat(rig.status().refused()).isEmpty();
    }

    @Test
    void theOwnP2pTopicIsAmongThemThoughTheServiceDeliversThereUnasked() {
        InboundRig service = new InboundRig(false, true, InboundOptions.defaults(true), 30);
        String p2p = "test/p2p/GID_test@@@1";
        service.forbidden.add(p2p);
        service.refusals.put(p2p, "no token for 'test/#': no such topic");
        service.start(TestSubscriber.of(p2p));
        service.connect(true);

        assertThat(service.status().refused()).containsExactly(entry(p2p, "no token for 'test/#': no such topic"));
    }

    /** Who waits until a route is ready may publish to it then. */
    @Test
    void whatHasNotBeenGrantedYetIsTold() {
        rig.answers = false;
        rig.start(TestSubscriber.of("test/#"));
        rig.start(TestSubscriber.of("test/a"));
        rig.start(TestSubscriber.of("other"));
        rig.connect(true);

        assertThat(rig.status().refused()).containsOnlyKeys("test/#", "test/a", "other");
        assertThat(rig.status().refused().get("test/a")).contains("has not granted", "test/a");
        rig.suback(0, 1, 1);
        assertThat(rig.status().refused()).isEmpty();
    }

    @Test
    void aWiderFilterWithLessQosIsNoGrantAndOneThatLingersIs() {
        TestSubscriber wide = rig.start(TestSubscriber.of("test/#", 0));
        rig.connect(true);
        rig.answers = false;
        rig.forbidden.add("test/a");
        rig.start(TestSubscriber.of("test/a", 1));
        assertThat(rig.status().refused()).containsOnlyKeys("test/a");

        rig.start(TestSubscriber.of("test/b", 0));
        rig.inbound.subscribers().remove(wide);
        assertThat(rig.status().refused()).containsOnlyKeys("test/a");
    }

    @Test
    void whatTheBrokerMayNotBeAskedForYetIsTold() {
        rig.forbidden.add("test/a");
        rig.start(TestSubscriber.of("test/a"));
        assertThat(rig.status().refused()).isEmpty();
        rig.connect(true);
        assertThat(rig.status().refused()).containsOnlyKeys("test/a");

        rig.forbidden.clear();
        rig.inbound.ask();
        rig.run();
        assertThat(rig.status().refused()).isEmpty();
    }

    @Test
    void aSubackWithAWrongNumberOfCodesSaysNothing() {
        rig.answers = false;
        TestSubscriber one = rig.start(TestSubscriber.of("test/a", "test/b"));
        rig.connect(true);
        rig.suback(0, 1);

        assertThat(one.refused).hasSize(2).allMatch(text -> text.contains("3.9.3"));
        assertThat(rig.status().refused()).containsOnlyKeys("test/a", "test/b");
    }

    @Test
    void aReturnCodeThatMqttDoesNotHaveIsARefusal() {
        rig.answers = false;
        TestSubscriber one = rig.start(TestSubscriber.of("test/a"));
        rig.connect(true);
        rig.suback(0, 0x05);

        assertThat(one.refused).hasSize(1).allMatch(text -> text.contains("0x05"));
        assertThat(rig.status().refused()).containsOnlyKeys("test/a");
    }

    @Test
    void aFilterThatIsGrantedLessIsAnErrorOfItsConsumer() {
        rig.answers = false;
        TestSubscriber one = rig.start(TestSubscriber.of("test/a"));
        TestSubscriber other = rig.start(TestSubscriber.of("test/b"));
        rig.connect(true);
        rig.suback(0, 0, 1);

        assertThat(one.refused).hasSize(1).allMatch(text -> text.contains("grants QoS 0"));
        assertThat(other.refused).isEmpty();
        assertThat(rig.status().refused()).containsOnlyKeys("test/a");
        assertThat(rig.told(SubscriptionRefused.class)).hasSize(1);
    }

    @Test
    void whateverASubscriberThrowsWhenItIsRefusedGoesNoFurther() {
        rig.answers = false;
        TestSubscriber one = rig.start(TestSubscriber.of("test/a"));
        TestSubscriber other = rig.start(TestSubscriber.of("test/a"));
        one.whenRefused = () -> {
            throw new StackOverflowError("of the test");
        };
        rig.connect(true);
        rig.suback(0, REFUSED);

        assertThat(one.refused).hasSize(1);
        assertThat(other.refused).hasSize(1);
    }

    @Test
    void aRefusedFilterIsAskedForAgainAfterAMinuteAndItsUserIsToldOnce() {
        rig.answers = false;
        TestSubscriber one = rig.start(TestSubscriber.of("test/a"));
        rig.connect(true);
        rig.suback(0, REFUSED);
        rig.asked();
        rig.advance(Duration.ofSeconds(59));
        assertThat(rig.asked()).isEmpty();
        rig.advance(SECOND);
        assertThat(rig.asked()).isEqualTo("+test/a=1");
        rig.suback(1, REFUSED);

        assertThat(one.refused).hasSize(1);
    }

    @Test
    void aRefusedFilterIsAskedForAtTheNextConnect() {
        rig.answers = false;
        rig.start(TestSubscriber.of("test/a"));
        rig.connect(true);
        rig.suback(0, REFUSED);
        rig.asked();
        rig.reconnect(true);

        assertThat(rig.asked()).isEqualTo("+test/a=1");
    }
}
