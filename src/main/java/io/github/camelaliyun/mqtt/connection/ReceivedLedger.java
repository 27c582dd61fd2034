package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.wire.Packet;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Which QoS 1 and 2 messages the broker waits for an answer to, by packet identifier. It remembers and answers; it sends
 * nothing. Guarded by the lock of {@link Inbound}.
 */
final class ReceivedLedger {

    /** Not acknowledged on the present link, in the order of arrival. */
    private final Map<Integer, InboundMessage> unacknowledged = new LinkedHashMap<>();
    /** Not acknowledged on earlier links of the session, ended or not: the broker may send them again. */
    private final Map<Integer, InboundMessage> carried = new LinkedHashMap<>();
    /** Left with the broker on the present link. */
    private final Set<Integer> leftIds = new HashSet<>();
    /** Of these, what some have ended with and others are to get later. */
    private final Map<Integer, InboundMessage> leftMessages = new LinkedHashMap<>();

    private final EndedMessages ended = new EndedMessages();
    private long acknowledgedNanos;

    ReceivedLedger(long nowNanos) {
        this.acknowledgedNanos = nowNanos;
    }

    void linkUp() {
        leftIds.clear();
    }

    /** @param persistent whether the broker may send on the next link what was not acknowledged on this one */
    void linkDown(boolean persistent) {
        if (persistent) {
            carried.putAll(leftMessages);
            carried.putAll(unacknowledged);
        }
        unacknowledged.clear();
        leftMessages.clear();
        leftIds.clear();
    }

    /** Takes out what nobody has begun with, of earlier links. */
    List<InboundMessage> takeUnbegun() {
        List<InboundMessage> unbegun = new ArrayList<>();
        carried.values().removeIf(message -> {
            if (!message.begun) {
                unbegun.add(message);
            }
            return !message.begun;
        });
        return unbegun;
    }

    /** The broker has forgotten its session. Answers what will not come again. */
    List<InboundMessage> sessionGone() {
        List<InboundMessage> gone = List.copyOf(carried.values());
        carried.clear();
        ended.clear();
        return gone;
    }

    /** It has come, on the present link. */
    void add(InboundMessage message) {
        unacknowledged.put(message.packetId(), message);
        // The broker uses the identifier for this one now: a copy that comes later is none of the old one.
        carried.remove(message.packetId());
        ended.remove(message.packetId());
    }

    /** Whether it has come on this link before, and is not acknowledged. */
    boolean isOfThisLink(Packet.Publish publish) {
        return unacknowledged.containsKey(publish.packetId()) || leftIds.contains(publish.packetId());
    }

    /** The message of an earlier link that this one is; null if it is another one. */
    InboundMessage carriedAs(Packet.Publish publish) {
        InboundMessage same = publish.qos() > 0 && publish.duplicate() ? carried.get(publish.packetId()) : null;
        return same != null && same.isSameAs(publish) ? same : null;
    }

    boolean isCarried(InboundMessage message) {
        return message.qos() > 0 && carried.get(message.packetId()) == message;
    }

    void carryNoMore(InboundMessage message) {
        carried.remove(message.packetId());
    }

    /** The broker has sent a message of an earlier link again. */
    void adopt(InboundMessage message) {
        unacknowledged.put(message.packetId(), message);
    }

    /** Whether the broker sends a message again. */
    boolean isOwed(InboundMessage message) {
        int packetId = message.packetId();
        return unacknowledged.get(packetId) == message || carried.get(packetId) == message;
    }

    /** True if it was unacknowledged on the present link until now. */
    boolean acknowledge(InboundMessage message) {
        return unacknowledged.remove(message.packetId(), message);
    }

    /** The broker learns of the end of a message. */
    void acknowledged(long nowNanos) {
        acknowledgedNanos = nowNanos;
    }

    /** When it last did, or this was made. */
    long acknowledgedNanos() {
        return acknowledgedNanos;
    }

    /** A message that has not been read is the broker's still. */
    void leave(int packetId) {
        leftIds.add(packetId);
    }

    /** The same for one that was, by some at least. */
    void leave(InboundMessage message) {
        if (unacknowledged.remove(message.packetId(), message)) {
            leftIds.add(message.packetId());
            leftMessages.put(message.packetId(), message);
        }
    }

    EndedMessages ended() {
        return ended;
    }

    Collection<InboundMessage> unacknowledged() {
        return unacknowledged.values();
    }

    Collection<InboundMessage> carried() {
        return carried.values();
    }

    /** What the broker waits for and somebody has not ended with, here or left with it. */
    Stream<InboundMessage> unfinished() {
        return Stream.of(carried, unacknowledged, leftMessages)
                .flatMap(messages -> messages.values().stream())
                .filter(message -> message.open > 0);
    }
}
