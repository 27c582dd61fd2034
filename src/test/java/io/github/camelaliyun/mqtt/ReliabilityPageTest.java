package io.github.camelaliyun.mqtt;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.Test;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** {@code docs/reliability.md} names methods and tests that there are. */
class ReliabilityPageTest {

    private static final Path PAGE = Path.of("docs/reliability.md");
    private static final String FIRST = "### What was taken out, and what found it";
    private static final String NEXT = "## With real brokers";

    private static final Pattern ROW = Pattern.compile("(?m)^\\| (?:\\d+ \\| )?([A-Z][^|]*) \\| ([^|]*) \\|$");
    private static final Pattern LINE_OF_TABLE = Pattern.compile("(?m)^\\|(?! rule | taken out |---).*");
    /** The list that a row begins with; a method without a class is of the class before it. */
    private static final Pattern LIST = Pattern.compile(", | \\+ |/");

    private static final String CLASS = "[A-Z]\\w*(?:\\.[A-Z]\\w*)*";
    private static final Pattern METHOD = Pattern.compile("\\b(" + CLASS + ")\\.([a-z]\\w*)");

    /** The methods and constructors of each class of the jar, by its name without the package. */
    private static final Map<String, Set<String>> CODE = new HashMap<>();

    static {
        for (JavaClass each : new ClassFileImporter()
                .importUrl(AliyunMqttComponent.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation())) {
            String name =
                    each.getName().substring(each.getPackageName().length() + 1).replace('$', '.');
            Set<String> units = CODE.computeIfAbsent(name, key -> new HashSet<>());
            each.getCodeUnits().forEach(unit -> units.add(unit.getName()));
        }
    }

    @Test
    void eachRowOfWhatWasTakenOutBeginsWithMethodsOrClassesThatThereAre() throws Exception {
        String tables = tables();
        List<MatchResult> rows = ROW.matcher(tables).results().toList();

        assertThat(rows)
                .hasSizeGreaterThan(200)
                .hasSameSizeAs(LINE_OF_TABLE.matcher(tables).results().toList());
        assertThat(rows.stream()
                        .flatMap(row -> named(row.group(1).split(": ")[0]))
                        .filter(name -> !isThere(name)))
                .isEmpty();
    }

    @Test
    void eachMethodThatIsNamedBesideIsThere() throws Exception {
        assertThat(METHOD.matcher(tables().replaceAll("`[^`]*#[^`]*`", ""))
                        .results()
                        .map(MatchResult::group)
                        .filter(name -> !isThere(name)))
                .isEmpty();
    }

    @Test
    void theTestsThatItNamesAreThere() throws Exception {
        NamedTests named = NamedTests.of(Files.readString(PAGE));

        assertThat(named.all()).hasSizeGreaterThan(200);
        assertThat(named.unknown()).isEmpty();
    }

    /** In full: {@code Class} or {@code Class.method}. */
    private static Stream<String> named(String list) {
        String[] names = LIST.split(list);
        for (int i = 1; i < names.length; i++) {
            if (Character.isLowerCase(names[i].charAt(0))) {
                names[i] = names[i - 1].replaceFirst("\\.[a-z]\\w*$", "." + names[i]);
            }
        }
        return Stream.of(names);
    }

    /** A field would not do: one that has the name of what it leads to is there when the method is gone. */
    private static boolean isThere(String name) {
        var method = METHOD.matcher(name);
        return method.matches()
                ? CODE.getOrDefault(method.group(1), Set.of()).contains(method.group(2))
                : CODE.containsKey(name);
    }

    private static String tables() throws Exception {
        String page = Files.readString(PAGE);
        return page.substring(page.indexOf(FIRST), page.indexOf(NEXT));
    }
}
