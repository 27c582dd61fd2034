package io.github.camelaliyun.mqtt.connection;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import static org.assertj.core.api.Assertions.assertThat;

class DispatcherTest {

    private final ManualTimer timer = new ManualTimer();
    private final List<ConnectionEvent.Unclaimed> told = new ArrayList<>();
    private final TestMessages link = new TestMessages();
    private final Subscriptions subscriptions = new Subscriptions("GID_test@@@1", 30);
    private final HeldMessages held = new HeldMessages(timer, told::add);
    private final Dispatcher dispatcher = new Dispatcher(subscriptions, held, timer);

    @Test
    void eachSubscriberGetsAMessageOnceHoweverManyOfItsFiltersMatch() {
        Taker two = add("test/+", "test/a", "test/#");
        Taker other = add("test/b");
        InboundMessage message = arrive("test/a", 1);

        assertThat(two.taken).containsExactly(message);
        assertThat(other.taken).isEmpty();
    }

    @Test
    void aSharedMessageIsAcknowledgedWhenTheLastSubscriberIsDone() {
        add("test/a");
        add("test/+");
        InboundMessage message = arrive("test/a", 1);

        message.complete();
        assertThat(link.acknowledged()).isEmpty();
        message.complete();
        assertThat(link.acknowledged()).containsExactly(message.packetId());
    }

    @Test
    void anUnclaimedMessageIsNeverAcknowledgedAndWaitsForItsSubscriber() {
        InboundMessage message = arrive("test/p2p/GID_test@@@1", 1);
        assertThat(held.unclaimedTotal()).isEqualTo(1);
        assertThat(held.size()).isEqualTo(1);

        Taker late = add("test/p2p/GID_test@@@1");
        assertThat(late.taken).containsExactly(message);
        assertThat(link.acknowledged()).isEmpty();
        assertThat(held.size()).isZero();
    }

    @Test
    void theOperatorIsToldOfUnclaimedMessagesOnceAMinute() {
        arrive("test/nobody", 1);
        arrive("test/nobody", 1);
        assertThat(told).isEmpty();

        timer.advance(MqttConnection.LINGER);
        assertThat(told).hasSize(1);
        assertThat(told.get(0).total()).isEqualTo(2);
        arrive("test/nobody", 1);
        timer.advance(MqttConnection.LINGER);
        assertThat(told).hasSize(1);

        timer.advance(Duration.ofMinutes(1));
        arrive("test/nobody", 1);
        timer.advance(MqttConnection.LINGER);
        assertThat(told).hasSize(2);
    }

    @Test
    void nothingIsSaidOfAMessageWhoseRouteWasStillStarting() {
        arrive("test/a", 1);
        add("test/a");
        timer.advance(MqttConnection.LINGER);

        assertThat(told).isEmpty();
    }

    @Test
    void whatAStoppedSubscriberGivesBackGoesToTheNextOneThatWantsIt() {
        Taker stopped = add("test/a");
        InboundMessage message = arrive("test/a", 1);
        subscriptions.remove(stopped);
        dispatcher.giveBack(List.of(message));

        Taker next = add("test/a");
        assertThat(next.taken).containsExactly(message);
        next.taken.get(0).complete();
        assertThat(link.acknowledged()).containsExactly(message.packetId());
    }

    @Test
    void whatNobodyTakesOverIsAcknowledgedIfOthersHaveHadItToo() {
        Taker stopped = add("test/a");
        Taker stays = add("test/+");
        InboundMessage message = arrive("test/a", 1);
        stays.taken.get(0).complete();
        subscriptions.remove(stopped);
        dispatcher.giveBack(List.of(message));
        assertThat(link.acknowledged()).isEmpty();

        timer.advance(MqttConnection.LINGER);
        assertThat(link.acknowledged()).containsExactly(message.packetId());
    }

    @Test
    void whatWasGivenBackAndNobodyElseWantsStaysUnacknowledged() {
        Taker stopped = add("test/a");
        InboundMessage message = arrive("test/a", 1);
        subscriptions.remove(stopped);
        dispatcher.giveBack(List.of(message));
        timer.advance(MqttConnection.LINGER);

        assertThat(link.acknowledged()).isEmpty();
        assertThat(held.size()).isEqualTo(1);
    }

    @Test
    void whatTheBrokerDeliversAgainIsNotHeldAnyLonger() {
        arrive("test/a", 1);
        link.supersede();
        held.forgetSuperseded();

        assertThat(held.size()).isZero();
    }

    @Test
    void moreThanAThousandUnclaimedMessagesStayWithTheBrokerAlone() {
        for (int i = 0; i < 1_001; i++) {
            arrive("test/nobody", 1);
        }

        assertThat(held.size()).isEqualTo(1_000);
        assertThat(held.unclaimedTotal()).isEqualTo(1_001);
    }

    private InboundMessage arrive(String topic, int qos) {
        InboundMessage message = link.to(topic, qos, 0);
        dispatcher.arrived(message);
        return message;
    }

    private Taker add(String... filters) {
        Taker taker = new Taker(filters);
        subscriptions.add(taker);
        dispatcher.deliverHeld(taker);
        return taker;
    }

    private static final class Taker implements Subscriber {
        private final List<Subscription> subscriptions;
        private final List<InboundMessage> taken = new CopyOnWriteArrayList<>();

        Taker(String... filters) {
            this.subscriptions =
                    Arrays.stream(filters).map(f -> new Subscription(f, 1)).toList();
        }

        @Override
        public List<Subscription> subscriptions() {
            return subscriptions;
        }

        @Override
        public void onMessage(InboundMessage message) {
            taken.add(message);
        }

        @Override
        public void onConnected() {
            throw new IllegalStateException("the dispatcher connects nothing");
        }

        @Override
        public void onRefused(Subscription subscription, String reason) {
            throw new IllegalStateException(reason);
        }
    }
}
