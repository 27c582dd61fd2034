package io.github.camelaliyun.mqtt.cases;

import io.github.camelaliyun.mqtt.kit.Estate;
import io.github.camelaliyun.mqtt.kit.LogCapture;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What a server answers CONNECT with, other than yes, is told in words in the log and in health, with what to do. */
@Timeout(120)
class RefusedConnectIT {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "20020001 | the server does not speak MQTT 3.1.1 (CONNACK 1): connect to a server that speaks it",
                "20020002 | the server rejects the clientId (CONNACK 2); tried no credentials, clientId refused. Set a clientId",
                "20020003 | the server says it is unavailable (CONNACK 3): it may be starting, overloaded or stopped",
                "20020004 | the server refused the user name or password (CONNACK 4); tried no credentials, clientId refused."
                        + " The server wants a user name and a password: set userName and password",
                "20020005 | the server does not authorize this client (CONNACK 5); tried no credentials",
                "20020006 | a reason that MQTT 3.1.1 does not define (CONNACK 6); tried no credentials, clientId refused."
                        + " Check in the server's log why",
                "20020084 | the server does not speak MQTT 3.1.1 (CONNACK 0x84): it speaks MQTT 5; connect to a server",
                "2003008400 | the server does not speak MQTT 3.1.1 (CONNACK 0x84): it speaks MQTT 5; connect to a server",
                "20060086031f0000 | the server refused the user name or password (CONNACK 0x86); tried",
                "2003008700 | the server does not authorize this client (CONNACK 0x87); tried",
                "2003008a00 | a reason that MQTT 3.1.1 does not define (CONNACK 0x8A, banned); tried",
                "2003000000 | the server sent what is not MQTT 3.1.1 (CONNACK with a remaining length of 3, not 2): check",
                "20020105 | the server sent what is not MQTT 3.1.1 (CONNACK with a session and the return code 5 (3.2.2-4))",
                "200100 | the server sent what is not MQTT 3.1.1 (CONNACK with a remaining length of 1, not 2): check",
                "d000 | the server sent what is not MQTT 3.1.1 (PINGRESP before CONNACK (3.2.0-1)): check",
                "e000 | the server sent what is not MQTT 3.1.1 (",
                "485454502f312e3120343030 | (an HTTP server answers there: if it is a WebSocket listener, write ws:// or wss://",
                "15030100020246 | (a TLS server answers there: write ssl:// or wss://",
                "5353482d322e302d6f0d0a | the server sent what is not MQTT 3.1.1 (PUBREC with a remaining length of 83",
            })
    void whatAnswersConnectIsToldInWordsWithWhatToDo(String answer, String reason) throws Exception {
        try (ScriptedServer server = new ScriptedServer((link, packet) -> {
                    link.send(HexFormat.of().parseHex(answer));
                    link.close();
                });
                LogCapture log = new LogCapture();
                Estate application = PlainBroker.application(server.uri(), "refused")) {
            application.consume("in", "paho:refused/in", exchange -> {});

            log.awaitLine("WARN cannot connect refused at " + server.uri(), reason);
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(Readiness.complaints(application))
                            .anyMatch(complaint -> complaint.contains(reason.substring(0, 40))));
        }
    }

    /** Whoever catches the exception has no log at hand. */
    @ParameterizedTest
    @CsvSource({"wait, was not sent within 1 s", "fail, was not sent on"})
    void aPublishThatCouldNotLeaveSaysWhyTheConnectionIsNotUp(String whenDisconnected, String words) throws Exception {
        try (ScriptedServer server = new ScriptedServer(
                        (link, packet) -> link.send(HexFormat.of().parseHex("20020005")));
                Estate application = PlainBroker.application(
                        server.uri(), "refused", component -> component.setPublishTimeout(1_000))) {
            application.consume("in", "paho:refused/in", exchange -> {});
            application.awaitReason("(CONNACK 5)");

            assertThat(application
                            .publishAsync("paho:refused/out?whenDisconnected=" + whenDisconnected, "x")
                            .get(20, TimeUnit.SECONDS)
                            .getException())
                    .isInstanceOf(MqttException.class)
                    .hasMessageContaining(words)
                    .hasMessageContaining(
                            "which is not connected: the server does not authorize this client (CONNACK 5); tried");
        }
    }
}
