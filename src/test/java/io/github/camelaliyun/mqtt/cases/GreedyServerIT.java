package io.github.camelaliyun.mqtt.cases;

import io.github.camelaliyun.mqtt.kit.ChildJvm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

import static io.github.camelaliyun.mqtt.cases.SmallHeapProgram.FREE;
import static org.assertj.core.api.Assertions.assertThat;

/** A server that claims to send far more than there is room for gets no memory for it: the routes go on, in a heap of 64 MB. */
@Timeout(120)
class GreedyServerIT {

    private static final Duration STARTS_WITHIN = Duration.ofSeconds(60);
    private static final Duration LIMIT = Duration.ofSeconds(40);
    /** A JVM that is out of memory ends at once, which the test then sees. */
    private static final List<String> SMALL_HEAP = List.of(
            "-Xmx64m",
            "-XX:MaxDirectMemorySize=64m",
            "-XX:+ExitOnOutOfMemoryError",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:-UsePerfData");

    private static final int HEADER_LINES = 400_000;

    @ParameterizedTest
    @ValueSource(longs = {1_900_000_000L, Long.MAX_VALUE, Long.MIN_VALUE, -1})
    void c26AFrameThatClaimsMoreThanAnyPacketHasIsRefused(long claimed) throws Exception {
        FrameServer.Script script = new FrameServer.Script() {
            @Override
            public void subscribed(FrameServer.Link link) throws Exception {
                if (link.number() == 1) {
                    link.raw(FrameServer.header(FrameServer.FIN | FrameServer.BINARY, claimed));
                } else {
                    link.publish(FREE, "small", 9);
                }
            }
        };
        try (FrameServer server = new FrameServer(script);
                ChildJvm program = program(server)) {
            program.awaitLine("free got small", LIMIT);

            assertThat(server.connects()).isEqualTo(2);
            assertThat(program.lines())
                    .anyMatch(line -> line.contains(" WARN ") && line.contains("a WebSocket frame that claims"));
        }
    }

    /** A PUBLISH of the largest remaining length, of which a mebibyte comes, in a frame of that length. */
    @Test
    void c26APublishOfTheLargestLengthTakesNoMoreThanWhatHasCome() throws Exception {
        byte[] begin = HexFormat.of().parseHex("32ffffff7f0009746573742f667265650001");
        FrameServer.Script script = new FrameServer.Script() {
            @Override
            public void subscribed(FrameServer.Link link) throws Exception {
                if (link.number() == 1) {
                    link.raw(FrameServer.header(FrameServer.FIN | FrameServer.BINARY, 268_435_460));
                    link.raw(Arrays.copyOf(begin, 1 << 20));
                    link.close();
                } else {
                    link.publish(FREE, "small", 9);
                }
            }
        };
        try (FrameServer server = new FrameServer(script);
                ChildJvm program = program(server)) {
            program.awaitLine("free got small", LIMIT);

            assertThat(program.lines()).noneMatch(line -> line.contains("free got") && !line.contains("small"));
        }
    }

    /** A SUBACK of the largest remaining length, which no route can skip. */
    @Test
    void c26ASubackOfTheLargestLengthEndsTheLink() throws Exception {
        FrameServer.Script script = new FrameServer.Script() {
            @Override
            public void subscribed(FrameServer.Link link) throws Exception {
                if (link.number() == 1) {
                    link.packet(HexFormat.of().parseHex("90ffffff7f0001"));
                } else {
                    link.publish(FREE, "small", 9);
                }
            }
        };
        try (FrameServer server = new FrameServer(script);
                ChildJvm program = program(server)) {
            program.awaitLine("free got small", LIMIT);

            assertThat(server.connects()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"one line", "many lines"})
    void c26AnHttpHeaderWithoutAnEndIsRefused(String shape) throws Exception {
        FrameServer.Script script = new FrameServer.Script() {
            @Override
            public void asked(FrameServer.Link link) throws Exception {
                if (link.number() > 1) {
                    link.upgrade();
                    return;
                }
                link.raw("HTTP/1.1 101 Switching Protocols\r\nX: ".getBytes(StandardCharsets.US_ASCII));
                byte[] next = (shape.equals("one line") ? "x".repeat(500) : "x".repeat(490) + "\r\nX: ")
                        .getBytes(StandardCharsets.US_ASCII);
                // The client closes, or the last of them is sent.
                for (int i = 0; i < HEADER_LINES; i++) {
                    link.raw(next);
                }
            }

            @Override
            public void subscribed(FrameServer.Link link) throws Exception {
                link.publish(FREE, "small", 9);
            }
        };
        try (FrameServer server = new FrameServer(script);
                ChildJvm program = program(server)) {
            program.awaitLine("free got small", LIMIT);

            assertThat(program.lines())
                    .anyMatch(line -> line.contains(" WARN ") && line.contains("WebSocket handshake"));
        }
    }

    private static ChildJvm program(FrameServer server) {
        ChildJvm program =
                ChildJvm.start(SmallHeapProgram.class, SMALL_HEAP, server.uri().toString(), "true", "500");
        program.awaitLine(SmallHeapProgram.STARTED, STARTS_WITHIN);
        return program;
    }
}
