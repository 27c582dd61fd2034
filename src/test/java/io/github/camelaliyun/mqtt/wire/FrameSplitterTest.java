package io.github.camelaliyun.mqtt.wire;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

import static io.github.camelaliyun.mqtt.kit.Bytes.join;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** With the decoder that stands behind it. After each test no buffer is left. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FrameSplitterTest {

    private static final int FIN = 0x80;
    private static final int BINARY = 2;
    private static final int MOST = 268_435_460;

    private final UnpooledByteBufAllocator memory = new UnpooledByteBufAllocator(false);
    private EmbeddedChannel channel;

    @BeforeEach
    void start() {
        channel = new EmbeddedChannel();
        channel.config().setAllocator(memory);
        channel.pipeline()
                .addLast(
                        new FrameSplitter(() -> {}),
                        new WebSocket13FrameDecoder(false, false, FrameSplitter.MOST_BYTES, false));
    }

    @AfterEach
    void nothingIsLeft() {
        try {
            channel.finishAndReleaseAll();
        } catch (RuntimeException e) {
            // The refusal that a test has seen before.
            assertThat(e).hasRootCauseInstanceOf(Exception.class);
        }
        assertThat(memory.metric().usedHeapMemory()).isZero();
        assertThat(memory.metric().usedDirectMemory()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 125, 126, 127, 65_535, 65_536, 65_537, 65_661, 65_662, 131_072, 131_073, 1 << 20})
    void theBytesOfAFrameArriveWhateverItsSize(int size) {
        byte[] payload = payload(size);
        List<WebSocketFrame> frames = read(frame(FIN | BINARY, payload));

        assertThat(frames).hasSize(Math.max(1, (size + 65_535) / 65_536));
        assertMessage(frames, payload);
    }

    @ParameterizedTest
    @ValueSource(ints = {1_000, 65_536, 200_000})
    void aFrameMayBeCutAnywhere(int size) {
        byte[] payload = payload(size);
        byte[] bytes = frame(FIN | BINARY, payload);
        for (int cut : new int[] {1, 2, 3, 4, 5, 9, 10, 11, 500, 65_545, 65_546, 65_547, 131_082}) {
            if (cut < bytes.length) {
                List<WebSocketFrame> frames = read(Arrays.copyOf(bytes, cut));
                frames.addAll(read(Arrays.copyOfRange(bytes, cut, bytes.length)));
                assertMessage(frames, payload);
            }
        }
    }

    @Test
    void framesMayComeByteByByte() {
        byte[] first = payload(70_000);
        byte[] second = payload(3);
        List<WebSocketFrame> frames = new ArrayList<>();
        for (byte one : join(frame(FIN | BINARY, first), frame(FIN | BINARY, second))) {
            frames.addAll(read(new byte[] {one}));
        }

        assertMessage(frames.subList(0, 2), first);
        assertMessage(frames.subList(2, 3), second);
    }

    @Test
    void framesMayComeInPiecesOfAnySize() {
        Random random = new Random(5);
        for (int round = 0; round < 30; round++) {
            byte[] payload = payload(random.nextInt(400_000));
            byte[] bytes = join(frame(FIN | BINARY, payload), frame(FIN | 9, payload(5)));
            List<WebSocketFrame> frames = new ArrayList<>();
            for (int at = 0; at < bytes.length; ) {
                int end = Math.min(bytes.length, at + 1 + random.nextInt(90_000));
                frames.addAll(read(Arrays.copyOfRange(bytes, at, end)));
                at = end;
            }
            assertThat(frames.remove(frames.size() - 1)).isInstanceOf(PingWebSocketFrame.class);
            assertMessage(frames, payload);
        }
    }

    @Test
    void fragmentsOfTheServersStayOneMessageWithPingsBetweenThem() {
        byte[] first = payload(100_000);
        byte[] second = payload(7);
        byte[] third = payload(65_537);
        byte[] last = payload(200_000);
        List<WebSocketFrame> frames = read(join(
                frame(BINARY, first),
                frame(FIN | 9, payload(125)),
                frame(0, second),
                frame(0, third),
                frame(FIN | 9, payload(0)),
                frame(FIN, last),
                frame(FIN | BINARY, second)));

        assertThat(frames.stream().filter(PingWebSocketFrame.class::isInstance)).hasSize(2);
        frames.removeIf(PingWebSocketFrame.class::isInstance);
        assertMessage(frames.subList(frames.size() - 1, frames.size()), second);
        assertMessage(frames.subList(0, frames.size() - 1), join(first, second, third, last));
    }

    @Test
    void controlFramesAreLeftAsTheyAre() {
        List<WebSocketFrame> frames = read(
                join(frame(FIN | 9, payload(125)), frame(FIN | 8, HexFormat.of().parseHex("03e8"))));

        assertThat(frames).hasSize(2);
        assertThat(ByteBufUtil.getBytes(frames.get(0).content())).isEqualTo(payload(125));
        assertThat(((CloseWebSocketFrame) frames.get(1)).statusCode()).isEqualTo(1_000);
    }

    @Test
    void aLargeTextStaysAText() {
        List<WebSocketFrame> frames = read(frame(FIN | 1, "a".repeat(100_000).getBytes(StandardCharsets.US_ASCII)));

        assertThat(frames).hasSize(2).first().isInstanceOf(TextWebSocketFrame.class);
        assertThat(frames.get(0).isFinalFragment()).isFalse();
        assertThat(frames.get(1).isFinalFragment()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"897e0080", "897f0000000000010001", "0900", "c200", "b27f0000000000100000", "8300", "8000"})
    void whatTheDecoderRefusesIsStillRefused(String header) {
        assertThatThrownBy(() -> read(join(HexFormat.of().parseHex(header), payload(200))))
                .isInstanceOf(CorruptedWebSocketFrameException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"8280", "82ff", "82fe0400", "8981", "82ff0000000000100000"})
    void aMaskedFrameIsRefused(String header) {
        assertThatThrownBy(() -> read(join(HexFormat.of().parseHex(header), payload(20))))
                .hasRootCauseInstanceOf(MalformedPacketException.class)
                .hasRootCauseMessage("a WebSocket frame that is masked (RFC 6455, 5.1)");
    }

    @ParameterizedTest
    @ValueSource(longs = {MOST + 1L, 1_900_000_000L, Integer.MAX_VALUE, 1L << 32, Long.MAX_VALUE})
    void aFrameLargerThanAnyPacketIsRefusedAtItsHeader(long size) {
        assertThatThrownBy(() -> read(header(size)))
                .hasRootCauseInstanceOf(MalformedPacketException.class)
                .hasRootCauseMessage("a WebSocket frame that claims " + size + " bytes");
    }

    @Test
    void aLengthWithTheHighestBitIsRefused() {
        assertThatThrownBy(() -> read(header(-1)))
                .hasRootCauseMessage("a WebSocket frame that claims more than any bytes");
    }

    @Test
    void aFrameOfTheLargestSizeStreamsThroughLittleMemory() {
        assertThat(read(header(MOST))).isEmpty();
        byte[] piece = new byte[1 << 20];
        long left = MOST;
        long most = 0;
        long arrived = 0;
        boolean fin = false;
        while (left > 0) {
            byte[] next = left < piece.length ? Arrays.copyOf(piece, (int) left) : piece;
            left -= next.length;
            channel.writeInbound(Unpooled.wrappedBuffer(next));
            for (WebSocketFrame frame = channel.readInbound(); frame != null; frame = channel.readInbound()) {
                arrived += frame.content().readableBytes();
                fin = frame.isFinalFragment();
                frame.release();
            }
            most = Math.max(
                    most, memory.metric().usedHeapMemory() + memory.metric().usedDirectMemory());
        }

        assertThat(arrived).isEqualTo(MOST);
        assertThat(fin).isTrue();
        assertThat(most).isLessThan(4 << 20);
    }

    @Test
    void aClaimAloneTakesNoMemory() {
        read(header(MOST));
        read(payload(10));

        assertThat(memory.metric().usedHeapMemory() + memory.metric().usedDirectMemory())
                .isLessThan(256);
    }

    private static void assertMessage(List<WebSocketFrame> frames, byte[] payload) {
        assertThat(frames.get(0)).isInstanceOf(BinaryWebSocketFrame.class);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (WebSocketFrame frame : frames) {
            assertThat(frame.isFinalFragment()).isEqualTo(frame == frames.get(frames.size() - 1));
            assertThat(frame.content().readableBytes()).isLessThanOrEqualTo(65_536);
            all.writeBytes(ByteBufUtil.getBytes(frame.content()));
        }
        assertThat(Arrays.equals(all.toByteArray(), payload)).isTrue();
    }

    /** Copies of the frames that are complete. */
    private List<WebSocketFrame> read(byte[] bytes) {
        channel.writeInbound(Unpooled.wrappedBuffer(bytes));
        List<WebSocketFrame> frames = new ArrayList<>();
        for (WebSocketFrame frame = channel.readInbound(); frame != null; frame = channel.readInbound()) {
            frames.add(frame.replace(Unpooled.copiedBuffer(frame.content())));
            frame.release();
        }
        return frames;
    }

    private static byte[] header(long size) {
        return ByteBuffer.allocate(10)
                .put((byte) (FIN | BINARY))
                .put((byte) 127)
                .putLong(size)
                .array();
    }

    /** RFC 6455, 5.2. */
    private static byte[] frame(int first, byte[] payload) {
        ByteBuffer frame = ByteBuffer.allocate(10 + payload.length).put((byte) first);
        if (payload.length < 126) {
            frame.put((byte) payload.length);
        } else if (payload.length < 65_536) {
            frame.put((byte) 126).putShort((short) payload.length);
        } else {
            frame.put((byte) 127).putLong(payload.length);
        }
        return Arrays.copyOf(frame.array(), frame.put(payload).position());
    }

    private static byte[] payload(int size) {
        byte[] payload = new byte[size];
        new Random(size).nextBytes(payload);
        return payload;
    }
}
