package io.github.camelaliyun.mqtt.sandbox;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Ends leases that their holders cannot give back: of a context that has failed to start, which nobody is told of, and all of
 * them in a JVM that would end but for the sandbox. A daemon thread looks after them, as long as there are any. Thread-safe.
 */
final class LeaseKeeper {

    private record Watched(SandboxLease lease, BooleanSupplier over, Runnable giveBack) {}

    private static final Logger LOG = LoggerFactory.getLogger(LeaseKeeper.class);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    /** Guarded by itself; a thread runs while there are any. */
    private static final List<Watched> WATCHED = new ArrayList<>();

    private LeaseKeeper() {}

    static void watch(SandboxLease lease, BooleanSupplier over, Runnable giveBack) {
        synchronized (WATCHED) {
            WATCHED.add(new Watched(lease, over, giveBack));
            if (WATCHED.size() == 1) {
                start();
            }
        }
    }

    private static void start() {
        Thread thread = new Thread(null, LeaseKeeper::run, "sandbox-keeper", 0, false);
        thread.setDaemon(true);
        // It outlives the application that was the first.
        thread.setContextClassLoader(null);
        thread.start();
    }

    private static void run() {
        while (true) {
            LockSupport.parkNanos(PAUSE_NANOS);
            List<Watched> open;
            synchronized (WATCHED) {
                WATCHED.removeIf(each -> each.lease().isClosed());
                if (WATCHED.isEmpty()) {
                    return;
                }
                open = List.copyOf(WATCHED);
            }
            boolean alone = SandboxThreads.areAlone();
            open.forEach(each -> look(each, alone));
        }
    }

    private static void look(Watched each, boolean alone) {
        try {
            if (alone) {
                each.lease().close();
            } else if (each.over().getAsBoolean()) {
                each.giveBack().run();
            }
        } catch (RuntimeException | Error e) {
            LOG.warn("the sandbox's keeper could not give back a share: {}", e.toString());
            each.lease().close();
        }
    }
}
