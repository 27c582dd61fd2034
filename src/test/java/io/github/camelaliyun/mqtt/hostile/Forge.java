package io.github.camelaliyun.mqtt.hostile;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.random.RandomGenerator;

import static io.github.camelaliyun.mqtt.hostile.OddTexts.BAD_UTF_8;
import static io.github.camelaliyun.mqtt.hostile.OddTexts.ODD;
import static io.github.camelaliyun.mqtt.hostile.OddTexts.SURROGATES;
import static io.github.camelaliyun.mqtt.hostile.OddTexts.WILDCARDS;
import static io.github.camelaliyun.mqtt.hostile.RawPacket.bytes;
import static io.github.camelaliyun.mqtt.hostile.RawPacket.first;
import static io.github.camelaliyun.mqtt.hostile.RawPacket.idBytes;
import static io.github.camelaliyun.mqtt.hostile.RawPacket.packet;
import static io.github.camelaliyun.mqtt.hostile.RawPacket.padded;
import static io.github.camelaliyun.mqtt.hostile.RawPacket.prefixed;
import static io.github.camelaliyun.mqtt.hostile.RawPacket.publishBody;
import static io.github.camelaliyun.mqtt.hostile.RawPacket.text;
import static io.github.camelaliyun.mqtt.kit.Bytes.join;

/** Makes single packets, valid ones and flawed ones, from random numbers. */
final class Forge {

    private static final int DUP = 8;
    private static final int RETAIN = 1;
    private static final int MOST_ID = 0xffff;
    private static final int MOST_CODES = 40;
    private static final int FEW = 8;
    private static final int MOST_RANDOM_BODY = 40;
    private static final int MOST_RANDOM_BYTES = 64;
    private static final int MOST_PACKETS = 20;
    private static final int LONG_PAYLOAD = 70_000;
    private static final int LONGEST_TOPIC = 65_535;
    private static final String MOST_LENGTH = "ffffff7f";

    private final RandomGenerator random;

    Forge(RandomGenerator random) {
        this.random = random;
    }

    /** A valid one of a type that servers send. */
    byte[] valid() {
        return valid(Frame.SERVERS_TYPES.get(random.nextInt(Frame.SERVERS_TYPES.size())));
    }

    /** One of the packets of this type that there may be; of the two types that are forbidden, any. */
    byte[] valid(int type) {
        if (type == Frame.PUBLISH) {
            int qos = random.nextInt(3);
            return packet(publishFirst(qos), publishBody(topic(), qos, id(), payload()));
        }
        return packet(first(type), body(type));
    }

