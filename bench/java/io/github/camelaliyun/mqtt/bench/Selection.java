package io.github.camelaliyun.mqtt.bench;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Names chosen by patterns. Immutable. */
public final class Selection {

    private static final String NOT = "!";

    private final List<Pattern> included;
    private final List<Pattern> excluded;

    private Selection(List<Pattern> included, List<Pattern> excluded) {
        this.included = included;
        this.excluded = excluded;
    }

    /** @param patterns separated by commas; {@code *} stands for any text, a {@code !} in front leaves names out */
    static Selection of(String patterns) {
        List<String> all = Arrays.stream(patterns.split(","))
                .map(String::strip)
                .filter(one -> !one.isEmpty())
                .toList();
        List<Pattern> excluded = all.stream()
                .filter(one -> one.startsWith(NOT))
                .map(one -> glob(one.substring(NOT.length())))
                .toList();
        List<Pattern> included = all.stream()
                .filter(one -> !one.startsWith(NOT))
                .map(Selection::glob)
                .toList();
        return new Selection(included.isEmpty() ? List.of(glob("*")) : included, excluded);
    }

    boolean contains(String name) {
        return matches(included, name) && !matches(excluded, name);
    }

    private static boolean matches(List<Pattern> patterns, String name) {
        return patterns.stream().anyMatch(pattern -> pattern.matcher(name).matches());
    }

    private static Pattern glob(String text) {
        return Pattern.compile(
                Arrays.stream(text.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*")));
    }
}
