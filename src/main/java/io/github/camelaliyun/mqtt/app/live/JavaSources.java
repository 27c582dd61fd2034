package io.github.camelaliyun.mqtt.app.live;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Which Java files belong together: one that has the name of another's class outside of comments and strings is compiled with it,
 * and loaded again when it changes.
 */
final class JavaSources {

    private static final Pattern NO_CODE = Pattern.compile(
            "//[^\\n]*|/\\*.*?\\*/|\"\"\".*?\"\"\"|\"(?:\\\\.|[^\"\\\\\\n])*\"|'(?:\\\\.|[^'\\\\\\n])+'",
            Pattern.DOTALL);

    private static final Pattern WORD = Pattern.compile("\\W+");

    private JavaSources() {}

    /** Those of {@code files} that name a class of {@code names}, directly or by way of others, without these themselves. */
    static Set<String> dependents(Collection<RouteFile> files, Set<String> names) {
        Set<String> found = new TreeSet<>(names);
        boolean more = true;
        while (more) {
            more = false;
            for (RouteFile file : files) {
                if (file.isJava() && !found.contains(file.name()) && mentions(file, found)) {
                    more = found.add(file.name());
                }
            }
        }
        found.removeAll(names);
        return found;
    }

    /** Those of {@code files} whose classes {@code sources} name, directly or by way of others, without these themselves. */
    static Set<RouteFile> dependencies(Collection<RouteFile> files, Collection<RouteFile> sources) {
        Set<RouteFile> found = new HashSet<>(sources);
        boolean more = true;
        while (more) {
            more = false;
            for (RouteFile file : files) {
                if (file.isJava()
                        && !found.contains(file)
                        && found.stream().anyMatch(source -> mentions(source, Set.of(file.name())))) {
                    more = found.add(file);
                    break;
                }
            }
        }
        found.removeAll(Set.copyOf(sources));
        return found;
    }

    private static boolean mentions(RouteFile file, Set<String> names) {
        Set<String> words =
                new HashSet<>(List.of(WORD.split(NO_CODE.matcher(file.text()).replaceAll(" "))));
        return names.stream()
                .filter(RouteFile::isJava)
                .map(name -> name.substring(0, name.length() - RouteFile.JAVA.length()))
                .anyMatch(words::contains);
    }
}
