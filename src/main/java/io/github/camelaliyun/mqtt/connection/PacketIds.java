package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.wire.Packet;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.random.RandomGenerator;

/**
 * The packet identifiers of this side that are in use, and who waits for what is answered under them (MQTT 3.1.1, 2.3.1).
 * They belong to the session, not to a link: a PUBLISH that is sent again keeps its identifier. Any thread may call.
 */
final class PacketIds {

    static final int HIGHEST = 65_535;

    /** None is free. */
    static final int NONE = 0;

    /** Is told of each packet of the server that has its identifier, on the line's thread; returns at once. */
    @FunctionalInterface
    interface Answer {
        /** @param packet PUBACK, PUBREC, PUBCOMP, SUBACK or UNSUBACK; of the wrong kind perhaps, then nothing has been said */
        void answered(Packet packet);
    }

    private final Map<Integer, Answer> waiting = new ConcurrentHashMap<>();
    /** Of these, the ones that no answer is expected for any more. */
    private final Set<Integer> silent = ConcurrentHashMap.newKeySet();

    private final LongAdder freed = new LongAdder();
    private int latest;

    /**
     * @param random where to begin: a new process does not begin with identifiers that the session of an earlier one may
     *     still have in use
     */
    PacketIds(RandomGenerator random) {
        latest = random.nextInt(HIGHEST);
    }

    /** An identifier that is now in use; {@link #NONE} if all are. */
    synchronized int take(Answer answer) {
        for (int i = 0; i < HIGHEST; i++) {
            latest = latest % HIGHEST + 1;
            if (waiting.putIfAbsent(latest, answer) == null) {
                return latest;
            }
        }
        return NONE;
    }

    /** How many are in use. */
    int inUse() {
        return waiting.size();
    }

    /** How many of those in use an answer is expected for. */
    int expected() {
        return Math.max(0, inUse() - silent.size());
    }

    /**
     * No answer is expected any more under an identifier that is in use. Not to be called at the same time as {@link #free} for
     * the same identifier.
     */
    void expectNoMore(int packetId) {
        silent.add(packetId);
    }

    /** Frees an identifier. */
    void free(int packetId) {
        silent.remove(packetId);
        if (waiting.remove(packetId) != null) {
            freed.increment();
        }
    }

    /** Whether none is free. */
    boolean isExhausted() {
        return inUse() >= HIGHEST;
    }

    /** How many have been freed so far. */
    long freed() {
        return freed.sum();
    }

    /** Tells who waits; nothing if nobody does. */
    void answered(int packetId, Packet packet) {
        Answer answer = waiting.get(packetId);
        if (answer != null) {
            answer.answered(packet);
        }
    }
}
