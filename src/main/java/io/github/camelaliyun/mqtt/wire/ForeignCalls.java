package io.github.camelaliyun.mqtt.wire;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * Has workers run what an application brings to a handshake of TLS: trust and key managers, and host name verifiers. Such a
 * call may never return, nobody can end its thread, and every line of a connection that cannot be made would keep another
 * one. So a call that its line does not wait for any more is interrupted; and once some of a connection hang all the same,
 * its lines are refused, but for one now and then, which finds out whether they return again. Any thread may call.
 */
final class ForeignCalls {

    /** So many of one connection, with one server, hang before a line is refused. */
    static final int MOST = 3;

    /** Then there is another one after a gap, which doubles with each one that hangs too: some twenty in a night. */
    static final Duration FIRST_GAP = Duration.ofMinutes(1);

    static final Duration LONGEST_GAP = Duration.ofHours(1);

    /** Who calls the JDK's TLS, or the application. */
    private static final Set<String> CALLERS =
            Set.of(HandshakeEngine.class.getName(), Tls.class.getName(), ForeignCalls.class.getName());

    private static final String NETTY = "io.netty.";
    /** In the names of classes that the JDK makes of lambdas, and numbers. */
    private static final String LAMBDA = "$$Lambda";

    private final Executor workers;
    private final LongSupplier nanoTime;

    /** Those that hang, in the order in which their lines have ended; guarded by this. */
    private final Map<Connection, List<Call>> hanging = new HashMap<>();

    private record Connection(String clientId, String serverUri) {}

    ForeignCalls(Executor workers) {
        this(workers, System::nanoTime);
    }

    ForeignCalls(Executor workers, LongSupplier nanoTime) {
        this.workers = workers;
        this.nanoTime = nanoTime;
    }

    /**
     * Those of one line.
     *
     * @throws IOException if too many of its connection hang at present
     */
    OfLine of(String clientId, String serverUri) throws IOException {
        Connection connection = new Connection(clientId, serverUri);
        List<Call> calls;
        synchronized (this) {
            calls = List.copyOf(hanging.getOrDefault(connection, List.of()));
        }
        if (calls.size() >= MOST) {
            long left = calls.get(calls.size() - 1).leftAt + gapNanos(calls.size()) - nanoTime.getAsLong();
            if (left > 0) {
                throw new IOException(inWords(calls, left));
            }
        }
        return new OfLine(connection);
    }

    private static long gapNanos(int hanging) {
        long gap = FIRST_GAP.toNanos();
        for (int more = MOST; more < hanging && gap < LONGEST_GAP.toNanos(); more++) {
            gap *= 2;
        }
        return Math.min(gap, LONGEST_GAP.toNanos());
    }

    private String inWords(List<Call> calls, long left) {
        Call first = calls.get(0);
        Instant since =
                Instant.now().minusNanos(nanoTime.getAsLong() - first.begunAt).truncatedTo(ChronoUnit.SECONDS);
        return calls.size()
                + " calls of a trust manager, key manager or sslHostnameVerifier have not returned, the first since "
                + since
                + first.place().map(place -> " (it is in " + place + ")").orElse("")
                + ": none is asked for " + (TimeUnit.NANOSECONDS.toSeconds(left - 1) + 1)
                + " s. A thread dump shows what they wait for";
    }

    private static final class Call {
        private final Thread thread = Thread.currentThread();
        private final long begunAt;
        /** When its line ended. */
        private long leftAt;

        private boolean returned;

        Call(long begunAt) {
            this.begunAt = begunAt;
        }

        /** Whoever uses the thread next is not to be met. */
        synchronized void interrupt() {
            if (!returned) {
                thread.interrupt();
            }
        }

        synchronized void returns() {
            returned = true;
        }

        /** The method of the application's that was called; empty where it is the JDK's own code that hangs. */
        Optional<String> place() {
            return Stream.of(thread.getStackTrace())
                    .takeWhile(frame -> !isCaller(frame.getClassName()))
                    .filter(frame -> !isOfJdk(frame) && !frame.getClassName().contains(LAMBDA))
                    .reduce((inner, outer) -> outer)
                    .map(frame -> frame.getClassName() + "." + frame.getMethodName());
        }

        private static boolean isCaller(String name) {
            return CALLERS.contains(name.replaceFirst("\\$.*", "")) || name.startsWith(NETTY);
        }

        private static boolean isOfJdk(StackTraceElement frame) {
            String module = frame.getModuleName();
            return module != null && (module.startsWith("java.") || module.startsWith("jdk."));
        }
    }

    /** One at a time, as the steps of a handshake follow from each other. */
    final class OfLine implements Executor {
        private final Connection connection;
        /** Guarded by the outer one, as what follows; null for none. */
        private Call present;

        private boolean over;

        private OfLine(Connection connection) {
            this.connection = connection;
        }

        @Override
        public void execute(Runnable task) {
            workers.execute(() -> run(task));
        }

        private void run(Runnable task) {
            Call call = new Call(nanoTime.getAsLong());
            synchronized (ForeignCalls.this) {
                if (over) {
                    return;
                }
                present = call;
            }
            try {
                task.run();
            } finally {
                call.returns();
                returned(call);
            }
        }

        private void returned(Call call) {
            synchronized (ForeignCalls.this) {
                // The next step may have begun on another worker.
                present = present == call ? null : present;
                hanging.computeIfPresent(connection, (same, calls) -> {
                    calls.remove(call);
                    return calls.isEmpty() ? null : calls;
                });
            }
        }

        /** The line has ended, and waits for nothing any more. */
        void end() {
            Call left;
            synchronized (ForeignCalls.this) {
                // A call that were kept twice would return once.
                left = over ? null : present;
                over = true;
                if (left == null) {
                    return;
                }
                left.leftAt = nanoTime.getAsLong();
                hanging.computeIfAbsent(connection, first -> new ArrayList<>()).add(left);
            }
            // Not here: to interrupt one that reads a file closes it, which may wait for the device.
            try {
                workers.execute(left::interrupt);
            } catch (Throwable e) {
                // The workers end, and are interrupted for that.
                return;
            }
        }
    }
}
