package io.github.camelaliyun.mqtt.wire;

import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.MqttMessage;
import org.eclipse.paho.client.mqttv3.internal.wire.MqttPubAck;
import org.eclipse.paho.client.mqttv3.internal.wire.MqttPubComp;
import org.eclipse.paho.client.mqttv3.internal.wire.MqttPubRec;
import org.eclipse.paho.client.mqttv3.internal.wire.MqttPubRel;
import org.eclipse.paho.client.mqttv3.internal.wire.MqttPublish;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PacketReaderTest {

    private static final int MIB = 1 << 20;

    private final List<String> read = new ArrayList<>();
    private int heard;
    private int maxPacketSize = Integer.MAX_VALUE;
    private long nanos;

    @ParameterizedTest
    @CsvSource({"0,false", "1,false", "1,true", "2,false", "2,true"})
    void aPublishOfPahosIsRead(int qos, boolean duplicate) throws Exception {
        readAll(publish(qos, duplicate, "hello".getBytes(StandardCharsets.UTF_8)));

        assertThat(read)
                .contains("publish test/\u6d88\u606f hello qos " + qos + " id " + (qos == 0 ? 0 : 51_966)
                        + (duplicate ? " dup" : ""));
    }

    @Test
    void acknowledgementsOfPahosAreRead() throws Exception {
        MqttPublish publish = new MqttPublish("t", new MqttMessage());
        publish.setMessageId(258);
        readAll(join(
                PahoWire.bytes(new MqttPubAck(1)),
                PahoWire.bytes(new MqttPubComp(65_535)),
                PahoWire.bytes(new MqttPubRec(publish)),
                PahoWire.bytes(new MqttPubRel(new MqttPubRec(publish)))));

        assertThat(packets()).containsExactly("puback 1", "pubcomp 65535", "pubrec 258", "pubrel 258");
    }

    /** MQTT 3.1.1, 3.2, 3.9, 3.11 and 3.13; Paho encodes none of these. */
    @Test
    void whatOnlyAServerSendsIsRead() throws Exception {
        readAll(hex("20020000" + "20020105" + "900501020001" + "80" + "b0020304" + "d000"));

        assertThat(packets())
                .containsExactly(
                        "connack new 0", "connack present 5", "suback 258 [0, 1, -128]", "unsuback 772", "pingresp");
    }

    @Test
    void aPacketMayBeCutAnywhere() throws Exception {
        byte[] packets = everyKind();
        readAll(packets);
        List<String> whole = packets();
        for (int first = 0; first <= packets.length; first++) {
            read.clear();
            readAll(new Chunks(
                    Arrays.copyOfRange(packets, 0, first), Arrays.copyOfRange(packets, first, packets.length)));

            assertThat(packets()).as("cut at %d", first).isEqualTo(whole);
        }
    }

    @Test
    void packetsMayComeByteByByte() throws Exception {
        byte[] packets = everyKind();
        readAll(packets);
        List<String> whole = packets();
        read.clear();
        byte[][] bytes = new byte[packets.length][];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = new byte[] {packets[i]};
        }
        readAll(new Chunks(bytes));

        assertThat(packets()).isEqualTo(whole);
    }

    @Test
    void idleIsToldOnlyWhenAllThatCameHasBeenRead() throws Exception {
        byte[] two = join(PahoWire.bytes(new MqttPubAck(1)), PahoWire.bytes(new MqttPubAck(2)));
        readAll(new Chunks(two, PahoWire.bytes(new MqttPubAck(3))));

        assertThat(fromTheFirstPacket()).containsExactly("puback 1", "puback 2", "idle", "puback 3", "idle", "end");
    }

    @ParameterizedTest
    @ValueSource(ints = {1_000, 100_000, 2_000_000})
    void idleIsToldAlsoWhenWhatCameEndsWithinAPacket(int payload) throws Exception {
        byte[] large = publish(0, false, new byte[payload]);
        byte[] cut = join(PahoWire.bytes(new MqttPubAck(1)), Arrays.copyOf(large, 500));
        readAll(new Chunks(cut, Arrays.copyOfRange(large, 500, large.length)));

        assertThat(fromTheFirstPacket()).startsWith("puback 1", "idle");
    }

    @Test
    void idleIsToldInAFloodWhosePacketsNeverEndWithARead() throws Exception {
        byte[] flood = new byte[16 * 64 * 1_024];
        byte[] puback = PahoWire.bytes(new MqttPubAck(9));
        for (int i = 0; i < flood.length; i += 4) {
            System.arraycopy(puback, 0, flood, i, 4);
        }
        // The first read ends in the middle of a packet, and so do all that follow, which fill the buffer.
        readAll(new Chunks(Arrays.copyOf(flood, 2), Arrays.copyOfRange(flood, 2, flood.length)));

        assertThat(read.stream().filter("idle"::equals)).hasSizeGreaterThan(10);
    }

    @Test
    void aPayloadOfMoreThanAMebibyteArrivesWhole() throws Exception {
        byte[] payload = new byte[3 * MIB + 17];
        new Random(1).nextBytes(payload);
        Packet packet = reader(new Chunks(publish(1, false, payload))).read();

        assertThat(((Packet.Publish) packet).payload()).isEqualTo(payload);
    }

    @Test
    void aRetainedMessageIsReadAsOne() throws Exception {
        readAll(join(hex("31040001746d"), hex("30040001746d")));

        assertThat(packets()).containsExactly("publish t m qos 0 id 0 retain", "publish t m qos 0 id 0");
    }

    @ParameterizedTest
    @ValueSource(ints = {1_001, 100_000, 5 * MIB})
    void thePayloadOfAPublishOverTheLimitIsSkippedAndTheNextPacketRead(int payload) throws Exception {
        maxPacketSize = 1_000;
        readAll(join(
                publish(2, true, new byte[payload]), hex("d000"), hex("31ea07000174"), new byte[999], hex("40020001")));

        assertThat(packets())
                .containsExactly(
                        "oversized test/\u6d88\u606f " + payload + " bytes qos 2 id 51966 dup",
                        "pingresp",
                        "oversized t 999 bytes qos 0 id 0 retain",
                        "puback 1");
    }

    @Test
    void aPublishOfExactlyTheLimitIsRead() throws Exception {
        byte[] payload = new byte[500];
        maxPacketSize = 2 + "test/\u6d88\u606f".getBytes(StandardCharsets.UTF_8).length + 2 + payload.length;
        readAll(publish(1, false, payload));
        assertThat(packets()).containsExactly("publish test/\u6d88\u606f 500 bytes qos 1 id 51966");

        read.clear();
        maxPacketSize--;
        readAll(publish(1, false, payload));
        assertThat(packets()).containsExactly("oversized test/\u6d88\u606f 500 bytes qos 1 id 51966");
    }

    @Test
    void skippingTakesNoMemory() throws Exception {
        maxPacketSize = MIB;
        com.sun.management.ThreadMXBean threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        PacketReader reader = reader(new Endless(hex("30ffffff7f000174")));
        long before = threads.getCurrentThreadAllocatedBytes();
        Packet packet = reader.read();

        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(MIB);
        assertThat(packet).isEqualTo(new Packet.Oversized("t", 268_435_452, 0, false, false, 0));
    }

    @Test
    void anotherPacketOverTheLimitEndsTheReading() {
        maxPacketSize = 1_000;

        assertThatThrownBy(() -> readAll(hex("90e90700010101")))
                .isInstanceOf(MalformedPacketException.class)
                .hasMessageContaining("1001 bytes")
                .hasMessageContaining("1000 bytes");
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MAX_VALUE, 1_000})
    void eachPieceOfALargePacketIsHeard(int limit) throws Exception {
        maxPacketSize = limit;
        byte[] packet = publish(0, false, new byte[3 * MIB]);
        byte[][] pieces = new byte[packet.length / 10_000 + 1][];
        for (int i = 0; i < pieces.length; i++) {
            pieces[i] = Arrays.copyOfRange(packet, i * 10_000, Math.min(packet.length, (i + 1) * 10_000));
        }
        readAll(new Chunks(pieces));

        assertThat(heard).isGreaterThanOrEqualTo(pieces.length);
        assertThat(packets()).hasSize(1);
    }

    @Test
    void theEndOfTheStreamIsNotHeard() throws Exception {
        readAll(new Chunks(hex("d000"), hex("d000")));

        assertThat(heard).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {1_000, 2 * MIB})
    void aPacketThatTakesTooLongEndsTheReading(int payload) throws Exception {
        byte[] packet = publish(0, false, new byte[payload]);
        Chunks slow = new Chunks(
                Arrays.copyOf(packet, 20), Arrays.copyOfRange(packet, 20, 40), Arrays.copyOfRange(packet, 40, 60));
        slow.beforeEach = () -> nanos += PacketReader.LIMIT.toNanos() / 2 + 1;

        assertThatThrownBy(() -> readAll(slow))
                .isInstanceOf(MalformedPacketException.class)
                .hasMessage("a packet that was not complete within 300 s");
    }

    @Test
    void theTimeBetweenPacketsIsNobodysConcern() throws Exception {
        byte[] packet = publish(0, false, new byte[100]);
        Chunks slow = new Chunks(
                hex("d000"),
                Arrays.copyOf(packet, 20),
                Arrays.copyOfRange(packet, 20, packet.length),
                hex("40020001"),
                hex("40020002"));
        slow.beforeEach = () -> nanos += PacketReader.LIMIT.toNanos() - 1;
        readAll(slow);

        assertThat(packets()).hasSize(4).endsWith("puback 1", "puback 2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0000", // the reserved type 0
                "1000", // CONNECT
                "8200", // SUBSCRIBE
                "a200", // UNSUBSCRIBE
                "c000", // PINGREQ
                "e000", // DISCONNECT
                "f000", // the reserved type 15
                "3607000174000161", // QoS 3
                "2003000000", // CONNACK with three bytes
                "200100000000", // CONNACK with one
                "4003000100", // PUBACK with three bytes
                "40010000", // PUBACK with one
                "50000000", // PUBREC with none
                "6203000100", // PUBREL with three
                "7001000000", // PUBCOMP with one
                "9001000000", // SUBACK without a whole packet identifier
                "b000000000", // UNSUBACK with none
                "d00100", // PINGRESP with something in it
                "408080808001", // five bytes of remaining length
                "40ffffffffff7f", // more of them
                "3004000300610000", // a topic longer than its packet
                "320300017400000000", // no room for the packet identifier
                "30000001740000", // no room for the topic's length
                "30040002c328", // a topic that is not UTF-8
                "30050003eda080", // a topic with half a surrogate pair
                "30040002c080", // an overlong encoding
            })
    void whatBreaksTheProtocolEndsTheReading(String packet) {
        assertThatThrownBy(() -> readAll(new Chunks(hex(packet)))).isInstanceOf(MalformedPacketException.class);
        assertThat(packets()).isEmpty();
    }

    @Test
    void aTopicMayHaveTheReplacementCharacter() throws Exception {
        readAll(hex("30050003efbfbd"));

        assertThat(packets()).containsExactly("publish \ufffd  qos 0 id 0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "30",
                "3080",
                "300a0001",
                "300a00017401",
                "32ffffff7f0001740001",
                "90ffffff7f0001",
                "20020000" + "20"
            })
    void aStreamThatEndsTooSoonIsAnEnd(String bytes) {
        assertThatThrownBy(() -> readToTheEnd(new Chunks(hex(bytes)))).isInstanceOf(EOFException.class);
    }

    /** Or any stranger could make the memory run out with ten bytes. */
    @Test
    void aLengthAloneTakesNoMemory() {
        com.sun.management.ThreadMXBean threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        for (String huge : List.of("32ffffff7f0001740001", "90ffffff7f0001", "30ffffff7fffff")) {
            assertThatThrownBy(() -> readToTheEnd(new Chunks(hex(huge)))).isInstanceOf(EOFException.class);
        }

        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(8 * MIB);
    }

    @Test
    void garbageEndsTheReadingInOrder() {
        Random random = new Random(311);
        for (int i = 0; i < 10_000; i++) {
            byte[] garbage = new byte[random.nextInt(200)];
            random.nextBytes(garbage);
            if (garbage.length > 1 && i % 2 == 0) {
                // A type that a server sends and a length that may be right, to come further.
                garbage[0] = (byte) ((2 + random.nextInt(12)) << 4 | garbage[0] & 0x0f);
                garbage[1] = (byte) random.nextInt(garbage.length);
            }
            assertThatThrownBy(() -> readToTheEnd(new Chunks(garbage)))
                    .as(HexFormat.of().formatHex(garbage))
                    .isInstanceOf(IOException.class);
        }
    }

    private void readAll(byte[] bytes) throws Exception {
        readAll(new Chunks(bytes));
    }

    /** To the end of the stream. */
    private void readAll(Chunks stream) throws Exception {
        try {
            readToTheEnd(stream);
        } catch (EOFException e) {
            read.add("end");
        }
    }

    private void readToTheEnd(InputStream stream) throws IOException {
        PacketReader reader = reader(stream);
        while (true) {
            read.add(text(reader.read()));
        }
    }

    private PacketReader reader(InputStream stream) {
        return new PacketReader(stream, new Recorder(), maxPacketSize, () -> nanos);
    }

    private static String text(Packet packet) {
        if (packet instanceof Packet.Connack connack) {
            return "connack " + (connack.sessionPresent() ? "present " : "new ") + connack.returnCode();
        } else if (packet instanceof Packet.Publish publish) {
            byte[] payload = publish.payload();
            String text = payload.length > 10 ? payload.length + " bytes" : new String(payload, StandardCharsets.UTF_8);
            return "publish " + publish.topic() + " " + text + " qos " + publish.qos() + " id " + publish.packetId()
                    + flags(publish.duplicate(), publish.retain());
        } else if (packet instanceof Packet.Oversized publish) {
            return "oversized " + publish.topic() + " " + publish.size() + " bytes qos " + publish.qos() + " id "
                    + publish.packetId() + flags(publish.duplicate(), publish.retain());
        } else if (packet instanceof Packet.Puback puback) {
            return "puback " + puback.packetId();
        } else if (packet instanceof Packet.Pubcomp pubcomp) {
            return "pubcomp " + pubcomp.packetId();
        } else if (packet instanceof Packet.Pubrec pubrec) {
            return "pubrec " + pubrec.packetId();
        } else if (packet instanceof Packet.Pubrel pubrel) {
            return "pubrel " + pubrel.packetId();
        } else if (packet instanceof Packet.Suback suback) {
            return "suback " + suback.packetId() + " " + Arrays.toString(suback.returnCodes());
        } else if (packet instanceof Packet.Unsuback unsuback) {
            return "unsuback " + unsuback.packetId();
        }
        assertThat(packet).isEqualTo(Packet.PINGRESP);
        return "pingresp";
    }

    private static String flags(boolean duplicate, boolean retain) {
        return (duplicate ? " dup" : "") + (retain ? " retain" : "");
    }

    private List<String> packets() {
        return read.stream()
                .filter(event -> !event.equals("idle") && !event.equals("end"))
                .toList();
    }

    /** From the first packet on, since all that has come before it is nothing. */
    private List<String> fromTheFirstPacket() {
        return read.stream().dropWhile("idle"::equals).toList();
    }

    private static byte[] everyKind() throws MqttException {
        return join(
                hex("20020000"),
                publish(1, false, new byte[300]),
                PahoWire.bytes(new MqttPubAck(77)),
                publish(0, false, new byte[0]),
                hex("9004000a0102"),
                publish(2, true, "x".getBytes(StandardCharsets.UTF_8)),
                hex("d000"),
                hex("b002000b"));
    }

    private static byte[] publish(int qos, boolean duplicate, byte[] payload) throws MqttException {
        MqttMessage message = new MqttMessage(payload);
        message.setQos(qos);
        MqttPublish publish = new MqttPublish("test/\u6d88\u606f", message);
        publish.setMessageId(51_966);
        publish.setDuplicate(duplicate);
        return PahoWire.bytes(publish);
    }

    private static byte[] hex(String bytes) {
        return HexFormat.of().parseHex(bytes);
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            joined.writeBytes(part);
        }
        return joined.toByteArray();
    }

    /** A stream that gives no more at once than one of these; as a network does. */
    private static final class Chunks extends InputStream {
        private final Deque<InputStream> chunks = new ArrayDeque<>();
        private Runnable beforeEach = () -> {};

        Chunks(byte[]... chunks) {
            for (byte[] chunk : chunks) {
                this.chunks.add(new ByteArrayInputStream(chunk));
            }
        }

        @Override
        public int read() {
            throw new AssertionError("byte by byte is too slow");
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            beforeEach.run();
            while (!chunks.isEmpty()) {
                int count = chunks.getFirst().read(buffer, offset, length);
                if (count >= 0) {
                    return count;
                }
                chunks.removeFirst();
            }
            return -1;
        }
    }

    /** After these bytes, zeros without end. */
    private static final class Endless extends InputStream {
        private final ByteArrayInputStream start;

        Endless(byte[] start) {
            this.start = new ByteArrayInputStream(start);
        }

        @Override
        public int read() {
            throw new AssertionError("byte by byte is too slow");
        }

        @Override
        public int read(byte[] buffer, int offset, int length) {
            int count = start.read(buffer, offset, length);
            return count < 0 ? length : count;
        }
    }

    private final class Recorder implements LineListener {
        @Override
        public void heard() {
            heard++;
        }

        @Override
        public boolean idle() {
            read.add("idle");
            return false;
        }

        @Override
        public void opened(Line line) {
            throw new AssertionError("not a reader's to tell");
        }

        @Override
        public void received(Packet packet) {
            throw new AssertionError("not a reader's to tell");
        }

        @Override
        public void wrote() {
            throw new AssertionError("not a reader's to tell");
        }

        @Override
        public void closed(Throwable cause) {
            throw new AssertionError("not a reader's to tell");
        }
    }
}
