package io.github.camelaliyun.mqtt.sandbox;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class P2pIT {

    private final String sender = SharedSandbox.uniqueClientId();
    private final String receiver = SharedSandbox.uniqueClientId();
    private final String topic = "test/p2p/" + receiver;

    @Test
    void messageArrivesWithoutSubscription() throws Exception {
        try (TestClient from = TestClient.connected(sender);
                TestClient to = TestClient.connected(receiver)) {
            from.publish(topic, "one");
            from.publish("alert/p2p/" + receiver, "two".getBytes(), 0, false);

            to.awaitReceived(2);
            assertThat(to.received()).containsExactlyInAnyOrder(topic + "=one", "alert/p2p/" + receiver + "=two");
            assertThat(SharedSandbox.get().subscriptionsOf(receiver)).isEmpty();
            assertThat(SharedSandbox.get().sentTo(receiver))
                    .extracting(SentMessage::text)
                    .contains("one", "two");
        }
    }

    @Test
    void messageToOneselfRightAfterConnackArrives() throws Exception {
        for (int i = 0; i < 20; i++) {
            try (TestClient client = TestClient.connected(receiver)) {
                client.publish(topic, "self");

                client.awaitReceived(1);
                assertThat(client.received()).containsExactly(topic + "=self");
            }
        }
    }

    @Test
    void messagesWaitForPersistentSessionAndArriveRightAfterConnack() throws Exception {
        try (TestClient to = TestClient.of(receiver).persistent();
                TestClient from = TestClient.connected(sender)) {
            to.connect();
            to.disconnect();
            for (int i = 0; i < 40; i++) {
                from.publish(topic, "offline" + i);
            }
            assertThat(to.received()).isEmpty();
            to.connect();

            to.awaitReceived(40);
            assertThat(to.received())
                    .hasSize(40)
                    .startsWith(topic + "=offline0")
                    .endsWith(topic + "=offline39");
        }
    }

    @Test
    void messagesDoNotWaitForCleanSession() throws Exception {
        try (TestClient to = TestClient.connected(receiver);
                TestClient from = TestClient.connected(sender)) {
            to.disconnect();
            from.publish(topic, "missed");
            to.connect();
            from.publish(topic, "seen");

            to.awaitReceived(1);
            assertThat(to.received()).containsExactly(topic + "=seen");
        }
    }

    @Test
    void subscriberOfEverythingBelowTheParentDoesNotSeeMessagesOfOthers() throws Exception {
        try (TestClient spy = TestClient.connected(SharedSandbox.uniqueClientId());
                TestClient from = TestClient.connected(sender);
                TestClient to = TestClient.connected(receiver)) {
            spy.subscribe("test/#", 1);
            spy.subscribe("test/p2p/+", 1);
            spy.subscribe(topic, 1);
            from.publish(topic, "secret");
            to.awaitReceived(1);
            from.publish("test/" + sender, "end");

            spy.awaitReceived(1);
            assertThat(spy.received()).noneMatch(message -> message.contains("secret"));
        }
    }

    @Test
    void messageArrivesOnceWhenTheReceiverAlsoSubscribesToIt() throws Exception {
        try (TestClient from = TestClient.connected(sender);
                TestClient to = TestClient.connected(receiver)) {
            to.subscribe("test/#", 0);
            to.subscribe("test/p2p/#", 1);
            to.subscribe(topic, 1);
            from.publish(topic, "once");
            from.publish("test/" + receiver, "end");

            to.awaitReceived(2);
            // Messages of one sender keep their order: a second copy would have come before the end.
            assertThat(to.received().stream().filter(message -> message.endsWith("=once")))
                    .hasSize(1);
            assertThat(SharedSandbox.get().sentTo(receiver).stream()
                            .filter(message -> message.text().equals("once")))
                    .hasSize(1);
        }
    }

    @Test
    void unsubscribingFromOwnP2pTopicDoesNotEndDelivery() throws Exception {
        try (TestClient client = TestClient.connected(receiver)) {
            client.subscribe(topic, 1);
            client.paho().unsubscribe(topic).waitForCompletion(TestClient.PATIENCE.toMillis());
            client.publish(topic, "still");

            client.awaitReceived(1);
        }
    }

    @Test
    void p2pTopicMayBeLongerThanOtherTopics() throws Exception {
        String longest = receiver + "x".repeat(64 - receiver.length());
        try (TestClient client = TestClient.connected(longest)) {
            client.publish("test/p2p/" + longest, "long");

            client.awaitReceived(1);
        }
    }
}
