package io.github.camelaliyun.mqtt.observe;

import org.junit.jupiter.api.Test;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** {@code docs/observability.md} has what is told of a connection, all of it and nothing else. */
class ObservabilityPageTest {

    /** Meters that are more than one value of a connection. */
    private static final List<String> OTHERS = List.of("aliyun.mqtt.connection.state", "aliyun.mqtt.publish.latency");

    private final List<String> page;

    ObservabilityPageTest() throws Exception {
        page = Files.readAllLines(Path.of("docs/observability.md"));
    }

    @Test
    void theTableOfFactsIsTheListOfFacts() {
        List<String> rows = Stream.of(ConnectionFact.values())
                .map(fact -> "| `" + fact.detail() + "` | " + nameOf(fact.kind()) + " | "
                        + (fact.kind() == ConnectionFact.Kind.TEXT ? "" : "`aliyun.mqtt." + fact.meter() + "` ") + "| "
                        + fact.description() + " |")
                .toList();

        assertThat(rowsAfter("| fact | kind | meter | text |")).containsExactlyElementsOf(rows);
    }

    @Test
    void theTableOfMetricsHasEachMeterWithItsType() {
        Map<String, String> types = rowsAfter("| Prometheus | Micrometer | type | meaning | alert on |").stream()
                .map(row -> row.split(" *\\| *"))
                .collect(Collectors.toMap(cells -> cells[2].replace("`", ""), cells -> cells[3].replaceAll(",.*", "")));
        OTHERS.forEach(types::remove);

        assertThat(types)
                .isEqualTo(Arrays.stream(ConnectionFact.values())
                        .filter(fact -> fact.kind() != ConnectionFact.Kind.TEXT)
                        .collect(Collectors.toMap(
                                fact -> "aliyun.mqtt." + fact.meter(),
                                fact -> fact.kind() == ConnectionFact.Kind.COUNTER ? "counter" : "gauge")));
    }

    private static String nameOf(ConnectionFact.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** Without the line of dashes. */
    private List<String> rowsAfter(String head) {
        return page.stream()
                .dropWhile(line -> !line.equals(head))
                .skip(2)
                .takeWhile(line -> line.startsWith("|"))
                .toList();
    }
}
