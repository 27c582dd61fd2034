package io.github.camelaliyun.mqtt.doctor;

import io.github.camelaliyun.mqtt.service.InvalidSettingException;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** Runs checks one after the other, each within its limit and all within the deadline. For one thread. */
final class Examiner {

    private final Deadline deadline;
    private final ExecutorService workers;
    private final Words words;
    private final Consumer<Result> listener;

    /** @param listener is told each line as it is found */
    Examiner(Deadline deadline, ExecutorService workers, Words words, Consumer<Result> listener) {
        this.deadline = deadline;
        this.workers = workers;
        this.words = words;
        this.listener = listener;
    }

    /**
     * Runs them in their order; behind a failure that they need the rest is skipped.
     *
     * @param connection which one they are about; null for none
     * @return whether all that is needed for what comes behind is there
     */
    boolean run(String connection, List<Check> checks) {
        Check stopped = null;
        for (Check check : checks) {
            long began = System.nanoTime();
            List<Finding> findings = findings(check, stopped);
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
            findings.forEach(finding -> listener.accept(new Result(connection, check.id(), finding, millis)));
            if (stopped == null && !check.goesOn(findings)) {
                stopped = check;
            }
        }
        return stopped == null;
    }

    private List<Finding> findings(Check check, Check stopped) {
        if (stopped != null && !check.isRunAnyway()) {
            return List.of(Finding.skipped(words.say("skipped.stopped", words.say("check." + stopped.id()))));
        }
        Duration limit = deadline.atMost(check.limit());
        if (deadline.isOver()) {
            return List.of(Finding.skipped(words.say("skipped.time")));
        }
        Future<List<Finding>> running = workers.submit(check::run);
        try {
            return await(running, limit);
        } catch (ExecutionException e) {
            return List.of(thrown(e.getCause()));
        } catch (TimeoutException e) {
            running.cancel(true);
            String cure = check.id() + ".slow.cure";
            return List.of(Finding.failed(
                    words.say("slow", limit.toSeconds() == 0 ? 1 : limit.toSeconds()),
                    words.say(words.has(cure) ? cure : "slow.cure")));
        } catch (InterruptedException e) {
            running.cancel(true);
            Thread.currentThread().interrupt();
            return List.of(Finding.skipped(words.say("skipped.interrupted")));
        }
    }

    /** The limit, and on top what is not counted meanwhile. */
    private List<Finding> await(Future<List<Finding>> running, Duration limit)
            throws ExecutionException, InterruptedException, TimeoutException {
        Duration before = deadline.uncounted();
        long began = System.nanoTime();
        while (true) {
            Duration extra = deadline.uncounted().minus(before);
            long left = limit.plus(extra).toNanos() - (System.nanoTime() - began);
            try {
                return running.get(Math.max(left, TimeUnit.MILLISECONDS.toNanos(1)), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                if (deadline.uncounted().minus(before).equals(extra)) {
                    throw e;
                }
            }
        }
    }

    private Finding thrown(Throwable failure) {
        if (failure instanceof InvalidSettingException invalid) {
            return Finding.failed(invalid.setting() + " " + invalid.problem(), invalid.cure());
        }
        return Finding.failed(Reason.of(failure, null), words.say("thrown.cure"));
    }
}
