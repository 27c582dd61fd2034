package io.github.camelaliyun.mqtt.wire;

import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/**
 * Asks on a worker what may block and cannot be interrupted. Who asks what is being asked gets the same answer: however many
 * lines wait for one that does not come, a question keeps one worker. An answer that has come is not kept. Any thread may ask.
 */
final class Questions<Q, A> {

    private final Executor workers;
    private final Map<Q, CompletableFuture<A>> underWay = new ConcurrentHashMap<>();

    Questions(Executor workers) {
        this.workers = workers;
    }

    /** The answer, or whatever was thrown, also by the workers. */
    CompletableFuture<A> ask(Q question, Callable<A> answer) {
        CompletableFuture<A> fresh = new CompletableFuture<>();
        CompletableFuture<A> asked = underWay.putIfAbsent(question, fresh);
        if (asked != null) {
            return asked;
        }
        try {
            workers.execute(() -> answer(question, answer, fresh));
        } catch (Throwable e) {
            underWay.remove(question);
            fresh.completeExceptionally(e);
        }
        return fresh;
    }

    private void answer(Q question, Callable<A> answer, CompletableFuture<A> result) {
        try {
            A found = answer.call();
            underWay.remove(question);
            result.complete(found);
        } catch (Throwable e) {
            underWay.remove(question);
            result.completeExceptionally(e);
        }
    }
}
