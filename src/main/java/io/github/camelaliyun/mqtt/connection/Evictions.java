package io.github.camelaliyun.mqtt.connection;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Leaves messages with the broker that only wait for their next attempt, and has them fetched when that is due. Guarded by the
 * lock of {@link Inbound}.
 */
final class Evictions {

    /** The longest time that a failed message waits for its next attempt, with the broker too. */
    private static final Duration PAUSE = Duration.ofSeconds(30);

    private final ReceivedLedger ledger;
    private final ConnectionThreads threads;
    private final MessageHost host;
    private final MessageRoom room;
    private Link link;
    private int count;

    /** @param room takes the messages out, and fetches them */
    Evictions(ReceivedLedger ledger, ConnectionThreads threads, MessageHost host, MessageRoom room) {
        this.ledger = ledger;
        this.threads = threads;
        this.host = host;
        this.room = room;
    }

    /** What had been left with the broker comes by this link. */
    void linkUp(Link next) {
        link = next;
        count = 0;
    }

    void linkDown() {
        link = null;
    }

    /** How many have been left since the latest link came up. */
    int count() {
        return count;
    }

    /** Leaves one after the other while it is full; whether it is not any more. */
    boolean evict(BooleanSupplier full) {
        while (full.getAsBoolean()) {
            InboundMessage message = host.evict(this::isOwed);
            if (message == null) {
                return false;
            }
            room.leaveWithBroker(message);
            if (count++ == 0) {
                Link present = link;
                threads.after(PAUSE, () -> host.locked(() -> fetch(present)));
            }
        }
        return true;
    }

    /** Whether the broker sends a message again. */
    private boolean isOwed(InboundMessage message) {
        // A topic stays here, and takes memory that is not counted.
        return message.topic().length() <= Topics.LONG && ledger.isOwed(message);
    }

    private void fetch(Link from) {
        if (from == link) {
            room.fetch(count);
        }
    }
}
