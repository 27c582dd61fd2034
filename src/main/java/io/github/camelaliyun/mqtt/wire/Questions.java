package io.github.camelaliyun.mqtt.wire;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Asks on a worker what may block and cannot be interrupted. Who asks what is being asked gets the same answer: however many
 * lines wait for one that does not come, a question keeps one worker, and nothing of those that wait no more. An answer that
 * has come is not kept. Any thread may ask.
 */
final class Questions<Q, A> {

    private final Executor workers;
    /** Who waits for the answer, possibly nobody any more. */
    private final Map<Q, Set<CompletableFuture<A>>> underWay = new ConcurrentHashMap<>();

    Questions(Executor workers) {
        this.workers = workers;
    }

    /**
     * The answer, or whatever was thrown, also by the workers.
     *
     * @return the asker's own, who cancels or completes it if he waits no more
     */
    CompletableFuture<A> ask(Q question, Callable<A> answer) {
        CompletableFuture<A> asker = new CompletableFuture<>();
        Set<CompletableFuture<A>> fresh = ConcurrentHashMap.newKeySet();
        Set<CompletableFuture<A>> waiting = underWay.compute(question, (same, before) -> {
            Set<CompletableFuture<A>> all = before == null ? fresh : before;
            all.add(asker);
            return all;
        });
        asker.whenComplete((found, failure) -> waiting.remove(asker));
        if (waiting == fresh) {
            begin(question, answer);
        }
        return asker;
    }

    private void begin(Q question, Callable<A> answer) {
        try {
            workers.execute(() -> answer(question, answer));
        } catch (Throwable e) {
            tell(question, asker -> asker.completeExceptionally(e));
        }
    }

    private void answer(Q question, Callable<A> answer) {
        try {
            A found = answer.call();
            tell(question, asker -> asker.complete(found));
        } catch (Throwable e) {
            tell(question, asker -> asker.completeExceptionally(e));
        }
    }

    /** Whoever asks from now on, even one who is being told, asks anew. */
    private void tell(Q question, Consumer<CompletableFuture<A>> answer) {
        Set<CompletableFuture<A>> waiting = underWay.remove(question);
        if (waiting != null) {
            waiting.forEach(answer);
        }
    }
}
