package io.github.camelaliyun.mqtt.cases;

import io.github.camelaliyun.mqtt.kit.Estate;
import io.github.camelaliyun.mqtt.kit.Mosquitto;
import io.github.camelaliyun.mqtt.kit.RequiresMosquitto;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** On a broker that is not the service a topic of the P2P form is a topic like any other, and has to be subscribed. */
@RequiresMosquitto
class PlainP2pTopicIT {

    private static final Duration LIMIT = Duration.ofSeconds(5);

    private final Mosquitto mosquitto = Mosquitto.start(Mosquitto.Options.anonymous());
    private final Set<String> received = ConcurrentHashMap.newKeySet();

    @AfterEach
    void end() {
        mosquitto.close();
    }

    @Test
    void c19ATopicOfTheP2pFormIsSubscribedOnAPlainBroker() throws Exception {
        try (Estate application = consuming("node7", "paho:home/p2p/node7");
                PahoSender sender = new PahoSender(mosquitto.uri())) {
            sender.publish("home/p2p/node7", "from another client", 1).awaitAcknowledged();

            awaitReceived("from another client");
        }
    }

    @Test
    void c19SuchATopicInAListIsSubscribedToo() throws Exception {
        try (Estate application = consuming("node7", "paho:home/news,home/p2p/node7=0,office/p2p/node7");
                PahoSender sender = new PahoSender(mosquitto.uri())) {
            sender.publish("home/news", "news", 1)
                    .publish("home/p2p/node7", "home", 1)
                    .publish("office/p2p/node7", "office", 1)
                    .awaitAcknowledged();

            awaitReceived("news", "home", "office");
        }
    }

    @Test
    void c19AClientReceivesWhatItPublishesToSuchATopicItself() throws Exception {
        try (Estate application = consuming("node7", "paho:home/p2p/node7")) {
            application.publish("paho:home/p2p/node7", "to myself");

            awaitReceived("to myself");
        }
    }

    @Test
    void c19AClientIdOfTheServicesFormMakesNoDifference() throws Exception {
        try (Estate application = consuming("GID_home@@@7", "paho:home/p2p/GID_home@@@7");
                PahoSender sender = new PahoSender(mosquitto.uri())) {
            sender.publish("home/p2p/GID_home@@@7", "from another client", 1).awaitAcknowledged();

            awaitReceived("from another client");
        }
    }

    private Estate consuming(String clientId, String uri) throws Exception {
        Estate application = PlainBroker.application(mosquitto.uri(), clientId);
        application.consume("in", uri, exchange -> received.add(exchange.getIn().getBody(String.class)));
        // Behind the SUBSCRIBE, on the same connection.
        application.publish("paho:home/other", "connected");
        return application;
    }

    private void awaitReceived(String... messages) {
        await("messages to the client's own P2P topic")
                .atMost(LIMIT)
                .untilAsserted(() -> assertThat(received).containsExactlyInAnyOrder(messages));
    }
}
