package io.github.camelaliyun.mqtt.cases;

import io.github.camelaliyun.mqtt.connection.ConnectionState;
import io.github.camelaliyun.mqtt.connection.ConnectionStatus;
import io.github.camelaliyun.mqtt.kit.Estate;
import io.github.camelaliyun.mqtt.sandbox.SharedSandbox;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import static io.github.camelaliyun.mqtt.cases.FrameServer.BINARY;
import static io.github.camelaliyun.mqtt.cases.FrameServer.CLOSE;
import static io.github.camelaliyun.mqtt.cases.FrameServer.CONTINUATION;
import static io.github.camelaliyun.mqtt.cases.FrameServer.FIN;
import static io.github.camelaliyun.mqtt.cases.FrameServer.PING;
import static io.github.camelaliyun.mqtt.cases.FrameServer.PONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What a server may do over WebSocket harms no route, and what leaves fits what a server takes by default. */
@Timeout(120)
class WebSocketIT {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final String TOPIC = "test/a";

    private final List<String> received = new CopyOnWriteArrayList<>();

    /** What a server sends when the route's filter is granted. */
    private interface Sending {
        void send(FrameServer.Link link) throws Exception;
    }

    @Test
    void c24APingIsAnsweredAndTheLinkGoesOn() throws Exception {
        assertGoesOn(link -> link.frame(FIN | PING, new byte[0]), "");
    }

    @Test
    void c24APingIsAnsweredWithWhatItHas() throws Exception {
        assertGoesOn(link -> link.frame(FIN | PING, bytes("are you there?")), "are you there?");
    }

    @Test
    void c24ManyPingsAtOnceAreNoReasonToPart() throws Exception {
        FrameServer.Script script = sending(link -> {
            for (int i = 0; i < 200; i++) {
                link.frame(FIN | PING, bytes("ping " + i));
            }
        });
        try (FrameServer server = new FrameServer(script);
                PlainContext camel = consuming(server)) {
            await().atMost(LIMIT).untilAsserted(() -> assertThat(received).containsExactly("last"));
            await().atMost(LIMIT).untilAsserted(() -> assertThat(server.pongs()).contains("ping 199"));
            assertThat(server.connects()).isEqualTo(1);
        }
    }

    @Test
    void c24PingsBetweenTheFragmentsOfAMessageAreAnsweredAndTheMessageArrives() throws Exception {
        byte[] publish = Packet.publish(TOPIC, "in fragments", 1, 1);
        FrameServer.Script script = sending(link -> {
            link.frame(BINARY, Arrays.copyOf(publish, 5));
            link.frame(FIN | PING, bytes("one"));
            link.frame(CONTINUATION, Arrays.copyOfRange(publish, 5, 9));
            link.frame(FIN | PING, bytes("two"));
            link.frame(FIN | CONTINUATION, Arrays.copyOfRange(publish, 9, publish.length));
        });
        try (FrameServer server = new FrameServer(script);
                PlainContext camel = consuming(server)) {
            await().atMost(LIMIT).untilAsserted(() -> assertThat(received).containsExactly("in fragments", "last"));
            await().atMost(LIMIT).untilAsserted(() -> assertThat(server.pongs()).containsExactly("one", "two"));
            assertThat(server.connects()).isEqualTo(1);
        }
    }

    @Test
    void c24APongThatNobodyAskedForIsNoEvent() throws Exception {
        assertGoesOn(link -> link.frame(FIN | PONG, bytes("unasked")));
    }

