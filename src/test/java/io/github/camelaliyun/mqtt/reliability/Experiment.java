package io.github.camelaliyun.mqtt.reliability;

import io.github.camelaliyun.mqtt.AliyunMqttComponent;
import io.github.camelaliyun.mqtt.kit.Estate;
import io.github.camelaliyun.mqtt.sandbox.SharedSandbox;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

import java.net.URI;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** What the experiments share: a broker, a clientId that no other test uses, and a topic that nobody else publishes to. */
abstract class Experiment {

    static final Duration LIMIT = Duration.ofSeconds(60);

    final TestBroker broker;
    final String clientId = SharedSandbox.uniqueClientId();
    final String topic = "test/" + clientId.substring(clientId.indexOf("@@@") + 3);

    final Stopwatch clock = new Stopwatch();

    Experiment(TestBroker broker) {
        this.broker = broker;
    }

    Estate estate(Consumer<AliyunMqttComponent> settings) throws Exception {
        return new Estate(broker.uri(), clientId, settings);
    }

    /** With cleanSession=false. */
    Estate persistentEstate() throws Exception {
        return persistentEstate(broker.uri());
    }

    Estate persistentEstate(URI server) throws Exception {
        return new Estate(
                server, clientId, component -> component.getConfiguration().setCleanSession(false));
    }

    /** Has the broker open the persistent session with a subscription, so that messages wait for the client from now on. */
    void subscribeOnce() throws Exception {
        subscribeOnce(topic);
    }

    void subscribeOnce(String filter) throws Exception {
        AtomicInteger next = new AtomicInteger();
        AtomicInteger seen = new AtomicInteger(-1);
        try (Estate estate = persistentEstate();
                Feed feed = new Feed(broker.uri(), filter, new Ledger())) {
            estate.consume("in", "paho:" + filter, e -> seen.set(Feed.number(e)));
            promptly().until(() -> {
                feed.publish(next.getAndIncrement(), 1);
                return seen.get() >= 0;
            });
            // Behind all that came after SUBSCRIBE: when it is through, the session is empty.
            feed.publish(next.get(), 1);
            promptly().until(() -> seen.get() == next.get());
        }
    }

    /** Waits at most {@link #LIMIT} and looks often: what is waited for passes by in milliseconds. */
    static ConditionFactory promptly() {
        return Awaitility.await().atMost(LIMIT).pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(2));
    }
}
