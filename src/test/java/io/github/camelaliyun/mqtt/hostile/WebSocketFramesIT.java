package io.github.camelaliyun.mqtt.hostile;

import io.github.camelaliyun.mqtt.wire.Line;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;

import static org.assertj.core.api.Assertions.assertThat;

/** What a server may do with the frames of WebSocket (RFC 6455), and what it must not. */
@Timeout(60)
class WebSocketFramesIT {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final Threads threads = new Threads();
    private final Witness witness = new Witness();
    private WireUnderTest wire;
    private Port port;
    private Line line;
    private WebSocketPeer peer;

    @BeforeEach
    void open() throws Exception {
        wire = new WireUnderTest();
        port = new Port("ws", 1);
        witness.expect("end");
        line = wire.open(port.uri(), witness);
        peer = (WebSocketPeer) port.accept();
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        line.cut(new SocketException("cut by the test"));
        assertThat(witness.awaitClosed(LIMIT)).isNotNull();
        peer.closeAfterTheClient();
        port.close();
        wire.close();
        assertThat(witness.fault()).isNull();
        threads.assertNoneLeft();
    }

    @Test
    void whatComesRightBehindTheHandshakeArrives() throws Exception {
        peer.send(RawPacket.marker("end"));

        assertThat(witness.await(LIMIT).end()).isEqualTo(Witness.End.MARKER);
    }

    /** 5.4, 5.5.2: control frames may be in the middle of a message, and a ping is answered with what it has. */
    @Test
    void aPingWithinAMessageIsAnsweredAndTheMessageArrives() throws Exception {
        assertThat(witness.awaitOpened(LIMIT)).isTrue();
        byte[] marker = RawPacket.marker("end");
        byte[] hello = "hello".getBytes(StandardCharsets.US_ASCII);
        peer.raw(WebSocketPeer.frame(WebSocketPeer.BINARY, Arrays.copyOf(marker, 3)));
        peer.raw(WebSocketPeer.frame(WebSocketPeer.FIN | WebSocketPeer.PING, hello));
        peer.raw(WebSocketPeer.frame(
                WebSocketPeer.FIN | WebSocketPeer.CONTINUATION, Arrays.copyOfRange(marker, 3, marker.length)));

        assertThat(witness.await(LIMIT).end()).isEqualTo(Witness.End.MARKER);
        assertThat(peer.awaitPong()).isEqualTo(hello);
    }

    /** 5.5.1. */
    @Test
    void aCloseFrameEndsTheLine() throws Exception {
        assertThat(witness.awaitOpened(LIMIT)).isTrue();
        peer.raw(WebSocketPeer.frame(WebSocketPeer.FIN | WebSocketPeer.CLOSE, new byte[] {3, (byte) 0xe8}));

        assertThat(witness.await(LIMIT).end()).isEqualTo(Witness.End.CLOSED);
        assertThat(WireUnderTest.saysWhy(witness.awaitClosed(LIMIT))).isTrue();
    }

    /** Each is the beginning of what the server sends; a valid packet in a valid frame comes behind it. */
    @ParameterizedTest
    @CsvSource({
        "a text frame (MQTT 3.1.1 6.0 [MQTT-6.0.0-1]), 81053003000161",
        "a text frame that is not UTF-8 (8.1), 8102d000",
        "a reserved bit (5.2), c202d000",
        "a reserved opcode (5.2), 8302d000",
        "a reserved opcode of a control frame (5.2), 8b00",
        "a frame with a mask (5.1), 828200000000d000",
        "a continuation of nothing (5.4), 8002d000",
        "a message within a message (5.4), 0201d08202d000",
        "a ping in fragments (5.5), 0900",
        "a ping of 126 bytes (5.5), 897e007e"
    })
    void aFrameThatIsForbiddenEndsTheLine(String what, String begin) throws Exception {
        assertThat(witness.awaitOpened(LIMIT)).isTrue();
        byte[] frame = HexFormat.of().parseHex(begin);
        peer.raw(begin.startsWith("897e") ? Arrays.copyOf(frame, frame.length + 126) : frame);
        peer.send(RawPacket.marker("end"));

        Witness.Testimony testimony = witness.await(LIMIT);
        assertThat(testimony.end()).as(what).isEqualTo(Witness.End.CLOSED);
        assertThat(WireUnderTest.saysWhy(testimony.cause()))
                .as("says why: " + testimony.cause())
                .isTrue();
    }
}
