package io.github.camelaliyun.mqtt.connection;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;

/** Counts the outcomes of publishes, and tells them in order. Guarded by the window's lock, except {@link #wake}. */
final class PublishOutcomes {

    /** Outcomes are told one after the other, as long as none blocks. */
    private static final int IN_ORDER = 1;

    private final ConnectionThreads threads;
    private final Tally tally;
    private final Handoff handoff;
    private final List<Runnable> outcomes = new ArrayList<>();

    PublishOutcomes(ConnectionThreads threads, Tally tally) {
        this.threads = threads;
        this.tally = tally;
        this.handoff = new Handoff(threads.timer(), threads.callbacks(), IN_ORDER);
    }

    /** @param failure null if it is acknowledged */
    void add(PendingPublish publish, Exception failure) {
        (failure == null ? tally.acknowledged : tally.failed).increment();
        outcomes.add(outcome(publish, failure));
    }

    private Runnable outcome(PendingPublish publish, Exception failure) {
        LongConsumer times = tally.acknowledgementTimes;
        if (times == null || failure != null || publish.message.qos() == 0) {
            return () -> publish.callback.done(failure);
        }
        long nanos = threads.now() - publish.sinceNanos;
        return () -> {
            try {
                times.accept(nanos);
            } finally {
                publish.callback.done(null);
            }
        };
    }

    /** Puts them in order; true if there were any: {@link #wake} is to follow. */
    boolean handOver() {
        if (outcomes.isEmpty()) {
            return false;
        }
        handoff.add(outcomes);
        outcomes.clear();
        return true;
    }

    /** Has them told, on the threads of the callbacks. Not under the lock. */
    void wake() {
        handoff.wake();
    }

    /** Runs something else on the threads of the callbacks. */
    void execute(Runnable task) {
        handoff.execute(task);
    }
}
