package io.github.camelaliyun.mqtt.stress;

import io.github.camelaliyun.mqtt.kit.LogCapture;
import io.github.camelaliyun.mqtt.reliability.Scale;

import java.lang.management.LockInfo;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Plays rounds until their time is up. The threads are kept from round to round; whatever one of them throws fails. */
public final class Rounds implements AutoCloseable {

    /** One round: set up, race, check. */
    @FunctionalInterface
    public interface Round {
        void play(Random random) throws Exception;
    }

    /** Nothing that is to come takes so long, however loaded the machine is. */
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private static final Duration WHEN_SHORT = Duration.ofMillis(1_500);
    private static final Duration WHEN_FULL = Duration.ofMinutes(2);
    private static final int MOST_SPINS = 3_000;
    private static final int SPINS_OF_A_TURN = 50;
    private static final int MOST_FRAMES = 20;
    private static final long NAP_NANOS = 20_000;

    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "race");
        thread.setDaemon(true);
        return thread;
    });
    private final Queue<Throwable> thrown = new ConcurrentLinkedQueue<>();
    private final LogCapture log = new LogCapture();

    /** For everything of a round that wants a thread. */
    public ExecutorService threads() {
        return threads;
    }

    /** Plays rounds for as long as the scale says. */
    public void play(Round round) throws Exception {
        long seed = Long.getLong("reliability.seed", System.nanoTime());
        Random random = new Random(seed);
        long until =
                System.nanoTime() + Scale.current().pick(WHEN_SHORT, WHEN_FULL).toNanos();
        int number = 0;
        do {
            number++;
            try {
                round.play(random);
                requireNothingThrown();
            } catch (Throwable e) {
                throw new AssertionError("round " + number + " of seed " + seed + ": " + e.getMessage(), e);
            }
        } while (System.nanoTime() - until < 0);
        if (ManagementFactory.getThreadMXBean().findDeadlockedThreads() != null) {
            throw new AssertionError("threads wait for each other" + dump());
        }
    }

    private void requireNothingThrown() {
        Throwable first = thrown.poll();
        if (first != null) {
            throw new AssertionError("a racer threw " + first, first);
        }
        List<String> errors =
                log.lines().stream().filter(line -> line.startsWith("ERROR")).toList();
        if (!errors.isEmpty()) {
            throw new AssertionError("a task threw: " + errors);
        }
    }

    /** Starts the racers at about the same time, and waits for all of them. */
    public void race(Random random, Round... racers) {
        CountDownLatch ended = start(random, racers);
        try {
            if (!ended.await(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError(ended.getCount() + " racers have not come back" + dump());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** As {@link #race}, without the wait. */
    public CountDownLatch start(Random random, Round... racers) {
        AtomicInteger missing = new AtomicInteger(racers.length);
        CountDownLatch ended = new CountDownLatch(racers.length);
        for (Round racer : racers) {
            Random own = new Random(random.nextLong());
            threads.execute(() -> {
                missing.decrementAndGet();
                while (missing.get() > 0) {
                    Thread.onSpinWait();
                    Thread.yield();
                }
                try {
                    spin(own);
                    racer.play(own);
                } catch (Throwable e) {
                    thrown.add(e);
                } finally {
                    ended.countDown();
                }
            });
        }
        return ended;
    }

    /** A moment of a random length. */
    public static void spin(Random random) {
        int spins = random.nextInt(2) == 0 ? 0 : random.nextInt(MOST_SPINS);
        for (int i = 0; i < spins; i++) {
            Thread.onSpinWait();
        }
        if (random.nextInt(SPINS_OF_A_TURN) == 0) {
            Thread.yield();
        }
    }

    /** Where the code under test calls out: a moment now and then, long enough for another thread to come first. */
    public static void dawdle() {
        int chance = ThreadLocalRandom.current().nextInt(SPINS_OF_A_TURN);
        if (chance == 0) {
            LockSupport.parkNanos(1);
        } else if (chance < 4) {
            Thread.yield();
        }
    }

    /** Waits for what must come. */
    public static void await(BooleanSupplier condition, Supplier<String> otherwise) {
        long since = System.nanoTime();
        int looks = 0;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - since > LIMIT.toNanos()) {
                throw new AssertionError(otherwise.get() + dump());
            }
            if (++looks < SPINS_OF_A_TURN) {
                Thread.yield();
            } else {
                LockSupport.parkNanos(NAP_NANOS);
            }
        }
    }

    /** What the threads do that do something, and who waits for each other's locks. */
    private static String dump() {
        ThreadMXBean bean = ManagementFactory.getThreadMXBean();
        long[] dead = bean.findDeadlockedThreads();
        String threads = Arrays.stream(bean.dumpAllThreads(true, true))
                .filter(info -> info.getThreadId() != Thread.currentThread().getId())
                .filter(info -> Arrays.stream(info.getStackTrace())
                        .anyMatch(frame -> frame.getClassName().startsWith("io.github.camelaliyun")))
                .map(Rounds::describe)
                .collect(Collectors.joining("\n"));
        return "\ndeadlocked threads: " + (dead == null ? "none" : Arrays.toString(dead)) + "\n" + threads;
    }

    private static String describe(ThreadInfo info) {
        LockInfo waitsFor = info.getLockInfo();
        return "thread " + info.getThreadId() + " " + info.getThreadState()
                + (waitsFor == null ? "" : " for " + waitsFor + " of thread " + info.getLockOwnerId()) + "\n  "
                + Arrays.stream(info.getStackTrace())
                        .limit(MOST_FRAMES)
                        .map(StackTraceElement::toString)
                        .collect(Collectors.joining("\n  "));
    }

    @Override
    public void close() {
        log.close();
        threads.shutdownNow();
        try {
            if (!threads.awaitTermination(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError("a thread does not end" + dump());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
