package io.github.camelaliyun.mqtt.cases;

import io.github.camelaliyun.mqtt.connection.ConnectionStatus;
import io.github.camelaliyun.mqtt.kit.Estate;
import io.github.camelaliyun.mqtt.kit.LogCapture;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What a server must not send is not taken for anything: neither for a message, nor for an acknowledgement. */
@Timeout(120)
class ProtocolViolationsIT {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    /** Until what was asked for without an answer is known not to be answered. */
    private static final Duration LIMIT_WITHOUT_AN_ANSWER = Duration.ofSeconds(60);

    private static final String TOPIC = "test/a";

    private final List<String> received = new CopyOnWriteArrayList<>();

    /**
     * Each is sent once, in answer to SUBSCRIBE, and a good message behind it. The payload of a PUBLISH is {@code bad}. The
     * topics are {@code test/a}, {@code test/+}, {@code test/#}, {@code t<U+0000>/a} and one that is no UTF-8.
     */
    @ParameterizedTest
    @CsvSource({
        "packet identifier 0 (2.3.1-1),         320d 0006746573742f61 0000 626164",
        "packet identifier 0 at QoS 2 (2.3.1-1), 340d 0006746573742f61 0000 626164",
        "an empty topic (4.7.3-1),              3207 0000 0102 626164",
        "a topic with + (3.3.2-2),              320d 0006746573742f2b 0102 626164",
        "a topic with # (3.3.2-2),              320d 0006746573742f23 0102 626164",
        "a topic with U+0000 (1.5.3-2),         320b 000474002f61 0102 626164",
        "a topic that is not UTF-8 (1.5.3-1),   320b 000474ff2f61 0102 626164",
        "a topic longer than the packet,        320d 00ff746573742f61 0102 626164",
        "PUBREL with the flags 0 (2.2.2-2),     6002 0102",
        "PUBREL with the flags 15 (2.2.2-2),    6f02 0102",
        "PUBREL with the identifier 0 (2.3.1-1), 6202 0000",
        "DUP at QoS 0 (3.3.1-2),                380b 0006746573742f61 626164",
        "QoS 3 (3.3.1-4),                       360d 0006746573742f61 0102 626164",
        "PUBACK with flags (2.2.2-2),           4202 0102",
        "PINGRESP with a body (3.13),           d001 00",
        "a second CONNACK (3.2.0-1),            2002 0000",
        "PINGREQ by the server (3.12),          c000",
        "SUBSCRIBE by the server (3.8),         820b 0102 0006746573742f61 01",
        "the reserved type 0 (2.2.1),           0000",
        "the reserved type 15 (2.2.1),          f000",
        "a length of five bytes (2.2.3),        32ffffffff7f"
    })
    void c30ALinkOverWhichAForbiddenPacketComesIsClosedAndNothingOfItIsProcessed(String what, String hex)
            throws Exception {
        byte[] bad = HexFormat.of().parseHex(hex.replace(" ", ""));
        AtomicInteger connects = new AtomicInteger();
        AtomicReference<ScriptedBroker.Link> waiting = new AtomicReference<>();
        try (ScriptedBroker broker = new ScriptedBroker((link, packet) -> {
                    if (packet.type() == ScriptedBroker.SUBSCRIBE) {
                        link.answer(packet);
                        if (waiting.get() == null) {
                            link.send(bad);
                        }
                        link.publish(TOPIC, "good".getBytes(), 1, 7);
                        return true;
                    }
                    // The second CONNECT waits, so that it can be seen what is said meanwhile.
                    if (packet.type() == ScriptedBroker.CONNECT && connects.incrementAndGet() == 2) {
                        waiting.set(link);
                        return true;
                    }
                    return false;
                });
                Estate application = consuming(broker)) {
            await("the link to be closed, and made again").atMost(LIMIT).until(() -> waiting.get() != null);

            assertThat(received).as("what was processed of the first link").isEmpty();
            assertThat(status(application).lastError()).as(what).contains("the server sent what is not MQTT 3.1.1 (");
            assertThat(Readiness.complaints(application))
                    .anyMatch(complaint -> complaint.contains("the server sent what is not MQTT 3.1.1 ("));

            ScriptedBroker.Link second = waiting.get();
            second.answer(second.received(ScriptedBroker.CONNECT).get(0));
            await().atMost(LIMIT).untilAsserted(() -> assertThat(received).containsExactly("good"));
            await().atMost(LIMIT).until(() -> Readiness.complaints(application).isEmpty());
            assertThat(broker.links().get(0).packets())
                    .as("acknowledgements over the first link")
                    .noneMatch(packet -> packet.type() >= 4 && packet.type() <= 7);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "PUBLISH of QoS 1, 320d 0006746573742f61 0102 626164",
        "PUBLISH of QoS 0, 300b 0006746573742f61 626164",
        "SUBACK,           9003 0102 01",
        "PINGRESP,         d000"
    })
    void c30APacketBeforeConnackEndsTheAttemptAndIsNotProcessed(String what, String hex) throws Exception {
        byte[] bad = HexFormat.of().parseHex(hex.replace(" ", ""));
        AtomicInteger connects = new AtomicInteger();
        try (ScriptedBroker broker = new ScriptedBroker((link, packet) -> {
                    if (packet.type() == ScriptedBroker.CONNECT && connects.incrementAndGet() == 1) {
                        link.send(bad);
                        return false;
                    }
                    return packet.type() == ScriptedBroker.CONNECT;
                });
                Estate application = consuming(broker)) {
            await("the next attempt").atMost(LIMIT).until(() -> connects.get() == 2);

            assertThat(received).isEmpty();
            assertThat(status(application).lastError()).as(what).contains("before CONNACK (3.2.0-1)");
            assertThat(Readiness.complaints(application))
                    .anyMatch(complaint -> complaint.contains("before CONNACK (3.2.0-1)"));
            assertThat(broker.links().get(0).packets()).hasSize(1);
        }
    }

