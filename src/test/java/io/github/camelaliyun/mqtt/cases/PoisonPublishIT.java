package io.github.camelaliyun.mqtt.cases;

import io.github.camelaliyun.mqtt.AliyunMqttComponent;
import io.github.camelaliyun.mqtt.kit.Estate;
import io.github.camelaliyun.mqtt.sandbox.SharedSandbox;
import org.apache.camel.Exchange;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Publishes that the server answers by closing the connection. They are found, fail alone, and the others go out.
 */
class PoisonPublishIT {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    /** After 1, 2 and 4 s of waiting a single one is known, after 8 s more the second of two. */
    private static final Duration KNOWN_WITHIN = Duration.ofSeconds(24);

    private static final Duration GOOD_INTERVAL = Duration.ofSeconds(1);
    private static final int LONGEST_TOPIC = 128;
    private static final int LARGEST_PAYLOAD = 64 * 1024;

    private static final int SUSPECTS = 8;

    /** What a publish was given. */
    private record Publish(String topic, Object body) {}

    @WaitingTest
    void c17OneBadPublishFailsAloneWhileGoodOnesGoOut() throws Exception {
        try (Estate application =
                new Estate(SharedSandbox.get().tcp(), SharedSandbox.uniqueClientId(), PoisonPublishIT::patient)) {
            assertOnlyTheBadFail(application, new Publish("nosuchparent/x", "bad"));
        }
    }

    @WaitingTest
    void c17ATopicThatIsTooLongForAPlainBrokerFailsAlone() throws Exception {
        try (ScriptedBroker broker = closingOverPoison();
                Estate application = PlainBroker.application(broker.uri(), "long-topic", PoisonPublishIT::patient)) {
            assertOnlyTheBadFail(application, new Publish("test/" + "x".repeat(LONGEST_TOPIC), "bad"));
        }
    }

    @WaitingTest
    void c17TwoBadPublishesAtOnceFailAndNoOther() throws Exception {
        try (ScriptedBroker broker = closingOverPoison();
                Estate application = PlainBroker.application(broker.uri(), "two-bad", PoisonPublishIT::patient)) {
            assertOnlyTheBadFail(
                    application,
                    new Publish("test/large", new byte[LARGEST_PAYLOAD + 1]),
                    new Publish("test/" + "x".repeat(LONGEST_TOPIC), "bad"));
        }
    }

    /** A broker that closes the connection over a long topic or a large payload, without a word. */
    private static ScriptedBroker closingOverPoison() throws Exception {
        return new ScriptedBroker((link, packet) -> {
            boolean poison = packet.type() == ScriptedBroker.PUBLISH
                    && (packet.topic().length() > LONGEST_TOPIC || packet.payloadLength() > LARGEST_PAYLOAD);
            if (poison) {
                link.close();
            }
            return poison;
        });
    }

    /** Publishes the bad ones at once, and a good one a second until the bad ones have failed. */
    private static void assertOnlyTheBadFail(Estate application, Publish... bad) throws Exception {
        application.publish("paho:test/good", "connected");
        List<CompletableFuture<Exchange>> failing = new ArrayList<>();
        for (Publish each : bad) {
            failing.add(application.publishAsync("paho:" + each.topic(), each.body()));
        }
        List<CompletableFuture<Exchange>> good = new ArrayList<>();
        await("the end of the bad publishes")
                .atMost(KNOWN_WITHIN)
                .pollInterval(GOOD_INTERVAL)
                .until(() -> {
                    good.add(application.publishAsync("paho:test/good", "good " + good.size()));
                    return failing.stream().allMatch(CompletableFuture::isDone);
                });
        good.add(application.publishAsync("paho:test/good", "the last good one"));

        assertThat(failing)
                .allSatisfy(each -> assertThat(each.join().getException()).hasMessageMatching("(?s).*clos.*"));
        assertThat(good)
                .allSatisfy(each -> assertThat(each)
                        .succeedsWithin(LIMIT)
                        .extracting(Exchange::getException)
                        .isNull());
    }

    /** The server closes two links, and on the third acknowledges when it is told to. */
    @WaitingTest
    void c17WhatWasThereAtTwoClosesIsSentInHalvesOnALinkThatAnsweredAPingAndDoesNotFail() throws Exception {
        TwoCloses script = new TwoCloses();
        try (ScriptedBroker broker = new ScriptedBroker(script);
                Estate application = PlainBroker.application(broker.uri(), "halves", PoisonPublishIT::patient)) {
            List<CompletableFuture<Exchange>> publishes = IntStream.rangeClosed(1, SUSPECTS)
                    .mapToObj(i -> application.publishAsync(
                            "paho:test/" + (i == SUSPECTS ? TwoCloses.LAST : "item"), "item " + i))
                    .toList();
            ScriptedBroker.Link proven = script.third.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
            assertThat(proven.packets())
                    .extracting(ClientPacket::type)
                    .filteredOn(type -> type == ScriptedBroker.PINGREQ || type == ScriptedBroker.PUBLISH)
                    .as("packets of the third link")
                    .startsWith(ScriptedBroker.PINGREQ, ScriptedBroker.PUBLISH);
            await("no more than half before the first acknowledgement")
                    .during(Duration.ofMillis(500))
                    .atMost(LIMIT)
                    .until(() -> proven.received(ScriptedBroker.PUBLISH).size() <= SUSPECTS / 2);
            script.acknowledge();

            assertThat(publishes)
                    .allSatisfy(each -> assertThat(each)
                            .succeedsWithin(LIMIT)
                            .extracting(Exchange::getException)
                            .isNull());
        }
    }

    /** Acknowledges nothing, and closes the first two links when the last of the publishes has come. */
    private static final class TwoCloses implements ScriptedBroker.Script {

        static final String LAST = "last";

        final CompletableFuture<ScriptedBroker.Link> third = new CompletableFuture<>();
        /** Guarded by this. */
        private final List<ClientPacket> unanswered = new ArrayList<>();

        private int closes;
        private boolean acknowledging;

        @Override
        public synchronized boolean take(ScriptedBroker.Link link, ClientPacket packet) {
            if (packet.type() != ScriptedBroker.PUBLISH || acknowledging) {
                return false;
            }
            if (closes == 2) {
                unanswered.add(packet);
                third.complete(link);
            } else if (packet.topic().endsWith(LAST)) {
                closes++;
                link.close();
            }
            return true;
        }

        synchronized void acknowledge() {
            acknowledging = true;
            unanswered.forEach(third.join()::puback);
        }
    }

    /** A publish has time for all the waits between connects. */
    private static void patient(AliyunMqttComponent component) {
        component.setPublishTimeout(60_000);
    }
}
