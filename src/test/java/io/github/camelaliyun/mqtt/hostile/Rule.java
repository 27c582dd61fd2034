package io.github.camelaliyun.mqtt.hostile;

import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/**
 * Where mqtt-packet and the line may differ, and who is right. mqtt-packet takes what MQTT 3.1.1 forbids in many places, for
 * its users to find; and it looks at some things only once a packet is complete, others at the first byte. A rule that says
 * that the line must close holds whatever mqtt-packet says.
 */
enum Rule {
    /** mqtt-packet decodes what only clients send. */
    A_CLIENTS_PACKET(
            Demand.CLOSE,
            "2.2.1, table 2.1",
            frame -> List.of(Frame.CONNECT, Frame.SUBSCRIBE, Frame.UNSUBSCRIBE, Frame.PINGREQ, Frame.DISCONNECT)
                    .contains(frame.type())),
    /** mqtt-packet refuses it too, but not before its body is there. */
    A_FORBIDDEN_TYPE(Demand.CLOSE, "2.2.1, table 2.1", frame -> frame.type() == 0 || frame.type() == Frame.LAST_TYPE),
    /** mqtt-packet refuses it at the first byte; a line may wait for the whole packet. */
    FLAGS_OF_ANOTHER_TYPE(Demand.CLOSE, "2.2.2 [MQTT-2.2.2-2]", frame -> !frame.hasFlagsOfItsType()),
    /** mqtt-packet refuses it at the first byte; a line may wait for the whole packet. */
    QOS_3(Demand.CLOSE, "3.3.1.2 [MQTT-3.3.1-4]", frame -> frame.type() == Frame.PUBLISH && frame.qos() == 3),
    /** mqtt-packet takes it. */
    DUP_AT_QOS_0(
            Demand.CLOSE,
            "3.3.1.1 [MQTT-3.3.1-2]",
            frame -> frame.type() == Frame.PUBLISH && frame.qos() == 0 && (frame.flags() & 8) != 0),
    /** mqtt-packet takes it. */
    PACKET_ID_0(Demand.CLOSE, "2.3.1 [MQTT-2.3.1-1], [MQTT-2.3.1-6], [MQTT-2.3.1-7]", Frame::hasIdZero),
    /** mqtt-packet reads on in the next packet, or leaves the fields out, and passes over what is too much. */
    LENGTH_OF_CONNACK(
            Demand.CLOSE,
            "3.2.1",
            frame -> frame.type() == Frame.CONNACK && frame.remaining() >= 0 && frame.remaining() != 2),
    /** mqtt-packet refuses it too, but not before the body is there. */
    FLAGS_IN_CONNACK(Demand.CLOSE, "3.2.2.1", frame -> frame.type() == Frame.CONNACK && frame.at(0) > 1),
    /** mqtt-packet reads on in the next packet, and passes over what is too much; but it refuses a long UNSUBACK. */
    LENGTH_OF_AN_ACKNOWLEDGEMENT(
            Demand.CLOSE,
            "3.4.1, 3.5.1, 3.6.1, 3.7.1, 3.11.1",
            frame -> List.of(Frame.PUBACK, Frame.PUBREC, Frame.PUBREL, Frame.PUBCOMP, Frame.UNSUBACK)
                            .contains(frame.type())
                    && frame.remaining() >= 0
                    && frame.remaining() != 2),
    /** mqtt-packet reads on in the next packet. */
    SUBACK_WITHOUT_PACKET_ID(
            Demand.CLOSE,
            "3.9.2",
            frame -> frame.type() == Frame.SUBACK && frame.remaining() >= 0 && frame.remaining() < 2),
    /** mqtt-packet passes over it. */
    PINGRESP_WITH_A_BODY(Demand.CLOSE, "3.13.1", frame -> frame.type() == Frame.PINGRESP && frame.remaining() > 0),
    /** mqtt-packet reads the packet identifier from the next packet; the rest it refuses once the packet is complete. */
    FIELDS_BEYOND_THE_PUBLISH(Demand.CLOSE, "2.2.3, 3.3.2", Frame::publishHasNoRoom),
    /** mqtt-packet takes it. */
    EMPTY_TOPIC(Demand.CLOSE, "4.7.3 [MQTT-4.7.3-1]", frame -> frame.topic() != null && frame.topic().length == 0),
    /** mqtt-packet takes it. */
    WILDCARD_IN_TOPIC(Demand.CLOSE, "3.3.2.1 [MQTT-3.3.2-2]", frame -> frame.topicHas('+', '#')),
    /** mqtt-packet takes it. */
    NUL_IN_TOPIC(Demand.CLOSE, "1.5.3 [MQTT-1.5.3-2]", frame -> frame.topicHas('\0')),
    /** mqtt-packet puts U+FFFD in its place. */
    TOPIC_NOT_UTF_8(Demand.CLOSE, "1.5.3 [MQTT-1.5.3-1]", Frame::topicIsNotUtf8),
    /** mqtt-packet has no limit. */
    OVER_THE_LIMIT(
            Demand.CLOSE,
            "no section: LineOptions.maxPacketSize",
            frame -> frame.type() != Frame.PUBLISH && frame.remaining() > WireUnderTest.MAX_PACKET_SIZE),
    /** mqtt-packet refuses it; the line delivers the codes as they came, for the layer above to judge. */
    RESERVED_SUBACK_CODE(
            Demand.DELIVER,
            "3.9.3 [MQTT-3.9.3-2]",
            frame -> frame.hasReservedSubackCode() && frame.remaining() <= WireUnderTest.MAX_PACKET_SIZE),
    /** mqtt-packet takes it; only who knows the SUBSCRIBE knows how many there must be. */
    SUBACK_WITHOUT_CODES(
            Demand.EITHER,
            "3.9.3 [MQTT-3.8.4-5]",
            frame -> frame.type() == Frame.SUBACK && frame.complete() && frame.remaining() == 2),
    /** mqtt-packet takes it; whatever is not 0 refuses the connection, which ends either way. */
    RESERVED_CONNACK_CODE(
            Demand.EITHER, "3.2.2.3 [MQTT-3.2.2-6]", frame -> frame.type() == Frame.CONNACK && frame.at(1) > 5),
    /** mqtt-packet takes it; whatever is not 0 refuses the connection, which ends either way. */
    SESSION_OF_A_REFUSAL(
            Demand.EITHER,
            "3.2.2.2 [MQTT-3.2.2-4]",
            frame -> frame.type() == Frame.CONNACK && frame.at(0) == 1 && frame.at(1) > 0);

    /** What is right. */
    enum Demand {
        CLOSE,
        DELIVER,
        EITHER
    }

    private final Demand demand;
    private final String section;
    private final Predicate<Frame> applies;

    Rule(Demand demand, String section, Predicate<Frame> applies) {
        this.demand = demand;
        this.section = section;
        this.applies = applies;
    }

    /** All of this demand that apply to the packet, as far as it shows. */
    static List<Rule> of(Demand demand, Frame frame) {
        return Arrays.stream(values())
                .filter(rule -> rule.demand == demand && rule.applies.test(frame))
                .toList();
    }

    /** Where MQTT 3.1.1 has it. */
    String section() {
        return section;
    }
}