    @ParameterizedTest
    @CsvSource({"0x03, 3", "0x7F, 127", "0x81, 129", "0x87, 135", "0xFF, 255"})
    void c30AReservedReturnCodeOfSubackIsAnErrorOfItsConsumerAlone(String told, int code) throws Exception {
        try (ScriptedBroker broker = answeringSubscribe((link, subscribe) -> link.suback(subscribe, code));
                Estate application = consuming(broker)) {
            await().atMost(LIMIT)
                    .until(() -> Readiness.complaints(application).stream()
                            .anyMatch(complaint -> complaint.contains("return code " + told)));
            application.publish("paho:test/other", "the link goes on");

            assertThat(broker.links()).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"no code", "two codes"})
    void c31ASubackWithAnotherNumberOfCodesIsNoGrant(String codes) throws Exception {
        try (ScriptedBroker broker = answeringSubscribe((link, subscribe) -> {
                    if (codes.equals("no code")) {
                        link.suback(subscribe);
                    } else {
                        link.suback(subscribe, 1, 1);
                    }
                });
                Estate application = consuming(broker)) {
            await().atMost(LIMIT)
                    .until(() -> Readiness.complaints(application).stream()
                            .anyMatch(complaint -> complaint.contains("it is not known whether it delivers")
                                    || complaint.contains("what is not MQTT 3.1.1")));
        }
    }

    /** PUBACK, PUBREC, PUBCOMP and UNSUBACK. */
    @ParameterizedTest
    @ValueSource(ints = {0x40, 0x50, 0x70, 0xb0})
    @Execution(ExecutionMode.CONCURRENT)
    void c31AnotherPacketInThePlaceOfSubackIsNoGrant(int type) throws Exception {
        try (ScriptedBroker broker = answeringSubscribe((link, subscribe) -> answer(link, type, subscribe));
                Estate application = consuming(broker)) {
            await().atMost(LIMIT_WITHOUT_AN_ANSWER)
                    .until(() -> !Readiness.complaints(application).isEmpty());
        }
    }

    @Test
    void c31QosZeroGrantedForOneIsTold() throws Exception {
        try (LogCapture log = new LogCapture();
                ScriptedBroker broker = answeringSubscribe((link, subscribe) -> link.suback(subscribe, 0));
                Estate application = consuming(broker)) {
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(log.lines())
                            .anyMatch(line -> line.startsWith("WARN")
                                    && line.contains("grants QoS 0 for the topic filter 'test/a', not 1")));
            assertThat(Readiness.complaints(application))
                    .anyMatch(complaint -> complaint.contains("grants QoS 0 for the topic filter 'test/a', not 1"));
        }
    }

    /** SUBACK, UNSUBACK, PUBCOMP and PUBREC with the packet identifier of the publish. */
    @ParameterizedTest
    @ValueSource(ints = {0x90, 0xb0, 0x70, 0x50})
    void c31AQos1PublishIsAcknowledgedByPubackAlone(int type) throws Exception {
        AtomicReference<ClientPacket> first = new AtomicReference<>();
        try (ScriptedBroker broker = new ScriptedBroker((link, packet) -> {
                    if (packet.type() == ScriptedBroker.PUBLISH
                            && packet.topic().equals("test/out")
                            && first.compareAndSet(null, packet)) {
                        answer(link, type, packet);
                        link.publish(TOPIC, "behind it".getBytes(), 1, 7);
                        return true;
                    }
                    return packet.type() == ScriptedBroker.PUBLISH
                            && packet.topic().equals("test/out");
                });
                Estate application = consuming(broker)) {
            application.publish("paho:test/other", "connected");
            CompletableFuture<Exchange> publish = application.publishAsync("paho:test/out", "once");
            // Either what stands behind it is processed, or the link is closed and the publish is sent again.
            await().atMost(LIMIT)
                    .until(() -> received.contains("behind it")
                            || broker.links().size() == 2
                                    && broker.lastLink().received(ScriptedBroker.PUBLISH).stream()
                                            .anyMatch(packet -> packet.topic().equals("test/out")));
            assertThat(publish).isNotDone();

            broker.lastLink().puback(first.get());
            assertThat(publish.get(LIMIT.toSeconds(), TimeUnit.SECONDS).getException())
                    .isNull();
        }
    }

    /** What answers SUBSCRIBE. */
    private interface Answer {
        void to(ScriptedBroker.Link link, ClientPacket subscribe);
    }

    private static ScriptedBroker answeringSubscribe(Answer answer) throws Exception {
        return new ScriptedBroker((link, packet) -> {
            if (packet.type() == ScriptedBroker.SUBSCRIBE) {
                answer.to(link, packet);
                return true;
            }
            return false;
        });
    }

    private static void answer(ScriptedBroker.Link link, int type, ClientPacket packet) {
        if (type == 0x90) {
            link.suback(packet, 1);
        } else {
            link.send((byte) type, (byte) 2, (byte) (packet.packetId() >> 8), (byte) packet.packetId());
        }
    }

    private Estate consuming(ScriptedBroker broker) throws Exception {
        return PlainBroker.application(broker.uri(), "violations")
                .consume(
                        "in",
                        "paho:" + TOPIC,
                        exchange -> received.add(exchange.getIn().getBody(String.class)));
    }

    private static ConnectionStatus status(Estate application) {
        return application.component().connectionStatuses().get(0);
    }
}
