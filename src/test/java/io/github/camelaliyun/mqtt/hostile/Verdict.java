package io.github.camelaliyun.mqtt.hostile;

import java.util.List;

/**
 * What the judge sees in the bytes of a case.
 *
 * @param items in the order of the bytes, without a gap
 */
record Verdict(List<Item> items) {

    /** What an item is. In the order of the numbers that {@code judge.js} has for them. */
    enum Kind {
        PACKET,
        REFUSED,
        /** Of a packet that does not end here. */
        BEGINNING
    }

    /**
     * One packet.
     *
     * @param start its first byte
     * @param end the byte after its last
     * @param text the packet in words, or why it was refused
     */
    record Item(Kind kind, int start, int end, String text) {}

    /** Whether the judge takes it all: nothing is refused, nothing is cut off. */
    boolean isClean() {
        return items.stream().allMatch(item -> item.kind() == Kind.PACKET);
    }

    boolean isCutOff() {
        return !items.isEmpty() && items.get(items.size() - 1).kind() == Kind.BEGINNING;
    }
}
