package io.github.camelaliyun.mqtt.connection;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/** The threads that are at the tasks of a {@link Handoff}, and what they seem to do. Guarded by its lock. */
final class Workers {

    /** One of them: the thread that makes it. */
    static final class Worker {
        private final Thread thread = Thread.currentThread();
        /** In which its present task was taken. */
        long stretch;
    }

    private final ReentrantLock lock;
    private final List<Worker> workers = new ArrayList<>(1);

    /** @param lock a thread that waits for it is about to take a task, and does not count as waiting */
    Workers(ReentrantLock lock) {
        this.lock = lock;
    }

    void add(Worker worker) {
        workers.add(worker);
    }

    void remove(Worker worker) {
        workers.remove(worker);
    }

    /** How many have been at one task since before this stretch, and wait. */
    int blocked(long stretch) {
        return (int) workers.stream()
                .filter(worker -> worker.stretch < stretch && !lock.hasQueuedThread(worker.thread))
                .filter(worker -> worker.thread.getState() != Thread.State.RUNNABLE)
                .count();
    }

    /** How many are in one of these states. A thread that has no processor at the moment does not wait. */
    long in(Thread.State... states) {
        List<Thread.State> these = List.of(states);
        return workers.stream()
                .map(worker -> worker.thread)
                .filter(worker -> !lock.hasQueuedThread(worker) && these.contains(worker.getState()))
                .count();
    }
}