    byte[] flawed(int type, Flaw flaw) {
        switch (flaw) {
            case NONE:
                return valid(type);
            case ANY_FLAGS:
                return packet(type << 4 | random.nextInt(16), parts(type).body);
            case LENGTH_TOO_SHORT:
                return withLength(type, -1 - random.nextInt(4));
            case LENGTH_TOO_LONG:
                return withLength(type, 1 + random.nextInt(FEW));
            case LENGTH_NOT_MINIMAL: {
                Parts parts = parts(type);
                return bytes(parts.first, padded(parts.body.length, 2 + random.nextInt(3)), parts.body);
            }
            case LENGTH_OF_FIVE_BYTES: {
                Parts parts = parts(type);
                byte[] length = padded(parts.body.length, 5);
                length[4] = (byte) random.nextInt(256);
                return bytes(parts.first, length, parts.body);
            }
            case LENGTH_AT_ITS_MOST: {
                Parts parts = parts(type);
                return bytes(parts.first, HexFormat.of().parseHex(MOST_LENGTH), parts.body);
            }
            case BODY_TOO_SHORT: {
                Parts parts = parts(type);
                return packet(parts.first, Arrays.copyOf(parts.body, random.nextInt(parts.body.length + 1)));
            }
            case BODY_TOO_LONG: {
                Parts parts = parts(type);
                return packet(parts.first, join(parts.body, noise(1 + random.nextInt(FEW))));
            }
            case BODY_OVER_THE_LIMIT: {
                Parts parts = parts(type);
                int size = WireUnderTest.MAX_PACKET_SIZE + random.nextInt(-1, 2);
                return packet(parts.first, Arrays.copyOf(parts.body, Math.max(size, parts.body.length)));
            }
            case RANDOM_BODY:
                return packet(first(type), noise(random.nextInt(MOST_RANDOM_BODY)));
            case ONE_BYTE_CHANGED: {
                byte[] packet = valid(type);
                packet[random.nextInt(packet.length)] = (byte) random.nextInt(256);
                return packet;
            }
            case CUT_OFF, CUT_OFF_AND_VALID_ONES_BEHIND: {
                byte[] packet = valid(type);
                return Arrays.copyOf(packet, 1 + random.nextInt(packet.length - 1));
            }
            case RANDOM_BYTES:
                return bytes(type << 4 | random.nextInt(16), new byte[0], noise(random.nextInt(MOST_RANDOM_BYTES)));
            case MANY_IN_ONE_WRITE: {
                byte[] all = valid(type);
                for (int i = random.nextInt(2, MOST_PACKETS); i > 0; i--) {
                    all = join(all, valid());
                }
                return all;
            }
            case PACKET_ID, PACKET_ID_0:
                return withId(type, flaw == Flaw.PACKET_ID_0 ? 0 : id());
            case CONNACK_FLAGS:
                return packet(first(type), new byte[] {(byte) random.nextInt(256), (byte) random.nextInt(6)});
            case CONNACK_CODE:
                return packet(first(type), new byte[] {(byte) random.nextInt(2), (byte) random.nextInt(256)});
            case SUBACK_WITHOUT_CODES:
                return packet(first(type), idBytes(id()));
            case SUBACK_WITH_MANY_CODES:
                return packet(first(type), suback(MOST_CODES + random.nextInt(10 * MOST_CODES)));
            case SUBACK_WITH_RESERVED_CODES: {
                byte[] body = suback(1 + random.nextInt(FEW));
                body[2 + random.nextInt(body.length - 2)] = (byte) random.nextInt(256);
                return packet(first(type), body);
            }
            default:
                return flawedPublish(flaw);
        }
    }

    private byte[] flawedPublish(Flaw flaw) {
        int qos = random.nextInt(3);
        byte[] topic = topic();
        switch (flaw) {
            case QOS_3:
                return packet(publishFirst(3), publishBody(topic, 3, id(), payload()));
            case DUP_AT_QOS_0:
                return packet(publishFirst(0) | DUP, publishBody(topic, 0, 0, payload()));
            case TOPIC_BEYOND_THE_PACKET: {
                byte[] body = publishBody(topic, qos, id(), new byte[0]);
                int length = body.length - 1 + random.nextInt(random.nextBoolean() ? FEW : MOST_ID - body.length);
                body[0] = (byte) (length >> Byte.SIZE);
                body[1] = (byte) length;
                return packet(publishFirst(qos), body);
            }
            case NO_ROOM_FOR_THE_PACKET_ID: {
                byte[] body = publishBody(topic, 0, 0, noise(random.nextInt(2)));
                return packet(publishFirst(1 + random.nextInt(2)), body);
            }
            case EMPTY_TOPIC:
                return publish(new byte[0], qos);
            case WILDCARD_IN_TOPIC:
                return publish(text(any(WILDCARDS)), qos);
            case NUL_IN_TOPIC:
                return publish(with(topic, new byte[1]), qos);
            case BAD_UTF_8_IN_TOPIC:
                return publish(with(topic, HexFormat.of().parseHex(any(BAD_UTF_8))), qos);
            case SURROGATE_IN_TOPIC:
                return publish(with(topic, HexFormat.of().parseHex(any(SURROGATES))), qos);
            case REPLACEMENT_CHARACTER_IN_TOPIC:
                return publish(with(topic, text("\ufffd")), qos);
            case ODD_CHARACTER_IN_TOPIC:
                return publish(with(topic, text(any(ODD))), qos);
            case LONG_TOPIC: {
                byte[] longTopic = new byte[LONGEST_TOPIC - random.nextInt(random.nextBoolean() ? 1 : LONGEST_TOPIC)];
                Arrays.fill(longTopic, (byte) 'l');
                return publish(longTopic, qos);
            }
            default:
                throw new IllegalArgumentException("no flaw of a PUBLISH: " + flaw);
        }
    }

    /** First byte and body of a valid packet. */
    private record Parts(int first, byte[] body) {}

