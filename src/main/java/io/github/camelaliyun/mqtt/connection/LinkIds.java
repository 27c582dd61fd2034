package io.github.camelaliyun.mqtt.connection;

import java.util.LinkedHashSet;
import java.util.Set;

/** The packet identifiers of exchanges that end with one link at the latest. Any thread may call. */
final class LinkIds {

    private final PacketIds ids;
    private final Set<Integer> own = new LinkedHashSet<>(Subscriptions.FEW);
    /** Of these, the ones that an answer is expected for still. */
    private final Set<Integer> expected = new LinkedHashSet<>(Subscriptions.FEW);

    private boolean over;

    LinkIds(PacketIds ids) {
        this.ids = ids;
    }

    /** {@link PacketIds#NONE} if none is free, or the link is over. */
    synchronized int take(PacketIds.Answer answer) {
        int id = over ? PacketIds.NONE : ids.take(answer);
        if (id != PacketIds.NONE) {
            own.add(id);
            expected.add(id);
        }
        return id;
    }

    synchronized void free(int packetId) {
        expected.remove(packetId);
        if (own.remove(packetId)) {
            ids.free(packetId);
        }
    }

    /** No answer is expected any more; one that comes all the same still counts. */
    synchronized void expectNoMore(int packetId) {
        if (expected.remove(packetId)) {
            ids.expectNoMore(packetId);
        }
    }

    /** Whether the exchange of an identifier goes on. */
    synchronized boolean isInUse(int packetId) {
        return own.contains(packetId);
    }

    synchronized boolean expectsAnswer() {
        return !expected.isEmpty();
    }

    /** The link is over: frees them all. */
    synchronized void end() {
        over = true;
        own.forEach(ids::free);
        own.clear();
        expected.clear();
    }
}
