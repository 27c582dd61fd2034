package io.github.camelaliyun.mqtt.hostile;

import java.util.function.IntPredicate;

/** What is odd about a packet: one field of it, mostly. Not every one makes the packet invalid. */
enum Flaw {
    NONE,
    ANY_FLAGS,
    LENGTH_TOO_SHORT,
    LENGTH_TOO_LONG,
    /** More bytes than it needs, which 3.1.1 does not forbid. */
    LENGTH_NOT_MINIMAL,
    LENGTH_OF_FIVE_BYTES,
    /** 268,435,455 bytes are announced. */
    LENGTH_AT_ITS_MOST,
    BODY_TOO_SHORT,
    BODY_TOO_LONG,
    BODY_OVER_THE_LIMIT,
    RANDOM_BODY,
    /** A byte of a valid packet is another one. */
    ONE_BYTE_CHANGED,
    CUT_OFF,
    CUT_OFF_AND_VALID_ONES_BEHIND,
    /** Of this type, at least. */
    RANDOM_BYTES,
    /** Valid ones of many types. */
    MANY_IN_ONE_WRITE,

    PACKET_ID(Flaw::hasId),
    PACKET_ID_0(Flaw::hasId),

    QOS_3(Flaw::isPublish),
    DUP_AT_QOS_0(Flaw::isPublish),
    TOPIC_BEYOND_THE_PACKET(Flaw::isPublish),
    NO_ROOM_FOR_THE_PACKET_ID(Flaw::isPublish),
    EMPTY_TOPIC(Flaw::isPublish),
    WILDCARD_IN_TOPIC(Flaw::isPublish),
    NUL_IN_TOPIC(Flaw::isPublish),
    BAD_UTF_8_IN_TOPIC(Flaw::isPublish),
    SURROGATE_IN_TOPIC(Flaw::isPublish),
    /** A legitimate U+FFFD. */
    REPLACEMENT_CHARACTER_IN_TOPIC(Flaw::isPublish),
    /** Legitimate, if not pretty. */
    ODD_CHARACTER_IN_TOPIC(Flaw::isPublish),
    LONG_TOPIC(Flaw::isPublish),

    CONNACK_FLAGS(type -> type == Frame.CONNACK),
    CONNACK_CODE(type -> type == Frame.CONNACK),

    SUBACK_WITHOUT_CODES(type -> type == Frame.SUBACK),
    SUBACK_WITH_MANY_CODES(type -> type == Frame.SUBACK),
    SUBACK_WITH_RESERVED_CODES(type -> type == Frame.SUBACK);

    private final IntPredicate types;

    Flaw() {
        this(type -> true);
    }

    Flaw(IntPredicate types) {
        this.types = types;
    }

    boolean appliesTo(int type) {
        return types.test(type);
    }

    private static boolean isPublish(int type) {
        return type == Frame.PUBLISH;
    }

    private static boolean hasId(int type) {
        return switch (type) {
            case Frame.PUBLISH, Frame.PUBACK, Frame.PUBREC, Frame.PUBREL, Frame.PUBCOMP, Frame.SUBACK, Frame.UNSUBACK ->
                true;
            default -> false;
        };
    }
}
