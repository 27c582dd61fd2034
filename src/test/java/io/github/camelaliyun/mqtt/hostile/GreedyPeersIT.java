package io.github.camelaliyun.mqtt.hostile;

import io.github.camelaliyun.mqtt.wire.Line;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** Servers that announce far more than they send: a line believes what has come. */
@Timeout(120)
class GreedyPeersIT {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final int LARGEST_PACKET = 268_435_455;
    private static final int LINES = 10;
    private static final int BACKLOG = 50;
    /** A fourth of what one line would take that believes the announcement. */
    private static final long MOST_MEMORY = 64 << 20;
    /** A PUBLISH of QoS 0 of the largest remaining length to the topic a/b. */
    private static final byte[] LARGEST_PUBLISH = HexFormat.of().parseHex("30ffffff7f0003612f62");

    private static final byte[] LARGEST_SUBACK = HexFormat.of().parseHex("90ffffff7f0001000000");

    private final Threads threads = new Threads();
    private Footprint before;

    @BeforeEach
    void look() {
        before = Footprint.now();
        Footprint.resetHeapPeak();
    }

    @AfterEach
    void noThreadIsLeft() {
        threads.assertNoneLeft();
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "ws"})
    void tenBytesOfTheLargestPublishTakeNoMemoryWhereItIsAllowed(String scheme) throws Exception {
        try (WireUnderTest wire = new WireUnderTest(WireUnderTest.USUAL_TIMEOUT, LARGEST_PACKET)) {
            wait(wire, scheme, LARGEST_PUBLISH);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "ws"})
    void tenBytesOfTheLargestPublishTakeNoMemoryWhereItIsSkipped(String scheme) throws Exception {
        try (WireUnderTest wire = new WireUnderTest()) {
            wait(wire, scheme, LARGEST_PUBLISH);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "ws"})
    void tenBytesOfTheLargestSubackTakeNoMemoryWhereItIsAllowed(String scheme) throws Exception {
        try (WireUnderTest wire = new WireUnderTest(WireUnderTest.USUAL_TIMEOUT, LARGEST_PACKET)) {
            wait(wire, scheme, LARGEST_SUBACK);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "ws"})
    void theLargestSubackIsRefusedAtItsLengthWhereItIsNotAllowed(String scheme) throws Exception {
        try (WireUnderTest wire = new WireUnderTest();
                Port port = new Port(scheme, BACKLOG)) {
            Witness witness = new Witness();
            wire.open(port.uri(), witness);
            Peer peer = port.accept();
            assertThat(witness.awaitOpened(LIMIT)).isTrue();
            peer.send(LARGEST_SUBACK);

            Throwable cause = witness.awaitClosed(LIMIT);
            assertThat(cause).isNotNull().matches(WireUnderTest::isRefusal, "is a refusal");
            assertThat(cause).hasMessageContaining(String.valueOf(WireUnderTest.MAX_PACKET_SIZE));
            peer.closeAfterTheClient();
        }
    }

    /** Several lines get the bytes, wait for the rest in little memory, and end when the server closes. */
    private void wait(WireUnderTest wire, String scheme, byte[] bytes) throws IOException {
        List<Witness> witnesses = new ArrayList<>();
        List<Peer> peers = new ArrayList<>();
        try (Port port = new Port(scheme, BACKLOG)) {
            for (int i = 0; i < LINES; i++) {
                witnesses.add(new Witness());
                wire.open(port.uri(), witnesses.get(i));
                peers.add(port.accept());
                assertThat(witnesses.get(i).awaitOpened(LIMIT)).isTrue();
            }
            // Once the line reads what comes behind, it has done what it does about the announcement.
            for (byte[] next : List.of(bytes, new byte[1], new byte[1])) {
                for (int i = 0; i < LINES; i++) {
                    long heard = witnesses.get(i).heardSoFar();
                    peers.get(i).send(next);
                    witnesses.get(i).awaitHeard(heard, LIMIT);
                    assertThat(witnesses.get(i).heardSoFar()).isGreaterThan(heard);
                }
            }
            assertLittleMemory();
            for (int i = 0; i < LINES; i++) {
                assertThat(witnesses.get(i).hasEnded()).isFalse();
                peers.get(i).finish();
                assertThat(witnesses.get(i).awaitClosed(LIMIT)).isNotNull();
                peers.get(i).closeAfterTheClient();
                assertThat(witnesses.get(i).fault()).isNull();
            }
        }
    }

    /** RFC 6455, 5.2: the longest length that there is has 63 bits. */
    @ParameterizedTest
    @ValueSource(longs = {1_900_000_000L, Long.MAX_VALUE})
    void aWebSocketFrameThatClaimsGigabytesTakesNoMemoryAndEndsItsLineAlone(long claimed) throws Exception {
        try (WireUnderTest wire = new WireUnderTest();
                Port port = new Port("ws", BACKLOG)) {
            Witness bystander = new Witness();
            wire.open(port.uri(), bystander);
            Peer other = port.accept();
            assertThat(bystander.awaitOpened(LIMIT)).isTrue();
            Witness witness = new Witness();
            wire.open(port.uri(), witness);
            Peer peer = port.accept();
            assertThat(witness.awaitOpened(LIMIT)).isTrue();

            peer.raw(WebSocketPeer.header(WebSocketPeer.FIN | WebSocketPeer.BINARY, claimed));
            peer.finish();
            assertThat(witness.awaitClosed(LIMIT))
                    .isNotNull()
                    .isNotInstanceOf(Error.class)
                    .matches(WireUnderTest::saysWhy, "says why");
            peer.closeAfterTheClient();
            assertLittleMemory();

            bystander.expect("end");
            other.send(RawPacket.marker("end"));
            assertThat(bystander.await(LIMIT).end()).isEqualTo(Witness.End.MARKER);
            other.finish();
            assertThat(bystander.awaitClosed(LIMIT)).isNotNull();
            other.closeAfterTheClient();
        }
    }

    /** The header of the frame comes last, so that nothing but its announcement can be the reason. */
    @Test
    void aFrameThatClaimsGigabytesBehindAPacketDoesNotKeepThePacketBack() throws Exception {
        try (WireUnderTest wire = new WireUnderTest();
                Port port = new Port("ws", BACKLOG)) {
            Witness witness = new Witness();
            witness.expect("end");
            Line line = wire.open(port.uri(), witness);
            Peer peer = port.accept();
            assertThat(witness.awaitOpened(LIMIT)).isTrue();
            peer.send(RawPacket.marker("end"));
            peer.raw(WebSocketPeer.header(WebSocketPeer.FIN | WebSocketPeer.BINARY, Long.MAX_VALUE));

            assertThat(witness.await(LIMIT).end()).isEqualTo(Witness.End.MARKER);
            line.cut(new SocketException("cut by the test"));
            assertThat(witness.awaitClosed(LIMIT)).isNotNull();
            peer.closeAfterTheClient();
            assertLittleMemory();
        }
    }

    private void assertLittleMemory() {
        assertThat(Footprint.heapPeak() - before.heap()).as("most heap in use").isLessThan(MOST_MEMORY);
        assertThat(Footprint.directNow() - before.direct())
                .as("direct memory in use")
                .isLessThan(MOST_MEMORY);
    }
}
