package io.github.camelaliyun.mqtt.hostile;

import io.github.camelaliyun.mqtt.wire.Line;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** Servers that let clients connect half: the lines end within their limits, and keep nothing from the others. */
@Timeout(180)
class HalfOpenConnectsIT {

    private static final int LINES = 2_000;
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);
    /** For the connect, for the handshake, and for a machine that is busy. */
    private static final Duration ALL_END_WITHIN = Duration.ofSeconds(30);

    private static final Duration OTHERS_CONNECT_WITHIN = Duration.ofSeconds(10);
    private static final int MOST_THREADS = 100;
    private static final int BACKLOG = 10;

    private final Threads threads = new Threads();

    @AfterEach
    void noThreadIsLeft() {
        threads.assertNoneLeft();
    }

    /**
     * With a backlog of one the third connect gets no answer from the system; with a large one every connect gets that, and
     * no answer to its handshake.
     */
    @ParameterizedTest
    @CsvSource({"tcp, 1", "ws, 1", "ws, 4096"})
    void twoThousandConnectsThatGetNoAnswerEndInTimeAndOthersStillConnect(String scheme, int backlog) throws Exception {
        List<Witness> witnesses = new ArrayList<>();
        List<Line> lines = new ArrayList<>();
        try (WireUnderTest wire = new WireUnderTest(CONNECT_TIMEOUT, WireUnderTest.MAX_PACKET_SIZE)) {
            try (Port silent = new Port(scheme, backlog)) {
                for (int i = 0; i < LINES; i++) {
                    witnesses.add(new Witness());
                    lines.add(wire.open(silent.uri(), witnesses.get(i)));
                }
                assertOthersConnect(wire, scheme);
                assertAllEnd(witnesses, lines, scheme);
            }
            int most = threads.mostMore();
            assertThat(most).as("threads that were needed for it").isLessThan(MOST_THREADS);
        }
    }

    private static void assertOthersConnect(WireUnderTest wire, String scheme) throws Exception {
        try (Port port = new Port(scheme, BACKLOG)) {
            Witness witness = new Witness();
            witness.expect("end");
            long since = System.nanoTime();
            Line line = wire.open(port.uri(), witness);
            Peer peer = port.accept();
            assertThat(witness.awaitOpened(OTHERS_CONNECT_WITHIN)).isTrue();
            peer.send(RawPacket.marker("end"));
            assertThat(witness.await(OTHERS_CONNECT_WITHIN).end()).isEqualTo(Witness.End.MARKER);
            assertThat(Duration.ofNanos(System.nanoTime() - since)).isLessThan(OTHERS_CONNECT_WITHIN);
            line.cut(new SocketException("cut by the test"));
            peer.closeAfterTheClient();
        }
    }

    private static void assertAllEnd(List<Witness> witnesses, List<Line> lines, String scheme) {
        long until = System.nanoTime() + ALL_END_WITHIN.toNanos();
        int opened = 0;
        for (int i = 0; i < witnesses.size(); i++) {
            Witness witness = witnesses.get(i);
            Duration left = Duration.ofNanos(Math.max(0, until - System.nanoTime()));
            if (witness.awaitOpened(left)) {
                // The system has answered in the server's place: over TCP that is all that a line waits for.
                opened++;
                lines.get(i).cut(new SocketException("cut by the test"));
            }
            Throwable cause = witness.awaitClosed(left);
            assertThat(cause).as("the end of line " + i).isNotNull();
            assertThat(WireUnderTest.saysWhy(cause)).as("says why: " + cause).isTrue();
            assertThat(witness.fault()).isNull();
        }
        assertThat(opened).as("lines that opened").isLessThan(scheme.equals("tcp") ? BACKLOG : 1);
    }
}
