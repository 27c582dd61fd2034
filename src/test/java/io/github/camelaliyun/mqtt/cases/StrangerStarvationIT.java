package io.github.camelaliyun.mqtt.cases;

import io.github.camelaliyun.mqtt.kit.Estate;
import io.github.camelaliyun.mqtt.kit.LogCapture;
import io.github.camelaliyun.mqtt.kit.RequiresMosquitto;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/** Messages that a stranger sends to a client do not take its connection from its routes. */
@RequiresMosquitto
@Timeout(90)
class StrangerStarvationIT extends StarvationRig {

    @Test
    void c04AStrangersP2pMessageDoesNotSilenceAClient() throws Exception {
        try (LogCapture log = new LogCapture();
                Estate app = app(Server.SANDBOX, true);
                Estate stranger = sender(Server.SANDBOX)) {
            app.consume("in", "paho:" + topic, inbox);
            inbox.awaitSubscribed(stranger, topic);
            stranger.publish("paho:test/p2p/" + clientId, "from a stranger");

            assertFlows(stranger, topic);
            assertGivenUp(app, log, "test/p2p/" + clientId);
        }
    }

    @Test
    void c04AStrangersP2pMessagesDoNotSilenceAPersistentSession() throws Exception {
        try (LogCapture log = new LogCapture();
                Estate app = app(Server.SANDBOX, false);
                Estate stranger = sender(Server.SANDBOX)) {
            app.consume("in", "paho:" + topic, inbox);
            inbox.awaitSubscribed(stranger, topic);
            send(stranger, MANY, i -> (i % 2 == 0 ? "test" : "alert") + "/p2p/" + clientId);

            assertFlows(stranger, topic);
            assertGivenUp(app, log, "/p2p/" + clientId);
            assertThat(warnings(log, "/p2p/" + clientId))
                    .as("at most one a minute")
                    .hasSize(1);
        }
    }

    @Test
    void c04StrangeMessagesOnManyTopicsDoNotSilenceAClientAndAreToldInOneLine() throws Exception {
        leaveInTheSession(Server.MOSQUITTO, topic + "/stray/#");
        try (Estate stranger = sender(Server.MOSQUITTO)) {
            send(stranger, 5 * MANY, i -> topic + "/stray/" + i);
            try (LogCapture log = new LogCapture();
                    Estate app = app(Server.MOSQUITTO, false)) {
                app.consume("in", "paho:" + topic + "/in", inbox);
                awaitConnected(app);

                assertFlows(stranger, topic + "/in");
                assertGivenUp(app, log, topic + "/stray/");
                assertThat(warnings(log, topic + "/stray/"))
                        .as("at most one a minute")
                        .hasSize(1);
            }
        }
    }
}
