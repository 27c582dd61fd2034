package io.github.camelaliyun.mqtt.reliability;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Locale;

/**
 * The table that the experiments leave: a Markdown file to which each appends a row. Threads and processes may write at
 * the same time.
 */
public final class Report {

    private static final Path FILE = Path.of("target", "reliability", "results.md");

    private static final String HEADER = """
            | Experiment | Broker | Scale | Messages | Lost | Duplicates | Faults | Seconds | Other figures |
            |---|---|---|---:|---:|---:|---:|---:|---|
            """;

    private Report() {}

    /** Appends the row of an experiment with a ledger; {@code figures} is prose, without a new line. */
    public static void add(String experiment, String broker, Ledger ledger, int faults, Duration took, String figures) {
        add(experiment, broker, ledger.acknowledgedCount(), ledger.lost(), ledger.duplicates(), faults, took, figures);
    }

    /** Appends a row. */
    public static void add(
            String experiment,
            String broker,
            long messages,
            long lost,
            long duplicates,
            int faults,
            Duration took,
            String figures) {
        append(
                FILE,
                String.format(
                        Locale.ROOT,
                        "| %s | %s | %s | %d | %d | %d | %d | %.1f | %s |%n",
                        experiment,
                        broker,
                        Scale.current(),
                        messages,
                        lost,
                        duplicates,
                        faults,
                        took.toMillis() / 1000.0,
                        figures));
    }

    /** In this JVM one thread at a time, as a file lock belongs to the whole JVM. */
    static synchronized void append(Path file, String row) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
                    FileLock lock = channel.lock()) {
                String text = channel.size() == 0 ? HEADER + row : row;
                ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
                while (lock.isValid() && bytes.hasRemaining()) {
                    channel.write(bytes);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the results could not be written to " + file, e);
        }
    }
}
