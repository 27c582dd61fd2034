package io.github.camelaliyun.mqtt.connection;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Decides about each PUBLISH of one link: whether it is new, whether there is room for it, and, at QoS 2, that it is
 * processed once its PUBREL has come (MQTT 3.1.1, 4.3.3). All but {@link #acknowledged} are for the reading thread.
 */
final class Received {

    /** What to do with a PUBLISH. */
    enum Verdict {
        /** Process it. */
        DELIVER,
        /** Answer with PUBREC, and process it at PUBREL. */
        ANSWER,
        /** Nothing: the copy that is being processed answers for it, or there is no room and the broker keeps it. */
        LEAVE
    }

    private final Unacknowledged unacknowledged;
    /** QoS 2, by packet identifier, until PUBREL. */
    private final Map<Integer, InboundMessage> unreleased = new HashMap<>();

    /** @param sessionKept whether the broker keeps what is not acknowledged for the next link */
    Received(boolean sessionKept) {
        this.unacknowledged = new Unacknowledged(sessionKept);
    }

    Verdict published(InboundMessage message) {
        int packetId = message.packetId();
        return switch (message.qos()) {
            case 0 -> Verdict.DELIVER;
            case 1 -> isNew(message) ? Verdict.DELIVER : Verdict.LEAVE;
            default -> {
                boolean answer = unreleased.containsKey(packetId) || isNew(message);
                if (answer) {
                    unreleased.put(packetId, message);
                }
                yield answer ? Verdict.ANSWER : Verdict.LEAVE;
            }
        };
    }

    /** The service sends an unacknowledged message again on the same connection after some seconds. */
    private boolean isNew(InboundMessage message) {
        return unacknowledged.arrived(message.packetId(), message.payload().length) == Unacknowledged.Arrival.NEW;
    }

    /** PUBREL has come: the message to process now, or none if that has begun before. */
    Optional<InboundMessage> released(int packetId) {
        return Optional.ofNullable(unreleased.remove(packetId));
    }

    /** Whether the message of this identifier is being processed: its PUBCOMP, or PUBACK, is to come. */
    boolean isInProcess(int packetId) {
        return unacknowledged.contains(packetId);
    }

    /** Answers how many messages were left with the broker, if now is the time to fetch them, and else zero. */
    int acknowledged(int packetId) {
        return unacknowledged.acknowledged(packetId);
    }
}