    private Parts parts(int type) {
        if (type == Frame.PUBLISH) {
            int qos = random.nextInt(3);
            return new Parts(publishFirst(qos), publishBody(topic(), qos, id(), payload()));
        }
        return new Parts(first(type), body(type));
    }

    private int publishFirst(int qos) {
        int duplicate = qos > 0 && random.nextBoolean() ? DUP : 0;
        return Frame.PUBLISH << 4 | duplicate | qos << 1 | (random.nextBoolean() ? RETAIN : 0);
    }

    private byte[] body(int type) {
        return switch (type) {
            case Frame.CONNECT -> join(HexFormat.of().parseHex("00044d5154540402003c"), prefixed(text("GID_a@@@b")));
            case Frame.CONNACK -> {
                boolean accepted = random.nextBoolean();
                yield new byte[] {
                    (byte) (accepted ? random.nextInt(2) : 0), (byte) (accepted ? 0 : 1 + random.nextInt(5))
                };
            }
            case Frame.PUBACK, Frame.PUBREC, Frame.PUBREL, Frame.PUBCOMP, Frame.UNSUBACK -> idBytes(id());
            case Frame.SUBSCRIBE -> join(idBytes(id()), join(prefixed(topic()), new byte[] {(byte) random.nextInt(3)}));
            case Frame.SUBACK -> suback(1 + random.nextInt(random.nextInt(10) == 0 ? MOST_CODES : 3));
            case Frame.UNSUBSCRIBE -> join(idBytes(id()), prefixed(topic()));
            case Frame.PINGREQ, Frame.PINGRESP, Frame.DISCONNECT -> new byte[0];
            default -> noise(random.nextInt(FEW));
        };
    }

    private byte[] suback(int codes) {
        byte[] body = Arrays.copyOf(idBytes(id()), 2 + codes);
        for (int i = 2; i < body.length; i++) {
            int code = random.nextInt(4);
            body[i] = (byte) (code == 3 ? 0x80 : code);
        }
        return body;
    }

    private byte[] publish(byte[] topic, int qos) {
        return packet(publishFirst(qos), publishBody(topic, qos, id(), payload()));
    }

    private byte[] withLength(int type, int more) {
        Parts parts = parts(type);
        return bytes(parts.first, padded(Math.max(0, parts.body.length + more), 1), parts.body);
    }

    private byte[] withId(int type, int id) {
        if (type == Frame.PUBLISH) {
            int qos = 1 + random.nextInt(2);
            return packet(publishFirst(qos), publishBody(topic(), qos, id, payload()));
        }
        byte[] body = body(type);
        body[0] = (byte) (id >> Byte.SIZE);
        body[1] = (byte) id;
        return packet(first(type), body);
    }

    /** Often one at an end of the range. */
    private int id() {
        return switch (random.nextInt(4)) {
            case 0 -> 1;
            case 1 -> MOST_ID;
            default -> random.nextInt(1, MOST_ID + 1);
        };
    }

    private byte[] topic() {
        StringBuilder topic = new StringBuilder();
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            int kind = random.nextInt(FEW);
            topic.append(kind == 0 ? any(ODD) : kind == 1 ? "\u4e3b\u9898" : "level" + random.nextInt(100));
            topic.append(i > 1 ? "/" : "");
        }
        return text(topic.toString());
    }

    /** Mostly small, sometimes around the limit or far over it. */
    private byte[] payload() {
        return switch (random.nextInt(100)) {
            case 0 -> noise(LONG_PAYLOAD);
            case 1, 2 -> noise(WireUnderTest.MAX_PACKET_SIZE - 40 + random.nextInt(80));
            case 3, 4, 5, 6, 7, 8, 9 -> noise(random.nextInt(1_000));
            default -> noise(random.nextInt(40));
        };
    }

    private byte[] noise(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private String any(List<String> texts) {
        return texts.get(random.nextInt(texts.size()));
    }

    /** Before, behind or within it, between two characters or not. */
    private byte[] with(byte[] topic, byte[] odd) {
        int at = random.nextInt(topic.length + 1);
        while (at < topic.length && (topic[at] & 0xc0) == 0x80) {
            at++;
        }
        return join(join(Arrays.copyOf(topic, at), odd), Arrays.copyOfRange(topic, at, topic.length));
    }
}
