package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.service.ServiceLimits;

import java.time.Duration;

/**
 * What a connection does with messages that nobody takes, and how much it holds at most.
 *
 * @param unclaimedGrace how long a message that matches no declared topic filter waits for a route that does, and how long
 *     a filter stays subscribed whose route has gone: a route that is reloaded loses nothing
 * @param unclaimed where such a message goes then; null to acknowledge it with a warning. Two users of one connection must
 *     have equal ones
 * @param maxPacketSize bytes of a received packet; a PUBLISH over it is skipped and counted as unclaimed
 * @param maxHeldBytes bytes of all messages that have arrived and have not ended, their topics included; one message may
 *     be over it
 */
public record InboundOptions(Duration unclaimedGrace, MessageSink unclaimed, int maxPacketSize, long maxHeldBytes) {

    /** As long as routes take to start, or to be compiled and loaded again. */
    static final Duration DEFAULT_UNCLAIMED_GRACE = Duration.ofSeconds(10);

    /** Twice the service's payloads, which leaves room for topic and properties. */
    private static final int SERVICE_MAX_PACKET_SIZE = 2 * ServiceLimits.MAX_PAYLOAD_BYTES;

    static final int DEFAULT_MAX_PACKET_SIZE = 16 * 1024 * 1024;

    private static final long MOST_HELD_BYTES = 64L * 1024 * 1024;
    private static final int PART_OF_HEAP = 8;

    /** 64 MiB, or an eighth of the heap if that is less. */
    private static long defaultMaxHeldBytes() {
        return Math.min(MOST_HELD_BYTES, Runtime.getRuntime().maxMemory() / PART_OF_HEAP);
    }

    /**
     * {@return the defaults}
     *
     * @param service whether for the service, whose packets are smaller than those of other brokers may be
     */
    public static InboundOptions defaults(boolean service) {
        return new InboundOptions(
                DEFAULT_UNCLAIMED_GRACE,
                null,
                service ? SERVICE_MAX_PACKET_SIZE : DEFAULT_MAX_PACKET_SIZE,
                defaultMaxHeldBytes());
    }
}
