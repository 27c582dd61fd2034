package io.github.camelaliyun.mqtt.brokers;

import org.junit.jupiter.api.extension.ExtensionContext;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The table of a run, which is written and printed when the last test has ended. For the thread of the tests. */
final class Results implements ExtensionContext.Store.CloseableResource {

    private static final Path FILE = Path.of("target", "brokers", "results.md");
    private static final String NOT_RUN = "not run";

    private final Map<String, Map<Behaviour, String>> cells = new LinkedHashMap<>();

    /** Those of the run that the context belongs to. */
    static Results of(ExtensionContext context) {
        return context.getRoot()
                .getStore(ExtensionContext.Namespace.create(Results.class))
                .getOrComputeIfAbsent(Results.class, any -> new Results(), Results.class);
    }

    /** @param broker its name and version */
    void note(String broker, Behaviour behaviour, String outcome) {
        row(broker).put(behaviour, outcome.replace("|", "/").replaceAll("\\s+", " "));
    }

    /** A broker that did not run at all. */
    void noteAll(String broker, String outcome) {
        for (Behaviour behaviour : Behaviour.values()) {
            note(broker, behaviour, outcome);
        }
    }

    @Override
    public void close() {
        String table = table();
        try {
            Files.createDirectories(FILE.getParent());
            Files.writeString(FILE, table);
        } catch (IOException e) {
            throw new UncheckedIOException(FILE + " could not be written", e);
        }
        System.out.println(table);
    }

    private Map<Behaviour, String> row(String broker) {
        return cells.computeIfAbsent(broker, any -> new EnumMap<>(Behaviour.class));
    }

    /** A column for each broker: there are more behaviours than brokers. */
    private String table() {
        Stream<String> head = Stream.of(
                line("", broker -> broker), line("---", broker -> "---").replace(" ", ""));
        Stream<String> rows = Arrays.stream(Behaviour.values())
                .map(behaviour -> line(behaviour.title(), broker -> row(broker).getOrDefault(behaviour, NOT_RUN)));
        return Stream.concat(head, rows).collect(Collectors.joining("\n", "", "\n"));
    }

    private String line(String first, Function<String, String> cell) {
        return Stream.concat(Stream.of(first), cells.keySet().stream().map(cell))
                .collect(Collectors.joining(" | ", "| ", " |"));
    }
}
