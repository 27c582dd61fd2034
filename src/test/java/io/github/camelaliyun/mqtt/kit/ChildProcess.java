package io.github.camelaliyun.mqtt.kit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * A process that a test started, with its output collected line by line. Two daemon threads of its own read the output;
 * every method may be called from any thread. Whatever is still running when the JVM ends is ended with it.
 */
public final class ChildProcess {

    private static final Duration END_TIMEOUT = Duration.ofSeconds(10);
    private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> RUNNING.forEach(Process::destroyForcibly)));
    }

    private final String name;
    private final Process process;
    /** Each guarded by itself: a copy is made where a line is asked for, since some programs write very many. */
    private final List<String> lines = new ArrayList<>();

    private final List<String> errors = new ArrayList<>();
    private final List<Thread> readers;

    private ChildProcess(String name, Process process) {
        this.name = name;
        this.process = process;
        this.readers = List.of(collect(process.getInputStream(), lines), collect(process.getErrorStream(), errors));
    }

    /** Starts it, and does not wait for anything. */
    public static ChildProcess start(String name, ProcessBuilder builder) {
        try {
            Process process = builder.start();
            RUNNING.add(process);
            process.onExit().thenAccept(RUNNING::remove);
            return new ChildProcess(name, process);
        } catch (IOException e) {
            throw new UncheckedIOException(name + " could not be started", e);
        }
    }

    /** Whether it has not ended yet. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** Its id. */
    public long pid() {
        return process.pid();
    }

    /** What it wrote to the standard output so far. */
    public List<String> lines() {
        return copy(lines);
    }

    /** Both outputs so far, for the message of a failure. */
    public String output() {
        return String.join("\n", copy(lines)) + "\n" + String.join("\n", copy(errors));
    }

    /** Its standard input. */
    public OutputStream input() {
        return process.getOutputStream();
    }

    /** Waits until it ends by itself and all its output is read; answers its status. */
    public int awaitExit(Duration timeout) {
        if (!exitsWithin(timeout)) {
            throw new IllegalStateException(name + " did not end within " + timeout + "; its output:\n" + output());
        }
        return process.exitValue();
    }

    /** Lets it end by itself for so long, and ends it then. */
    public void end(Duration patience) {
        if (!exitsWithin(patience)) {
            kill();
        }
    }

    /** Asks it to end (SIGTERM), and does not wait. */
    public void terminate() {
        process.destroy();
    }

    /** Ends it without giving it a chance to do anything (SIGKILL), and waits until it is gone. */
    public void kill() {
        process.destroyForcibly();
        awaitExit(END_TIMEOUT);
    }

    private static List<String> copy(List<String> growing) {
        synchronized (growing) {
            return List.copyOf(growing);
        }
    }

    private boolean exitsWithin(Duration timeout) {
        try {
            if (!process.waitFor(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
                return false;
            }
            for (Thread reader : readers) {
                reader.join(END_TIMEOUT.toMillis());
            }
            return true;
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for the end of " + name, e);
        }
    }

    private Thread collect(InputStream stream, List<String> into) {
        Thread reader = new Thread(
                () -> {
                    try (BufferedReader text =
                            new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
                        text.lines().forEach(line -> {
                            synchronized (into) {
                                into.add(line);
                            }
                        });
                    } catch (IOException | UncheckedIOException e) {
                        // The process is gone.
                    }
                },
                name + "-output");
        reader.setDaemon(true);
        reader.start();
        return reader;
    }
}
