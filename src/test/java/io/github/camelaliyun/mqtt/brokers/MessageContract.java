package io.github.camelaliyun.mqtt.brokers;

import io.github.camelaliyun.mqtt.AliyunMqttComponent;
import io.github.camelaliyun.mqtt.kit.Estate;
import io.github.camelaliyun.mqtt.kit.Overlapping;
import io.github.camelaliyun.mqtt.reliability.Ledger;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.paho.PahoMessage;
import org.awaitility.core.ConditionTimeoutException;
import org.eclipse.paho.client.mqttv3.MqttTopic;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Which messages arrive, how often and with what, on every broker. */
abstract class MessageContract extends BrokerRig {

    private static final int STREAM = 5_000;

    @Test
    @Shows(Behaviour.QOS_0)
    void messagesOfQos0Arrive() throws Exception {
        int arrived = distinct(stream(0));

        if (isLimited(Behaviour.QOS_0)) {
            assertThat(arrived).isPositive();
        } else {
            assertThat(arrived).as(figure).isEqualTo(STREAM);
        }
    }

    @Test
    @Shows(Behaviour.QOS_1)
    void messagesOfQos1ArriveAtLeastOnce() throws Exception {
        assertThat(distinct(stream(1))).isEqualTo(STREAM);
    }

    @Test
    @Shows(Behaviour.QOS_2)
    void messagesOfQos2ArriveOnce() throws Exception {
        AtomicIntegerArray arrived = stream(2);

        assertThat(distinct(arrived)).isEqualTo(STREAM);
        assertThat(IntStream.range(0, STREAM).map(arrived::get).sum()).isEqualTo(STREAM);
    }

    @Test
    @Shows(Behaviour.WILDCARDS)
    void wildcardsMatchWhatTheyStandFor() throws Exception {
        List<String> one = new CopyOnWriteArrayList<>();
        List<String> all = new CopyOnWriteArrayList<>();
        try (Estate plus = application("wild-plus");
                Estate hash = application("wild-hash");
                Estate publisher = application("wild-publisher")) {
            consume(plus, "paho:wild/+/t", e -> one.add(topic(e)));
            consume(hash, "paho:wild/%23", e -> all.add(topic(e)));
            for (String topic : List.of("wild", "wild/a/t", "wild/b/t", "wild/a/u", "wild/a/t/x", "tame/a/t")) {
                publisher.publish("paho:" + topic, "x");
            }
            await().atMost(LIMIT).until(() -> all.size() >= 5 && one.size() >= 2);
            awaitNothingMore();

            assertThat(one).containsExactlyInAnyOrder("wild/a/t", "wild/b/t");
            assertThat(all).containsExactlyInAnyOrder("wild", "wild/a/t", "wild/b/t", "wild/a/u", "wild/a/t/x");
        }
    }

    @Test
    @Shows(Behaviour.BACKLOG)
    void aBacklogOfAPersistentSessionWaitsForTheNextContext() throws Exception {
        Ledger ledger = new Ledger();
        try (Estate before = application(broker.tcp(), "backlog", BrokerRig::persistent)) {
            consume(before, "paho:backlog/in", e -> {});
        }
        try (Estate publisher = application("backlog-publisher")) {
            publishAll(publisher, "paho:backlog/in?qos=1", BACKLOG, ledger);
        }
        assertThat(ledger.acknowledgedCount()).isEqualTo(BACKLOG);
        try (Estate after = application(broker.tcp(), "backlog", BrokerRig::persistent)) {
            after.consume("in", "paho:backlog/in", e -> ledger.processed(number(e)));
            ledger.awaitAllProcessed(BACKLOG, STREAM_LIMIT);
        }
        figure = ledger.duplicates() == 0 ? "" : ledger.duplicates() + " twice";
    }

    @Test
    @Shows(Behaviour.PUBLISH_WITHIN)
    void aRoutePublishesOnTheConnectionThatItConsumesFrom() throws Exception {
        Ledger ledger = new Ledger();
        try (Estate app = application("within");
                Estate publisher = application("within-publisher")) {
            app.add(new RouteBuilder() {
                @Override
                public void configure() {
                    from("paho:within/in").routeId("forward").to("paho:within/out");
                }
            });
            awaitGranted(app, "forward");
            consume(app, "paho:within/out", e -> ledger.processed(number(e)));
            publishAll(publisher, "paho:within/in", BACKLOG, ledger);
            ledger.awaitAllProcessed(BACKLOG, STREAM_LIMIT);

            assertThat(app.component().connectionStatuses()).hasSize(1);
        }
    }

