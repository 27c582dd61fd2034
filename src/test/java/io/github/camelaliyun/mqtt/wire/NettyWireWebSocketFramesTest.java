package io.github.camelaliyun.mqtt.wire;

import io.netty.buffer.PooledByteBufAllocator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.nio.ByteBuffer;
import java.util.HexFormat;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Which frames of WebSocket a line takes, and which it sends. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class NettyWireWebSocketFramesTest extends NettyWireWebSocketRig {

    private static final int PING = 0x89;

    @Test
    void packetsAndFramesNeedNotBeginTogether() throws Exception {
        Line line = connected();
        say("8203" + "400200" + "8200" + "8206" + "01" + PUBACK_2 + "d0" + "8201" + "00");
        listener.awaitEvent("Pingresp[]");
        assertThat(listener.events())
                .containsExactly("opened", "Puback[packetId=1]", "Puback[packetId=2]", "Pingresp[]");
        end(line);
    }

    @Test
    void fragmentsWithAPingBetweenThemAreOneStream() throws Exception {
        Line line = connected();
        say("0203" + "400200" + "8903" + "010203" + "0001" + "01" + "8000");
        listener.awaitEvent("Puback[packetId=1]");
        Frame pong = next();
        assertThat(pong.first()).isEqualTo(PONG);
        assertThat(pong.payload()).containsExactly(1, 2, 3);
        end(line);
    }

    @Test
    void aMessageLargerThanAFrameOfTheDecoderArrives() throws Exception {
        Line line = connected();
        byte[] packet = PacketBytes.encode(new Packet.Publish("test/a", new byte[900_000], 1, false, false, 5));
        ByteBuffer frame = ByteBuffer.allocate(10 + packet.length);
        frame.put((byte) BINARY).put((byte) 127).putLong(packet.length).put(packet);
        client.getOutputStream().write(frame.array());
        await().atMost(20, SECONDS).until(() -> listener.events().size() == 2);
        assertThat(listener.events().get(1)).contains("topic=test/a", "900000 bytes");
        end(line);
    }

    @Test
    void aTextFrameIsRefused() throws Exception {
        connected();
        say("8102" + "d000");

        assertThat(listener.awaitClosed())
                .isInstanceOf(MalformedPacketException.class)
                .hasMessage("a WebSocket frame with text (6.0.0-1)");
        Frame close = next();
        assertThat(close.first()).isEqualTo(CLOSE);
        assertThat(close.payload()).startsWith(0x03, 0xeb);
        assertThat(listener.events()).containsExactly("opened", "closed");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"8380", "8204" + PUBACK_1 + "c202d000", "0002d000", "897e0080", "8282" + "00000000" + "d000"})
    void whatIsNoFrameIsRefused(String hex) throws Exception {
        connected();
        say(hex);

        assertThat(listener.awaitClosed())
                .isInstanceOf(MalformedPacketException.class)
                .hasMessageContaining("WebSocket");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "8800 | WebSocket close code none | 8880",
                "880203e8 | WebSocket close code 1000 | 03e8",
                "8805 03f1 627965 | WebSocket close code 1009, bye | 03f1",
                "8808 0fa0 e6b688e681af | WebSocket close code 4000, 消息 | 0fa0"
            })
    void theCloseCodeOfTheServerIsTheCauseAndIsSentBack(String frame, String cause, String back) throws Exception {
        connected();
        say("8204" + PUBACK_1 + frame.replace(" ", ""));

        assertThat(listener.awaitClosed()).isInstanceOf(EOFException.class).hasMessage(cause);
        assertThat(listener.events()).containsExactly("opened", "Puback[packetId=1]", "closed");
        Frame close = next();
        assertThat(close.first()).isEqualTo(CLOSE);
        assertThat(HexFormat.of().formatHex(close.payload())).isEqualTo(back.equals("8880") ? "" : back);
    }

    /** A gateway may say what it was asked with. */
    @Test
    void ofTheServersWordsForItsCloseNothingIsToldWhereTheAddressHasAQuery() throws Exception {
        open("/mqtt?token=secret");
        accept();
        answer(upgrade());
        listener.awaitEvent("opened");
        // "secret"
        say("8808" + "0fa0" + "736563726574");

        assertThat(listener.awaitClosed()).hasMessage("WebSocket close code 4000");
    }

    /** MQTT 3.1.1, 3.1.2.10: the server behind a gateway that speaks WebSocket may be dead while the gateway pings. */
    @Test
    void pingsAreNoSignOfLifeOfMqtt() throws Exception {
        Line line = connected();
        int before = listener.heardSoFar();
        for (int i = 0; i < 3; i++) {
            say("8903" + "010203");
            assertThat(next().first()).isEqualTo(PONG);
        }
        say("8a00");
        assertThat(listener.heardSoFar()).isEqualTo(before);

        say("8201" + "40");
        await().atMost(20, SECONDS).until(() -> listener.heardSoFar() > before);
        end(line);
    }

    @Test
    void whatHasComeInAPauseIsGivenBeforeTheClose() throws Exception {
        Line line = connected();
        line.pause();
        say("8204" + PUBACK_1 + "8204" + PUBACK_2 + "880203e8");
        assertThat(next().first()).isEqualTo(CLOSE);

        assertThat(listener.awaitClosed()).isInstanceOf(EOFException.class).hasMessage("WebSocket close code 1000");
        assertThat(listener.events()).containsExactly("opened", "Puback[packetId=1]", "Puback[packetId=2]", "closed");
    }

    @Test
    void finishingSaysCloseBehindAllThatWasGiven() throws Exception {
        Line line = connected();
        line.send(Packet.DISCONNECT, listener);
        line.finish();

        assertThat(next().payload()).containsExactly(0xe0, 0);
        Frame close = next();
        assertThat(close.first()).isEqualTo(CLOSE);
        assertThat(close.payload()).startsWith(0x03, 0xe8);
        line.finish();
        say("8900" + "880203e8");
        // Nothing follows it, neither another one nor a PONG (RFC 6455, 5.5.1).
        assertThat(in.read()).isNegative();
        client.close();
        assertThat(listener.awaitClosed()).isInstanceOf(EOFException.class);
    }

    /** What a server takes in one frame by default (netty-codec-http), and not every one puts fragments together. */
    @ParameterizedTest
    @CsvSource({"5,60000", "5000,10", "1,1000000", "300,65500", "2,65524", "1,65536"})
    void noFrameThatIsSentIsLargerThanAServerTakesAndEachIsWhole(int count, int size) throws Exception {
        Line line = connected();
        byte[] payload = new byte[size];
        payload[size - 1] = 7;
        long expected = 0;
        for (int i = 0; i < count; i++) {
            Packet packet = new Packet.Publish("test/a", payload, 1, false, false, 1 + i);
            expected += Outbound.size(packet);
            assertThat(line.send(packet)).isTrue();
        }
        PacketBytes packets = new PacketBytes(Integer.MAX_VALUE);
        int arrived = 0;
        for (long left = expected; left > 0; ) {
            Frame frame = next();
            assertThat(frame.first()).isEqualTo(BINARY);
            assertThat(frame.payload()).hasSizeBetween(1, 65_536);
            left -= frame.payload().length;
            for (Packet packet : packets.decode(frame.payload())) {
                assertThat(((Packet.Publish) packet).packetId()).isEqualTo(++arrived);
                assertThat(((Packet.Publish) packet).payload()).isEqualTo(payload);
            }
        }
        packets.close();
        assertThat(arrived).isEqualTo(count);
        end(line);
    }

    @Test
    void aServerThatPingsAndNeverReadsMakesNoMemoryGrow() throws Exception {
        Line line = connected();
        line.send(new Packet.Publish("test/a", new byte[16 << 20], 0, false, false, 0));
        // Its beginning has arrived, so that it has its own memory.
        assertThat(in.readUnsignedByte()).isEqualTo(BINARY);
        long before = memory();
        ByteArrayOutputStream pings = new ByteArrayOutputStream();
        for (int i = 0; i < 1_000; i++) {
            pings.write(PING);
            pings.write(125);
            pings.writeBytes(new byte[125]);
        }
        for (int i = 0; i < 300; i++) {
            client.getOutputStream().write(pings.toByteArray());
        }
        say("8204" + PUBACK_1);
        listener.awaitEvent("Puback[packetId=1]");

        assertThat(memory() - before).isLessThan(16 << 20);
        end(line);
    }

    /** Of the network's buffers. */
    private static long memory() {
        return PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory()
                + PooledByteBufAllocator.DEFAULT.metric().usedHeapMemory();
    }
}
