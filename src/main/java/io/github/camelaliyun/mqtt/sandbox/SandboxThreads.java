package io.github.camelaliyun.mqtt.sandbox;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;

/**
 * Tells the threads of sandboxes from those of the application. The broker makes threads that keep a JVM alive, and has no
 * setting for that; but a thread is in the group of the one that made it, or made its factory.
 */
final class SandboxThreads {

    private static final ThreadGroup ROOT = root();
    private static final ThreadGroup GROUP = new ThreadGroup(ROOT, "aliyun-mqtt-sandbox");
    /** A JVM whose main method has returned has this one, which waits for the others. */
    private static final String WAITS_FOR_OTHERS = "DestroyJavaVM";

    private SandboxThreads() {}

    private static ThreadGroup root() {
        ThreadGroup group = Thread.currentThread().getThreadGroup();
        while (group.getParent() != null) {
            group = group.getParent();
        }
        return group;
    }

    /**
     * Calls on a thread of the group, so that what that starts belongs to it; waits for the end.
     *
     * @throws InterruptedException if the caller is interrupted, as the called one is then, whose end is waited for
     */
    static <T> T call(String name, Callable<T> what) throws Exception {
        FutureTask<T> task = new FutureTask<>(what);
        Thread thread = new Thread(GROUP, task, name);
        thread.setDaemon(true);
        thread.start();
        try {
            return task.get();
        } catch (InterruptedException e) {
            thread.interrupt();
            thread.join();
            throw e;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw (Exception) e.getCause();
        }
    }

    /** Whether nothing but sandboxes keeps the JVM alive. */
    static boolean areAlone() {
        Thread[] threads = new Thread[ROOT.activeCount() * 2 + 1];
        int found = ROOT.enumerate(threads, true);
        // As many as there is room for may not be all.
        return found < threads.length && Stream.of(threads).limit(found).noneMatch(SandboxThreads::isOfTheApplication);
    }

    private static boolean isOfTheApplication(Thread thread) {
        ThreadGroup group = thread.getThreadGroup();
        // Without a group it has ended.
        return !thread.isDaemon()
                && group != null
                && !GROUP.parentOf(group)
                && !thread.getName().equals(WAITS_FOR_OTHERS);
    }
}
