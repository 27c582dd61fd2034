package io.github.camelaliyun.mqtt.sandbox;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;

/**
 * A share in the one sandbox of this JVM, which is what {@code endpoint=sandbox} means: the first who takes one starts it, and
 * the last who closes theirs ends it. While a test has a sandbox of its own, as {@link AliyunMqttSandbox}, it is that one.
 * Thread-safe.
 */
public final class SandboxLease implements AutoCloseable {

    private static final class Shared {
        /** Fails with the start. */
        private final CompletableFuture<Sandbox> started;
        /** Whether somebody else ends it. */
        private final boolean lent;

        private int leases;

        Shared(CompletableFuture<Sandbox> started, boolean lent) {
            this.started = started;
            this.lent = lent;
        }
    }

    /** Held for moments only: a sandbox starts and ends without it. */
    private static final Object LOCK = new Object();
    /** The one of this JVM, which may still be starting; null if there is none. */
    private static Shared own;
    /** Completes when the one before has ended and its ports are free. */
    private static CompletableFuture<Void> ended = CompletableFuture.completedFuture(null);
    /** Those of tests, the latest first. */
    private static final Deque<Shared> LENT = new ArrayDeque<>();

    private final Shared shared;
    private boolean closed;

    private SandboxLease(Shared shared) {
        this.shared = shared;
    }

    /**
     * Takes a share; returns when the sandbox runs, which may mean that another one has to end first. If there is one already
     * it learns of the account and the parent topics; its ports stay, and so does the secret of an AccessKey ID that it knows.
     *
     * @param options what the sandbox pretends to be, if this is the first share
     * @return a share, which the caller closes
     * @throws SandboxException as {@link Sandbox#start}; who waited for that start tries one of their own
     */
    public static SandboxLease take(SandboxOptions options) {
        while (true) {
            Shared shared;
            boolean first;
            CompletableFuture<Void> before;
            synchronized (LOCK) {
                shared = LENT.isEmpty() ? own : LENT.peek();
                first = shared == null;
                if (first) {
                    shared = new Shared(new CompletableFuture<>(), false);
                    own = shared;
                }
                shared.leases++;
                before = ended;
            }
            SandboxLease lease = new SandboxLease(shared);
            if (first) {
                before.join();
                start(shared, options);
                return lease;
            }
            if (lease.isStarted()) {
                lease.add(options);
                return lease;
            }
        }
    }

    private static void start(Shared shared, SandboxOptions options) {
        try {
            shared.started.complete(Sandbox.start(options));
        } catch (RuntimeException | Error e) {
            synchronized (LOCK) {
                own = null;
            }
            shared.started.completeExceptionally(e);
            throw e;
        }
    }

    /** Waits for the start that another thread makes; false if it has failed. */
    private boolean isStarted() {
        try {
            shared.started.get();
            return true;
        } catch (ExecutionException e) {
            return false;
        } catch (InterruptedException e) {
            close();
            Thread.currentThread().interrupt();
            throw new SandboxException("interrupted while the sandbox started", e);
        }
    }

    /**
     * The sandbox that {@code endpoint=sandbox} means now.
     *
     * @throws IllegalStateException if there is none
     */
    static Sandbox present() {
        Shared present;
        synchronized (LOCK) {
            present = LENT.isEmpty() ? own : LENT.peek();
        }
        if (present == null) {
            throw new IllegalStateException("no sandbox runs in this JVM: an application starts one with its first"
                    + " endpoint whose server is 'sandbox'");
        }
        return present.started.join();
    }

    /** From now on, and until {@link #takeBack}, the sandbox of this JVM is this one. */
    static void lend(Sandbox sandbox) {
        synchronized (LOCK) {
            LENT.push(new Shared(CompletableFuture.completedFuture(sandbox), true));
        }
    }

    /** For those who take a share from now on; who has one keeps it, and it ends with this sandbox. */
    static void takeBack(Sandbox sandbox) {
        synchronized (LOCK) {
            LENT.removeIf(shared -> shared.started.join() == sandbox);
        }
    }

    /** {@return the sandbox that it is a share in} */
    public Sandbox sandbox() {
        return shared.started.join();
    }

    /**
     * Tells the sandbox of another account and its parent topics, as {@link #take} does.
     *
     * @param options with the account and the parent topics
     */
    public void add(SandboxOptions options) {
        sandbox().parts.share(options);
    }

    /**
     * Has somebody look whether the holder has ended without {@link #close}: several times a second, on a thread that keeps no
     * JVM alive. If nothing else keeps this JVM alive, the share is given back without asking.
     *
     * @param over whether the holder has ended; called until the share is closed
     * @param giveBack is called then, perhaps several times, and closes the share unless the holder has begun again
     */
    public void closeWhen(BooleanSupplier over, Runnable giveBack) {
        LeaseKeeper.watch(this, over, giveBack);
    }

    boolean isClosed() {
        synchronized (LOCK) {
            return closed;
        }
    }

    /** Gives the share back; ends the sandbox if it was the last, which takes about 2 s. Idempotent. */
    @Override
    public void close() {
        CompletableFuture<Void> end = new CompletableFuture<>();
        synchronized (LOCK) {
            if (closed) {
                return;
            }
            closed = true;
            shared.leases--;
            if (shared.leases > 0 || shared.lent || own != shared) {
                return;
            }
            own = null;
            ended = end;
        }
        try {
            sandbox().close();
        } finally {
            end.complete(null);
        }
    }
}
