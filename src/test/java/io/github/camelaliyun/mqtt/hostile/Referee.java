package io.github.camelaliyun.mqtt.hostile;

import io.github.camelaliyun.mqtt.wire.Packet;

import java.util.HexFormat;
import java.util.List;

/** Compares what a line did with a case with what the judge says of it, and says by {@link Rule} who is right. */
final class Referee {

    private static final String ANOTHER_REASON = "closes for another reason than the packets: ";
    private static final String HASH = " hash=";
    private static final int FNV_OFFSET = 0x811c9dc5;
    private static final int FNV_PRIME = 0x01000193;

    private final Summary summary;

    Referee(Summary summary) {
        this.summary = summary;
    }

    /** Adds to the summary what the two agree on, what a rule explains, and what is wrong. */
    void compare(HostileCase hostile, Verdict verdict, Witness.Testimony testimony) {
        String wrong = compare(hostile.bytes(), verdict, testimony);
        if (wrong != null) {
            // Where the packets are not the reason, how they came may be.
            String how = wrong.startsWith(ANOTHER_REASON) ? " (" + hostile.framing() + ")" : "";
            summary.wrong(wrong + how, hostile, verdict, testimony);
        }
    }

    /** What is wrong, or null. */
    private String compare(byte[] bytes, Verdict verdict, Witness.Testimony testimony) {
        if (testimony.end() == Witness.End.NONE) {
            return "the line neither delivers what comes behind nor closes";
        }
        if (testimony.end() == Witness.End.CLOSED && !WireUnderTest.saysWhy(testimony.cause())) {
            return "closed without saying why: " + testimony.cause().getClass().getName();
        }
        int number = 0;
        for (Verdict.Item item : verdict.items()) {
            Frame frame = new Frame(bytes, item.start());
            Packet packet =
                    number < testimony.packets().size() ? testimony.packets().get(number++) : null;
            String wrong = packet == null ? notDelivered(frame, item, testimony) : delivered(frame, item, packet);
            if (wrong != null) {
                return wrong;
            }
            if (packet == null) {
                return null;
            }
        }
        if (number < testimony.packets().size()) {
            return "delivers more than there is";
        }
        if (testimony.end() == Witness.End.CLOSED) {
            return ANOTHER_REASON + generalised(testimony.cause());
        }
        return null;
    }

    /** What is wrong with a packet that was delivered; null if nothing is. */
    private String delivered(Frame frame, Verdict.Item item, Packet packet) {
        List<Rule> forbids = Rule.of(Rule.Demand.CLOSE, frame);
        if (!forbids.isEmpty()) {
            return "delivers what it must refuse: " + forbids.get(0) + ", "
                    + forbids.get(0).section();
        }
        List<Rule> allows = Rule.of(Rule.Demand.DELIVER, frame);
        if (item.kind() != Verdict.Kind.PACKET && allows.isEmpty()) {
            return "delivers what the judge "
                    + (item.kind() == Verdict.Kind.BEGINNING ? "waits for" : "refuses: " + item.text());
        }
        String expected = allows.isEmpty() ? item.text() : frame.suback();
        if (!same(expected, packet, frame)) {
            return "delivers other fields: " + packet.getClass().getSimpleName() + " for "
                    + expected.replaceFirst("(?s) .*", "");
        }
        if (item.kind() == Verdict.Kind.PACKET) {
            summary.agreed("delivered");
        } else {
            summary.explained(allows.get(0));
        }
        return null;
    }

    /** What is wrong where the line delivered no more; null if nothing is. */
    private String notDelivered(Frame frame, Verdict.Item item, Witness.Testimony testimony) {
        List<Rule> forbids = Rule.of(Rule.Demand.CLOSE, frame);
        if (testimony.end() == Witness.End.MARKER) {
            return "passes over " + (forbids.isEmpty() ? item.text() : forbids.get(0));
        }
        if (!WireUnderTest.isRefusal(testimony.cause())) {
            if (item.kind() == Verdict.Kind.BEGINNING || !frame.complete() && !forbids.isEmpty()) {
                summary.agreed("cut off by the server");
                return null;
            }
            return ANOTHER_REASON + generalised(testimony.cause());
        }
        if (item.kind() == Verdict.Kind.REFUSED
                && Rule.of(Rule.Demand.DELIVER, frame).isEmpty()) {
            summary.agreed("refused");
            return null;
        }
        List<Rule> reasons = forbids.isEmpty() ? Rule.of(Rule.Demand.EITHER, frame) : forbids;
        if (reasons.isEmpty()) {
            return "refuses what the judge " + (item.kind() == Verdict.Kind.PACKET ? "takes" : "waits for") + ": "
                    + generalised(testimony.cause());
        }
        summary.explained(reasons.get(0));
        return null;
    }

    /** Without what is of one case only. */
    private static String generalised(Throwable cause) {
        return cause.getClass().getSimpleName() + ": "
                + String.valueOf(cause.getMessage()).replaceAll("-?\\d+", "n");
    }

    private static boolean same(String expected, Packet packet, Frame frame) {
        boolean large = frame.type() == Frame.PUBLISH && frame.remaining() > WireUnderTest.MAX_PACKET_SIZE;
        if (packet instanceof Packet.Oversized) {
            return large && expected.startsWith(describe(packet) + HASH);
        }
        return !large && expected.equals(describe(packet));
    }

    /** As {@code judge.js} describes it; an oversized PUBLISH without the hash of its payload, which was skipped. */
    static String describe(Packet packet) {
        if (packet instanceof Packet.Publish publish) {
            return publish(
                            publish.topic(),
                            publish.payload().length,
                            publish.qos(),
                            publish.retain(),
                            publish.duplicate(),
                            publish.packetId())
                    + HASH
                    + Integer.toHexString(hash(publish.payload()));
        } else if (packet instanceof Packet.Oversized publish) {
            return publish(
                    publish.topic(),
                    publish.size(),
                    publish.qos(),
                    publish.retain(),
                    publish.duplicate(),
                    publish.packetId());
        } else if (packet instanceof Packet.Connack connack) {
            return "CONNACK session=" + connack.sessionPresent() + " code=" + connack.returnCode();
        } else if (packet instanceof Packet.Puback puback) {
            return "PUBACK id=" + puback.packetId();
        } else if (packet instanceof Packet.Pubrec pubrec) {
            return "PUBREC id=" + pubrec.packetId();
        } else if (packet instanceof Packet.Pubrel pubrel) {
            return "PUBREL id=" + pubrel.packetId();
        } else if (packet instanceof Packet.Pubcomp pubcomp) {
            return "PUBCOMP id=" + pubcomp.packetId();
        } else if (packet instanceof Packet.Suback suback) {
            return "SUBACK id=" + suback.packetId() + " codes=" + HexFormat.of().formatHex(suback.returnCodes());
        } else if (packet instanceof Packet.Unsuback unsuback) {
            return "UNSUBACK id=" + unsuback.packetId();
        } else if (packet instanceof Packet.Pingresp) {
            return "PINGRESP";
        }
        return packet.toString();
    }

    private static String publish(String topic, long size, int qos, boolean retain, boolean duplicate, int packetId) {
        return "PUBLISH qos=" + qos + " retain=" + retain + " dup=" + duplicate + " id=" + packetId + " topic="
                + topic.length() + ":" + topic + " payload=" + size;
    }

    /** FNV-1a with 32 bits. */
    private static int hash(byte[] bytes) {
        int value = FNV_OFFSET;
        for (byte each : bytes) {
            value = (value ^ each & 0xff) * FNV_PRIME;
        }
        return value;
    }
}
