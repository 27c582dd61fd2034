package io.github.camelaliyun.mqtt.wire;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Asks on a worker what may block and cannot be interrupted. Who asks what is being asked gets the same answer: however many
 * lines wait for one that does not come, a question keeps one worker, and nothing of those that wait no more. One that has not
 * been answered for a minute is asked once more, so that it is found out when it would be answered again; the gap doubles with
 * each that hangs, up to an hour: some twenty workers in a night. An answer that has come is not kept. Any thread may ask.
 */
final class Questions<Q, A> {

    static final Duration FIRST_GAP = Duration.ofMinutes(1);
    static final Duration LONGEST_GAP = Duration.ofHours(1);

    /** A question that is being asked, and who waits for the answer, possibly nobody any more. */
    private final class Asked {
        private final Set<CompletableFuture<A>> waiting = ConcurrentHashMap.newKeySet();
        private final long since = nanoTime.getAsLong();
        private final long gapNanos;

        Asked(long gapNanos) {
            this.gapNanos = gapNanos;
        }

        boolean isHanging() {
            return nanoTime.getAsLong() - since >= gapNanos;
        }

        /** The same, asked once more. */
        Asked next() {
            return new Asked(Math.min(2 * gapNanos, LONGEST_GAP.toNanos()));
        }
    }

    private final Executor workers;
    private final LongSupplier nanoTime;
    private final Map<Q, Asked> underWay = new ConcurrentHashMap<>();

    Questions(Executor workers) {
        this(workers, System::nanoTime);
    }

    Questions(Executor workers, LongSupplier nanoTime) {
        this.workers = workers;
        this.nanoTime = nanoTime;
    }

    /**
     * The answer, or whatever was thrown, also by the workers.
     *
     * @return the asker's own, who cancels or completes it if he waits no more
     */
    CompletableFuture<A> ask(Q question, Callable<A> answer) {
        CompletableFuture<A> asker = new CompletableFuture<>();
        boolean[] begins = new boolean[1];
        Asked asked = underWay.compute(question, (same, before) -> {
            begins[0] = before == null || before.isHanging();
            Asked present = before == null ? new Asked(FIRST_GAP.toNanos()) : begins[0] ? before.next() : before;
            present.waiting.add(asker);
            return present;
        });
        asker.whenComplete((found, failure) -> asked.waiting.remove(asker));
        if (begins[0]) {
            begin(question, asked, answer);
        }
        return asker;
    }

    private void begin(Q question, Asked asked, Callable<A> answer) {
        try {
            workers.execute(() -> answer(question, asked, answer));
        } catch (Throwable e) {
            tell(question, asked, asker -> asker.completeExceptionally(e));
        }
    }

    private void answer(Q question, Asked asked, Callable<A> answer) {
        try {
            A found = answer.call();
            tell(question, asked, asker -> asker.complete(found));
        } catch (Throwable e) {
            tell(question, asked, asker -> asker.completeExceptionally(e));
        }
    }

    /** Whoever asks from now on, even one who is being told, asks anew. */
    private void tell(Q question, Asked asked, Consumer<CompletableFuture<A>> answer) {
        underWay.remove(question, asked);
        asked.waiting.forEach(answer);
    }
}
