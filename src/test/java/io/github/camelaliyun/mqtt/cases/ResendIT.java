package io.github.camelaliyun.mqtt.cases;

import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import static io.github.camelaliyun.mqtt.cases.ScriptedServer.CONNECT;
import static io.github.camelaliyun.mqtt.cases.ScriptedServer.PUBCOMP;
import static io.github.camelaliyun.mqtt.cases.ScriptedServer.PUBLISH;
import static io.github.camelaliyun.mqtt.cases.ScriptedServer.PUBREC;
import static io.github.camelaliyun.mqtt.cases.ScriptedServer.PUBREL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What a client with a persistent session sends again on its next link (MQTT 3.1.1, 4.4). */
class ResendIT {

    private static final Duration LIMIT = Duration.ofSeconds(15);

    /** Whatever CONNACK says about a session. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void c32AQos1PublishIsSentAgainWithItsPacketIdentifierAndDup(boolean sessionPresent) throws Exception {
        try (ScriptedServer server = new ScriptedServer((link, packet) -> {
                    if (packet.type() == CONNECT) {
                        link.connack(link.number() > 1 && sessionPresent);
                    } else if (packet.type() == PUBLISH && link.number() == 1) {
                        link.close();
                    } else {
                        link.answer(packet);
                    }
                });
                PlainContext camel = new PlainContext(server.uri(), "again", PlainContext::persistent)) {
            requireSuccess(camel.publishAsync("paho:test/again?qos=1", "x"));

            assertThat(server.received(CONNECT)).noneMatch(Packet::cleanSession);
            Packet first = server.received(PUBLISH, 1).get(0);
            assertThat(first.dup()).as("DUP of the first").isFalse();
            assertSentAgain(first, server.received(PUBLISH, 2).get(0));
        }
    }

    @Test
    void c32AQos2PublishIsSentAgainWithItsPacketIdentifierAndDup() throws Exception {
        try (ScriptedServer server = new ScriptedServer((link, packet) -> {
                    if (packet.type() == PUBLISH && link.number() == 1) {
                        link.close();
                    } else {
                        answerInSession(link, packet);
                    }
                });
                PlainContext camel = new PlainContext(server.uri(), "again", PlainContext::persistent)) {
            requireSuccess(camel.publishAsync("paho:test/again?qos=2", "x"));

            assertSentAgain(
                    server.received(PUBLISH, 1).get(0),
                    server.received(PUBLISH, 2).get(0));
        }
    }

    @Test
    void c32APubrelIsSentAgainWithItsPacketIdentifierAndThePublishIsNot() throws Exception {
        try (ScriptedServer server = new ScriptedServer((link, packet) -> {
                    if (packet.type() == PUBREL && link.number() == 1) {
                        link.close();
                    } else {
                        answerInSession(link, packet);
                    }
                });
                PlainContext camel = new PlainContext(server.uri(), "again", PlainContext::persistent)) {
            requireSuccess(camel.publishAsync("paho:test/again?qos=2", "x"));

            assertThat(server.received(PUBREL, 2))
                    .extracting(Packet::id)
                    .containsExactly(server.received(PUBREL, 1).get(0).id());
            assertThat(server.received(PUBLISH)).hasSize(1);
        }
    }

    /** PUBREC says that the message has arrived; a session that is gone has no use for PUBREL. */
    @Test
    void c32AQos2PublishAfterPubrecWhoseSessionIsGoneHasSucceeded() throws Exception {
        try (ScriptedServer server = new ScriptedServer((link, packet) -> {
                    if (packet.type() == PUBREL && link.number() == 1) {
                        link.close();
                    } else {
                        link.answer(packet);
                    }
                });
                PlainContext camel = new PlainContext(server.uri(), "again", PlainContext::persistent)) {
            requireSuccess(camel.publishAsync("paho:test/again?qos=2", "x"));

            assertThat(server.received(PUBLISH)).hasSize(1);
        }
    }

    @Test
    void c32SeveralPublishesKeepIdentifierAndOrderOverThreeLinks() throws Exception {
        try (ScriptedServer server = new ScriptedServer((link, packet) -> {
                    if (packet.type() != PUBLISH || link.number() == 3) {
                        answerInSession(link, packet);
                    } else if (packet.payload().equals("9")) {
                        link.close();
                    }
                });
                PlainContext camel = new PlainContext(server.uri(), "again", PlainContext::persistent)) {
            List<CompletableFuture<Exchange>> published = IntStream.range(0, 9)
                    .mapToObj(i -> camel.publishAsync("paho:test/again?qos=1", String.valueOf(i)))
                    .toList();
            await().atMost(LIMIT).until(() -> server.received(PUBLISH, 1).size() == published.size());
            // The last one has the server close the link.
            CompletableFuture<Exchange> last = camel.publishAsync("paho:test/again?qos=1", "9");
            for (CompletableFuture<Exchange> publish :
                    Stream.concat(published.stream(), Stream.of(last)).toList()) {
                requireSuccess(publish);
            }

            List<String> first = described(server.received(PUBLISH, 1));
            assertThat(described(server.received(PUBLISH, 2))).isEqualTo(first);
            assertThat(described(server.received(PUBLISH, 3))).isEqualTo(first);
            assertThat(server.received(PUBLISH))
                    .extracting(packet -> packet.link() + " " + packet.dup())
                    .containsOnly("1 false", "2 true", "3 true");
        }
    }

    /** The other direction: a broker that repeats PUBREL of a message that is done with gets PUBCOMP. */
    @Test
    void c32APubrelThatTheServerSendsAgainOnTheNextLinkIsAnswered() throws Exception {
        try (ScriptedServer server = new ScriptedServer((link, packet) -> {
                    if (packet.type() == PUBREC && link.number() == 1) {
                        link.close();
                    } else if (packet.type() == CONNECT && link.number() == 2) {
                        link.connack(true);
                        link.send(Packet.acknowledgement(PUBREL, 1));
                    } else {
                        answerInSession(link, packet);
                    }
                });
                PlainContext camel = new PlainContext(server.uri(), "again", PlainContext::persistent)) {
            camel.consume("in", "paho:test/in=2", exchange -> {});
            await().atMost(LIMIT).until(() -> server.subscriptions().containsKey("test/in"));
            int id = server.send("test/in", "x", 2);

            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(server.received(PUBCOMP, 2))
                            .extracting(Packet::id)
                            .containsExactly(id));
        }
    }

    private static void answerInSession(ScriptedServer.Link link, Packet packet) throws IOException {
        if (packet.type() == CONNECT) {
            link.connack(link.number() > 1);
        } else {
            link.answer(packet);
        }
    }

    private static void assertSentAgain(Packet first, Packet again) {
        assertThat(again.payload()).isEqualTo(first.payload());
        assertThat(again.id()).as("packet identifier").isEqualTo(first.id());
        assertThat(again.dup()).as("DUP").isTrue();
    }

    private static List<String> described(List<Packet> publishes) {
        return publishes.stream()
                .map(packet -> packet.id() + ": " + packet.payload())
                .toList();
    }

    private static void requireSuccess(CompletableFuture<Exchange> publish) throws Exception {
        assertThat(publish.get(LIMIT.toSeconds(), TimeUnit.SECONDS).getException())
                .isNull();
    }
}
