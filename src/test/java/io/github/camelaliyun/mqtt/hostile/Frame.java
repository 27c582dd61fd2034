package io.github.camelaliyun.mqtt.hostile;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * A packet as it lies in the bytes of a case, read by MQTT 3.1.1 and by no decoder: it may be cut off, and anything in it may
 * be wrong.
 *
 * @param start its first byte
 */
record Frame(byte[] bytes, int start) {

    static final int CONNECT = 1;
    static final int CONNACK = 2;
    static final int PUBLISH = 3;
    static final int PUBACK = 4;
    static final int PUBREC = 5;
    static final int PUBREL = 6;
    static final int PUBCOMP = 7;
    static final int SUBSCRIBE = 8;
    static final int SUBACK = 9;
    static final int UNSUBSCRIBE = 10;
    static final int UNSUBACK = 11;
    static final int PINGREQ = 12;
    static final int PINGRESP = 13;
    static final int DISCONNECT = 14;
    static final int LAST_TYPE = 15;

    /** What servers send, each as often as it is made where any will do. */
    static final List<Integer> SERVERS_TYPES =
            List.of(CONNACK, PUBLISH, PUBLISH, PUBLISH, PUBACK, PUBREC, PUBREL, PUBCOMP, SUBACK, UNSUBACK, PINGRESP);

    private static final int MOST_LENGTH_BYTES = 4;
    private static final int SHORT = 2;

    int type() {
        return (bytes[start] & 0xff) >> 4;
    }

    int flags() {
        return bytes[start] & 0x0f;
    }

    int qos() {
        return flags() >> 1 & 3;
    }

    /** How many bytes the remaining length has; 0 if it is cut off or too long. */
    private int lengthBytes() {
        for (int i = 1; i <= MOST_LENGTH_BYTES && start + i < bytes.length; i++) {
            if (bytes[start + i] >= 0) {
                return i;
            }
        }
        return 0;
    }

    /** The remaining length; -1 if it is cut off or too long. */
    int remaining() {
        int length = 0;
        int count = lengthBytes();
        for (int i = 0; i < count; i++) {
            length |= (bytes[start + 1 + i] & 0x7f) << 7 * i;
        }
        return count == 0 ? -1 : length;
    }

    private int bodyStart() {
        return start + 1 + lengthBytes();
    }

    /** How many bytes of the body there are. */
    int present() {
        return remaining() < 0 ? 0 : Math.min(remaining(), bytes.length - bodyStart());
    }

    boolean complete() {
        return remaining() >= 0 && present() == remaining();
    }

    /** What there is of the body. */
    byte[] body() {
        return Arrays.copyOfRange(bytes, bodyStart(), bodyStart() + present());
    }

    /** One byte of the body; -1 if it is not there. */
    int at(int index) {
        return index < present() ? bytes[bodyStart() + index] & 0xff : -1;
    }

    /** Two bytes of the body; -1 if they are not there. */
    int shortAt(int index) {
        return at(index + 1) < 0 ? -1 : at(index) << Byte.SIZE | at(index + 1);
    }

    /** Whether it has the flags of its type: 2.2.2; those of a PUBLISH are fields. */
    boolean hasFlagsOfItsType() {
        int wanted = type() == PUBREL || type() == SUBSCRIBE || type() == UNSUBSCRIBE ? 2 : 0;
        return type() == PUBLISH || flags() == wanted;
    }

    boolean isServersType() {
        return switch (type()) {
            case CONNACK, PUBLISH, PUBACK, PUBREC, PUBREL, PUBCOMP, SUBACK, UNSUBACK, PINGRESP -> true;
            default -> false;
        };
    }

    /** Whether a decoder gets to its body: a server may send such a fixed header, and all that it announces is there. */
    boolean hasGoodHeader() {
        return isServersType() && hasFlagsOfItsType() && complete() && !(type() == PUBLISH && qos() == 3);
    }

    /** Where the packet identifier of a packet from a server is; -1 if it has none. */
    private int idAt() {
        return switch (type()) {
            case PUBLISH -> qos() == 0 || qos() == 3 || shortAt(0) < 0 ? -1 : SHORT + shortAt(0);
            case PUBACK, PUBREC, PUBREL, PUBCOMP, SUBACK, UNSUBACK -> 0;
            default -> -1;
        };
    }

    boolean hasIdZero() {
        return idAt() >= 0 && shortAt(idAt()) == 0;
    }

    /** Whether the topic of a PUBLISH, or the packet identifier after it, reaches beyond the packet, as far as it shows. */
    boolean publishHasNoRoom() {
        if (type() != PUBLISH || remaining() < 0) {
            return false;
        }
        int id = qos() == 0 ? 0 : SHORT;
        return remaining() < SHORT + id || shortAt(0) >= 0 && SHORT + shortAt(0) + id > remaining();
    }

    /** The topic of a PUBLISH; null if it is not one, or the topic is not all there. */
    byte[] topic() {
        if (type() != PUBLISH || shortAt(0) < 0 || SHORT + shortAt(0) > present()) {
            return null;
        }
        int from = bodyStart() + SHORT;
        return Arrays.copyOfRange(bytes, from, from + shortAt(0));
    }

    boolean topicHas(char... characters) {
        byte[] topic = topic();
        if (topic != null) {
            for (byte each : topic) {
                for (char wanted : characters) {
                    if (each == wanted) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    boolean topicIsNotUtf8() {
        byte[] topic = topic();
        if (topic == null) {
            return false;
        }
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(topic));
            return false;
        } catch (CharacterCodingException e) {
            return true;
        }
    }

    /** Whether one of the return codes of a SUBACK is reserved: 3.9.3. */
    boolean hasReservedSubackCode() {
        if (type() == SUBACK && complete()) {
            for (int i = SHORT; i < remaining(); i++) {
                if (at(i) > 2 && at(i) != 0x80) {
                    return true;
                }
            }
        }
        return false;
    }

    /** A complete SUBACK in words, as the judge has them. */
    String suback() {
        byte[] body = body();
        return "SUBACK id=" + shortAt(0) + " codes=" + HexFormat.of().formatHex(body, SHORT, body.length);
    }

    @Override
    public String toString() {
        return "type " + type() + " at byte " + start;
    }
}
