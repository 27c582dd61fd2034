package io.github.camelaliyun.mqtt.sandbox;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A share in the one sandbox of this JVM, which is what {@code endpoint=sandbox} means: the first who takes one starts it, and
 * the last who closes theirs ends it. While a test has a sandbox of its own, as {@link AliyunMqttSandbox}, it is that one.
 * Thread-safe.
 */
public final class SandboxLease implements AutoCloseable {

    private static final class Shared {
        private final Sandbox sandbox;
        /** Whether somebody else ends it. */
        private final boolean lent;

        private int leases;

        Shared(Sandbox sandbox, boolean lent) {
            this.sandbox = sandbox;
            this.lent = lent;
        }
    }

    private static final Object LOCK = new Object();
    /** The one of this JVM; null if there is none. */
    private static Shared own;
    /** Those of tests, the latest first. */
    private static final Deque<Shared> LENT = new ArrayDeque<>();

    private final Shared shared;
    private boolean closed;

    private SandboxLease(Shared shared) {
        this.shared = shared;
    }

    /**
     * Takes a share. If there is a sandbox already it learns of the account and the parent topics; its ports stay.
     *
     * @throws SandboxException as {@link Sandbox#start}
     */
    public static SandboxLease take(SandboxOptions options) {
        synchronized (LOCK) {
            Shared present = LENT.isEmpty() ? own : LENT.peek();
            if (present == null) {
                own = new Shared(Sandbox.start(options), false);
                present = own;
            } else {
                present.sandbox.registerAccount(options.accessKey(), options.secretKey(), options.instanceId());
                present.sandbox.addParentTopics(options.parentTopics());
            }
            present.leases++;
            return new SandboxLease(present);
        }
    }

    /** From now on, and until {@link #takeBack}, the sandbox of this JVM is this one. */
    static void lend(Sandbox sandbox) {
        synchronized (LOCK) {
            LENT.push(new Shared(sandbox, true));
        }
    }

    static void takeBack(Sandbox sandbox) {
        synchronized (LOCK) {
            LENT.removeIf(shared -> shared.sandbox == sandbox);
        }
    }

    public Sandbox sandbox() {
        return shared.sandbox;
    }

    /** Gives the share back; ends the sandbox if it was the last, which takes about 2 s. Idempotent. */
    @Override
    public void close() {
        synchronized (LOCK) {
            if (closed) {
                return;
            }
            closed = true;
            if (--shared.leases == 0 && !shared.lent) {
                own = null;
                shared.sandbox.close();
            }
        }
    }
}
