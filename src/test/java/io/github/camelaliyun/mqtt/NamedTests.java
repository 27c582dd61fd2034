package io.github.camelaliyun.mqtt;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The tests that a page names, in backticks: a class, {@code Class#method}, or {@code #method} of the class before it. A class may be
 * named with its package, after the root's.
 */
public record NamedTests(List<String> all, List<String> unknown) {

    private static final Path SOURCES = Path.of("src/test/java");
    private static final Pattern TEST =
            Pattern.compile("`(?:((?:[a-z]+\\.)*[A-Z]\\w*(?:Test|IT))(?:#(\\w+))?|#(\\w+))`");

    /** Those of a text, and those of them that there are not. */
    public static NamedTests of(String text) throws IOException {
        List<String> all = new ArrayList<>();
        List<String> unknown = new ArrayList<>();
        Optional<Class<?>> type = Optional.empty();
        Matcher named = TEST.matcher(text);
        while (named.find()) {
            if (named.group(1) != null) {
                type = find(named.group(1));
            }
            String method = named.group(2) == null ? named.group(3) : named.group(2);
            all.add(named.group());
            if (type.isEmpty() || method != null && !hasTest(type.get(), method)) {
                unknown.add(named.group());
            }
        }
        return new NamedTests(all, unknown);
    }

    /** Where two have the name, the one that is nearer to the root. */
    private static Optional<Class<?>> find(String name) throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            return files.filter(file -> file.endsWith(name.replace('.', '/') + ".java"))
                    .min(Comparator.comparingInt(Path::getNameCount))
                    .map(file -> load(SOURCES.relativize(file).toString().replace('/', '.')));
        }
    }

    private static Class<?> load(String file) {
        try {
            return Class.forName(file.substring(0, file.lastIndexOf('.')), false, NamedTests.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Some are in nested classes, some in a class that others extend. */
    private static boolean hasTest(Class<?> type, String method) {
        return Stream.concat(
                        Stream.<Class<?>>iterate(type, each -> each != null, Class::getSuperclass),
                        Arrays.stream(type.getDeclaredClasses()))
                .flatMap(each -> Arrays.stream(each.getDeclaredMethods()))
                .anyMatch(each -> each.getName().equals(method) && isTest(each));
    }

    private static boolean isTest(Method method) {
        return Arrays.stream(method.getAnnotations())
                .anyMatch(annotation ->
                        annotation.annotationType().getSimpleName().endsWith("Test"));
    }
}