    @ParameterizedTest
    @CsvSource({"1008, policy of the house", "1001, ''", "4001, kicked"})
    void c24TheCodeAndReasonOfACloseFrameAreTold(int code, String reason) throws Exception {
        byte[] words = bytes(reason);
        byte[] payload = new byte[2 + words.length];
        payload[0] = (byte) (code >> 8);
        payload[1] = (byte) code;
        System.arraycopy(words, 0, payload, 2, words.length);
        FrameServer.Script script = new FrameServer.Script() {
            @Override
            public void subscribed(FrameServer.Link link) throws Exception {
                if (link.number() == 1) {
                    link.frame(FIN | CLOSE, payload);
                } else {
                    link.publish(TOPIC, "last", 9);
                }
            }
        };
        try (FrameServer server = new FrameServer(script);
                PlainContext camel = consuming(server)) {
            await().atMost(LIMIT).untilAsserted(() -> assertThat(received).containsExactly("last"));

            assertThat(status(camel).lastError())
                    .contains("close code " + code, reason)
                    .doesNotContain("another client");
            assertThat(server.connects()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 1_000})
    void c25APublishInFragmentsArrives(int fragments) throws Exception {
        byte[] publish = Packet.publish(TOPIC, "in fragments", 1, 1);
        List<byte[]> parts = parts(publish, fragments);
        assertArrives("in fragments", link -> {
            for (int i = 0; i < parts.size(); i++) {
                link.frame((i == parts.size() - 1 ? FIN : 0) | (i == 0 ? BINARY : CONTINUATION), parts.get(i));
            }
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 1_000})
    void c25APublishAcrossFramesThatAreWholeArrives(int frames) throws Exception {
        byte[] publish = Packet.publish(TOPIC, "across frames", 1, 1);
        assertArrives("across frames", link -> {
            for (byte[] part : parts(publish, frames)) {
                link.frame(FIN | BINARY, part);
            }
        });
    }

    @Test
    void c25TwoPublishesOfWhichTheSecondBeginsInTheFrameOfTheFirstArrive() throws Exception {
        byte[] one = Packet.publish(TOPIC, "one", 1, 1);
        byte[] two = Packet.publish(TOPIC, "two", 1, 2);
        byte[] both = Arrays.copyOf(one, one.length + two.length);
        System.arraycopy(two, 0, both, one.length, two.length);
        FrameServer.Script script = sending(link -> {
            link.frame(FIN | BINARY, Arrays.copyOf(both, one.length + 3));
            link.frame(FIN | BINARY, Arrays.copyOfRange(both, one.length + 3, both.length));
        });
        try (FrameServer server = new FrameServer(script);
                PlainContext camel = consuming(server)) {
            await().atMost(LIMIT).untilAsserted(() -> assertThat(received).containsExactly("one", "two", "last"));
            assertThat(server.connects()).isEqualTo(1);
        }
    }

    @Test
    void c25TheBytesOfAFrameOneByOneMakeAMessage() throws Exception {
        byte[] publish = Packet.publish(TOPIC, "byte by byte", 1, 1);
        assertArrives("byte by byte", link -> {
            for (byte next : FrameServer.header(FIN | BINARY, publish.length)) {
                link.raw(new byte[] {next});
            }
            for (byte next : publish) {
                link.raw(new byte[] {next});
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "/mqtt", "/?from=test", "/mqtt?from=test"})
    void c29TheSandboxTakesEachFormOfAWebSocketAddress(String path) throws Exception {
        URI ws = SharedSandbox.get().ws();
        assertRoundTrip(URI.create("ws://" + ws.getHost() + ":" + ws.getPort() + path));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "/mqtt"})
    void c29ThePortOfTheSandboxWithThePathOfItsOwnTakesEachFormToo(String path) throws Exception {
        URI ws = SharedSandbox.get().wsRoot();
        assertRoundTrip(URI.create("ws://" + ws.getHost() + ":" + ws.getPort() + path));
    }

    @Test
    void c37FivePublishesOf60KilobytesAtOnceAreEachAcknowledgedOnce() throws Exception {
        assertAcknowledgedOnce(5, 60_000);
    }

    @Test
    void c37FiveThousandSmallPublishesAtOnceAreEachAcknowledgedOnce() throws Exception {
        assertAcknowledgedOnce(5_000, 10);
    }

    @Test
    void c37APublishOfAMegabyteIsAcknowledgedOnce() throws Exception {
        assertAcknowledgedOnce(1, 1_000_000);
    }

    private void assertAcknowledgedOnce(int count, int length) throws Exception {
        try (FrameServer server = new FrameServer(new FrameServer.Script() {});
                PlainContext camel = new PlainContext(
                        server.uri(),
                        "large",
                        component -> component.getConfiguration().setMaxInflight(count))) {
            camel.publish("paho:test/first", "connected");
            String filling = "x".repeat(length);
            List<CompletableFuture<Exchange>> sent = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                sent.add(camel.publishAsync("paho:" + TOPIC, i + filling));
            }
            for (CompletableFuture<Exchange> publish : sent) {
                assertThat(publish.get(LIMIT.toSeconds(), TimeUnit.SECONDS).getException())
                        .isNull();
            }

            assertThat(server.received(ScriptedServer.PUBLISH))
                    .filteredOn(packet -> packet.topic().equals(TOPIC))
                    .hasSize(count)
                    .noneMatch(Packet::dup)
                    .extracting(packet -> packet.payload().replaceFirst("x+", ""))
                    .doesNotHaveDuplicates();
            assertThat(server.connects()).isEqualTo(1);
        }
    }

    private void assertGoesOn(Sending sending, String... pongs) throws Exception {
        try (FrameServer server = new FrameServer(sending(sending));
                PlainContext camel = consuming(server)) {
            await().atMost(LIMIT).untilAsserted(() -> assertThat(received).containsExactly("last"));
            await().atMost(LIMIT).untilAsserted(() -> assertThat(server.pongs()).containsExactly(pongs));
            assertThat(status(camel).state()).isEqualTo(ConnectionState.CONNECTED);
            assertThat(server.connects()).isEqualTo(1);
        }
    }

    private void assertArrives(String message, Sending sending) throws Exception {
        try (FrameServer server = new FrameServer(sending(sending));
                PlainContext camel = consuming(server)) {
            await().atMost(LIMIT).untilAsserted(() -> assertThat(received).containsExactly(message, "last"));
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(server.received(ScriptedServer.PUBACK))
                            .extracting(Packet::id)
                            .containsExactly(1, 9));
            assertThat(server.connects()).isEqualTo(1);
        }
    }

    private void assertRoundTrip(URI address) throws Exception {
        try (Estate application = new Estate(address, SharedSandbox.uniqueClientId())) {
            application.consume(
                    "in",
                    "paho:test/" + application.hashCode(),
                    exchange -> received.add(exchange.getIn().getBody(String.class)));
            application.publish("paho:test/" + application.hashCode(), "round trip");

            await().atMost(LIMIT).untilAsserted(() -> assertThat(received).contains("round trip"));
            assertThat(application.component().connectionStatuses().get(0).connects())
                    .isEqualTo(1);
        }
    }

    /** Sends something, and behind it a message that shows that the link goes on. */
    private static FrameServer.Script sending(Sending sending) {
        return new FrameServer.Script() {
            @Override
            public void subscribed(FrameServer.Link link) throws Exception {
                sending.send(link);
                link.publish(TOPIC, "last", 9);
            }
        };
    }

    private PlainContext consuming(FrameServer server) throws Exception {
        return new PlainContext(server.uri(), "websocket").collect("in", "paho:" + TOPIC, received);
    }

    private static ConnectionStatus status(PlainContext camel) {
        return camel.component().connectionStatuses().get(0);
    }

    private static List<byte[]> parts(byte[] bytes, int count) {
        int parts = Math.min(count, bytes.length);
        List<byte[]> all = new ArrayList<>();
        for (int i = 0; i < parts; i++) {
            all.add(Arrays.copyOfRange(bytes, bytes.length * i / parts, bytes.length * (i + 1) / parts));
        }
        return all;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