    @Test
    @Shows(Behaviour.OVERLAPS)
    void eachOfThirtyOverlappingConsumersGetsEachMessageOnce() throws Exception {
        Map<String, Integer> exchanges = new ConcurrentHashMap<>();
        try (Estate app = application("overlaps");
                Estate publisher = application("overlaps-publisher")) {
            for (String filter : Overlapping.filters()) {
                app.consume(
                        filter, "paho:" + filter.replace("#", "%23"), e -> exchanges.merge(filter, 1, Integer::sum));
            }
            for (String filter : Overlapping.filters()) {
                awaitGranted(app, filter);
            }
            for (String topic : Overlapping.topics()) {
                publisher.publish("paho:" + topic, "x");
            }
            Map<String, Integer> due =
                    Overlapping.due(Overlapping.filters(), Overlapping.topics(), MqttTopic::isMatched);
            await().atMost(LIMIT).until(() -> sum(exchanges) >= sum(due));
            awaitNothingMore();

            assertThat(new TreeMap<>(exchanges)).isEqualTo(due);
            figure = sum(due) + " exchanges";
        }
    }

    @Test
    @Shows(Behaviour.SHARED)
    void twoClientIdsSplitASharedSubscription() throws Exception {
        AtomicIntegerArray arrived = new AtomicIntegerArray(BACKLOG);
        AtomicInteger first = new AtomicInteger();
        AtomicInteger second = new AtomicInteger();
        try (Estate one = application("share-one");
                Estate two = application("share-two");
                Estate publisher = application("share-publisher")) {
            consume(one, "paho:$share/group/share/in", e -> {
                first.incrementAndGet();
                arrived.incrementAndGet(number(e));
            });
            consume(two, "paho:$share/group/share/in", e -> {
                second.incrementAndGet();
                arrived.incrementAndGet(number(e));
            });
            // One after the other: of a burst, some brokers give all to the subscriber that is first to take some.
            for (int i = 0; i < BACKLOG; i++) {
                publisher.publish("paho:share/in", String.valueOf(i));
            }
            await().atMost(STREAM_LIMIT).until(() -> first.get() + second.get() >= BACKLOG);
            awaitNothingMore();

            assertThat(IntStream.range(0, BACKLOG).map(arrived::get)).containsOnly(1);
            assertThat(first.get()).isPositive();
            assertThat(second.get()).isPositive();
            figure = first.get() + " and " + second.get();
        }
    }

    @Test
    @Shows(Behaviour.RETAINED)
    void aRetainedMessageIsDeliveredAtTheSubscription() throws Exception {
        List<String> got = new CopyOnWriteArrayList<>();
        try (Estate app = application("retained");
                Estate publisher = application("retained-publisher")) {
            publisher.publish("paho:retained/t?retained=true&qos=1", "kept");
            consume(
                    app,
                    "paho:retained/t",
                    e -> got.add(body(e) + " "
                            + e.getIn(PahoMessage.class).getMqttMessage().isRetained()));
            await().atMost(LIMIT).until(() -> !got.isEmpty());
            publisher.publish("paho:retained/t?qos=1", "live");
            await().atMost(LIMIT).until(() -> got.size() >= 2);

            String flag = isLimited(Behaviour.RETAINED) ? "false" : "true";
            assertThat(got).containsExactly("kept " + flag, "live false");
        }
    }

    /** How often each message arrived, once all have, or as many as come. */
    private AtomicIntegerArray stream(int qos) throws Exception {
        AtomicIntegerArray arrived = new AtomicIntegerArray(STREAM);
        Ledger ledger = new Ledger();
        String topic = "stream/" + qos;
        try (Estate consumer = application("stream-consumer-" + qos);
                Estate publisher = application(broker.tcp(), "stream-publisher-" + qos, c -> limitInFlight(c, qos))) {
            consume(consumer, "paho:" + topic + "?qos=" + qos, e -> arrived.incrementAndGet(number(e)));
            publishAll(publisher, "paho:" + topic + "?qos=" + qos, STREAM, ledger);
            assertThat(ledger.acknowledgedCount()).isEqualTo(STREAM);
            try {
                await().atMost(qos == 0 ? LIMIT : STREAM_LIMIT).until(() -> distinct(arrived) == STREAM);
            } catch (ConditionTimeoutException e) {
                // The caller says how many have come.
            }
            awaitNothingMore();
        }
        int sum = IntStream.range(0, STREAM).map(arrived::get).sum();
        figure = sum == STREAM ? "" : sum + " arrived";
        if (distinct(arrived) < STREAM) {
            int[] missing =
                    IntStream.range(0, STREAM).filter(i -> arrived.get(i) == 0).toArray();
            figure += ", missing are some from " + missing[0] + " to " + missing[missing.length - 1];
        }
        return arrived;
    }

    private void limitInFlight(AliyunMqttComponent component, int qos) {
        if (qos == 2 && isLimited(Behaviour.QOS_2)) {
            component.getConfiguration().setMaxInflight(Limits.FEW_IN_FLIGHT);
        }
    }

    private static int sum(Map<String, Integer> counts) {
        return counts.values().stream().mapToInt(Integer::intValue).sum();
    }
}
