package io.github.camelaliyun.mqtt.kit;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A second Java process for a test, with this one's java and class path, to be killed or to have a small heap. What its
 * main class prints is the way back; a line to its standard input is the way there.
 *
 * <p>The main class must end when its standard input ends ({@link #awaitEndOfInput()} does that): then nothing outlives
 * a test run that is broken off. Any thread may call the methods.
 */
public final class ChildJvm implements AutoCloseable {

    /** How long {@link #close()} lets the child end by itself. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final Duration POLL = Duration.ofMillis(10);

    private final String name;
    private final ChildProcess process;

    private ChildJvm(String name, ChildProcess process) {
        this.name = name;
        this.process = process;
    }

    /** Starts {@code mainClass}, which must be on this process's class path, and does not wait for it. */
    public static ChildJvm start(Class<?> mainClass, List<String> jvmOptions, String... args) {
        return start(List.of(), mainClass, jvmOptions, args);
    }

    /** As {@link #start}, for a process that may have so many files and sockets; by a POSIX shell. */
    public static ChildJvm startWithDescriptors(int most, Class<?> mainClass) {
        return start(List.of("sh", "-c", "ulimit -n " + most + "; exec \"$@\"", "sh"), mainClass, List.of());
    }

    private static ChildJvm start(List<String> before, Class<?> mainClass, List<String> jvmOptions, String... args) {
        List<String> command = new ArrayList<>(before);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmOptions);
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(mainClass.getName());
        command.addAll(List.of(args));
        String name = mainClass.getSimpleName();
        return new ChildJvm(name, ChildProcess.start(name, new ProcessBuilder(command)));
    }

    /** For the child's main method: returns when the parent has closed the input, or has ended. */
    public static void awaitEndOfInput() throws IOException {
        while (System.in.read() >= 0) {
            // What is said is of no interest, only that nothing more will be.
        }
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** What it has written to its standard output so far. */
    public List<String> lines() {
        return process.lines();
    }

    /** Returns when a line of its output contains the text; fails with its output at the limit, or when it has ended. */
    public void awaitLine(String containing, Duration limit) {
        try {
            Awaitility.await()
                    .atMost(limit)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(POLL)
                    .until(() -> printed(containing) || !process.isAlive());
        } catch (ConditionTimeoutException e) {
            throw new IllegalStateException(
                    name + " did not print '" + containing + "' within " + limit + "; its output:\n" + process.output(),
                    e);
        }
        if (!process.isAlive()) {
            int status = process.awaitExit(PATIENCE);
            if (!printed(containing)) {
                throw new IllegalStateException(name + " ended with status " + status + " and without printing '"
                        + containing + "'; its output:\n" + process.output());
            }
        }
    }

    /** Writes a line to its standard input. */
    public void send(String line) {
        try {
            process.input().write((line + "\n").getBytes(StandardCharsets.UTF_8));
            process.input().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(name + " took no input; its output:\n" + process.output(), e);
        }
    }

    /** Both outputs so far. */
    public String output() {
        return process.output();
    }

    /** Asks it to end (SIGTERM), and does not wait. */
    public void terminate() {
        process.terminate();
    }

    /** Ends it as a power cut would (SIGKILL), and returns when it is gone. */
    public void kill() {
        process.kill();
    }

    /** Waits until it has ended by itself; answers its status. */
    public int awaitExit(Duration limit) {
        return process.awaitExit(limit);
    }

    /** Closes its standard input, which asks it to end, and kills it if it does not; once is enough. */
    @Override
    public void close() {
        try {
            process.input().close();
        } catch (IOException e) {
            // It has ended already.
        }
        process.end(PATIENCE);
    }

    private boolean printed(String text) {
        return process.lines().stream().anyMatch(line -> line.contains(text));
    }
}
