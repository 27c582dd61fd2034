package io.github.camelaliyun.mqtt;

import org.apache.camel.tooling.model.BaseOptionModel;
import org.apache.camel.tooling.model.ComponentModel;
import org.apache.camel.tooling.model.JsonMapper;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The table of {@code docs/options.md} on the options of camel-paho, and the catalogs that it is about. */
abstract class OptionsPage {

    static final String HONOURED = "honoured";
    static final String OTHER_DEFAULT = "honoured, with another default";
    static final String NO_EFFECT = "no effect, with a warning";
    static final String REFUSED = "refused";

    static final Pattern ROW =
            Pattern.compile("^\\| `(\\w+)` \\|([^|]*)\\|([^|]*)\\|([^|]*)\\|([^|]*)\\|$", Pattern.MULTILINE);

    static final Pattern QUOTED = Pattern.compile("“([^”]+)”");
    static final ComponentModel STOCK = catalog("META-INF/org/apache/camel/component/paho/paho.json");
    static final ComponentModel OURS = catalog("META-INF/io/github/camelaliyun/mqtt/aliyun-mqtt.json");

    /** One row of the page. */
    record Row(String option, String stockDefault, String ourDefault, String fate, String words) {

        List<String> quotes() {
            return QUOTED.matcher(words).results().map(match -> match.group(1)).toList();
        }

        @Override
        public String toString() {
            return option;
        }
    }

    static Stream<Row> honoured() {
        return rows().filter(row -> row.fate().startsWith(HONOURED));
    }

    static Stream<Row> withoutEffect() {
        return rows().filter(row -> row.fate().equals(NO_EFFECT));
    }

    static Stream<Row> refused() {
        return rows().filter(row -> row.fate().equals(REFUSED));
    }

    static Stream<Row> rows() {
        String page = read(Path.of("docs/options.md"));
        String table = page.substring(0, page.indexOf("\n## "));
        return ROW.matcher(table).results().map(OptionsPage::row);
    }

    static Row row(MatchResult match) {
        String[] cells =
                Stream.of(1, 2, 3, 4, 5).map(match::group).map(String::strip).toArray(String[]::new);
        return new Row(cells[0], cells[1], cells[2], cells[3], cells[4]);
    }

    static Stream<BaseOptionModel> optionsOf(ComponentModel model) {
        return Stream.concat(model.getComponentOptions().stream(), model.getEndpointOptions().stream());
    }

    static ComponentModel catalog(String resource) {
        try (InputStream json = OptionsPage.class.getClassLoader().getResourceAsStream(resource)) {
            return JsonMapper.generateComponentModel(new String(json.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
