package io.github.camelaliyun.mqtt.sandbox;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * How much the {@link MessageLog}s of one sandbox keep together: once it is too much the oldest goes, of whichever log. A
 * sandbox that runs for days sees any number of clients, each with logs of its own. Its monitor guards those logs, too.
 */
final class MessageBudget {

    static final int MAX_MESSAGES = 100_000;
    static final int MAX_BYTES = 32 * 1024 * 1024;

    /** An entry of a log, which is the oldest one of that log if it is the oldest of all. */
    interface Kept {

        int bytes();

        /** Takes it out of its log. */
        void drop();
    }

    /** Oldest first. */
    private final Set<Kept> all = new LinkedHashSet<>();

    private long bytes;

    /** The latest one stays whatever its size. Called with the monitor held, as {@link #removed}. */
    void added(Kept entry) {
        all.add(entry);
        bytes += entry.bytes();
        Iterator<Kept> oldest = all.iterator();
        while (all.size() > MAX_MESSAGES || (bytes > MAX_BYTES && all.size() > 1)) {
            Kept goes = oldest.next();
            oldest.remove();
            bytes -= goes.bytes();
            goes.drop();
        }
    }

    void removed(Kept entry) {
        if (all.remove(entry)) {
            bytes -= entry.bytes();
        }
    }

    synchronized long bytes() {
        return bytes;
    }

    synchronized int messages() {
        return all.size();
    }
}
