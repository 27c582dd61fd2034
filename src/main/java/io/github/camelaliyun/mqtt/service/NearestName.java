package io.github.camelaliyun.mqtt.service;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiPredicate;

/** Finds what a typing error was meant to be. */
public final class NearestName {

    /** A name is near if at most one of this many of its characters is wrong, or as many are missing. */
    private static final int CHARACTERS_PER_EDIT = 3;

    /** More than any name has. */
    private static final int MOST_CHARACTERS = 200;

    /** Of what was typed and a name, the strongest one first. */
    private static final List<BiPredicate<String, String>> RULES = List.of(
            (typed, name) -> name.endsWith("." + typed),
            (typed, name) -> name.startsWith(typed),
            NearestName::isNear,
            (typed, name) -> typed.startsWith(name),
            NearestName::beginsAlike);

    private NearestName() {}

    /**
     * Prefers a name that ends with what was typed after a dot, as one that stands in a group; then one that begins with what
     * was typed; then one that takes few edits for its length to reach; then one that what was typed begins with, or half of it.
     * Of several it is the one that takes the fewest edits. Case does not count.
     *
     * @param typed what was typed; null, an empty text and one of more than 200 characters are near to nothing
     * @param names what there is
     * @return the one of {@code names} that was probably meant; empty if none is near
     */
    public static Optional<String> of(String typed, Collection<String> names) {
        if (typed == null || typed.isEmpty() || typed.length() > MOST_CHARACTERS) {
            return Optional.empty();
        }
        String lower = typed.toLowerCase(Locale.ROOT);
        List<String> candidates = names.stream()
                .sorted(Comparator.comparingInt(name -> edits(lower, lower(name))))
                .toList();
        return RULES.stream()
                .flatMap(rule -> candidates.stream().filter(name -> rule.test(lower, lower(name))))
                .findFirst();
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    private static boolean isNear(String typed, String name) {
        return CHARACTERS_PER_EDIT * edits(typed, name) <= Math.max(typed.length(), name.length());
    }

    private static boolean beginsAlike(String typed, String name) {
        int alike = 0;
        while (alike < typed.length() && alike < name.length() && typed.charAt(alike) == name.charAt(alike)) {
            alike++;
        }
        return 2 * alike > typed.length();
    }

    /** The distance of Damerau and Levenshtein: two neighbours that are exchanged are one edit, as one is that is wrong. */
    private static int edits(String from, String to) {
        int[][] edits = new int[from.length() + 1][to.length() + 1];
        for (int i = 0; i <= from.length(); i++) {
            for (int j = 0; j <= to.length(); j++) {
                edits[i][j] = i == 0 || j == 0 ? i + j : fewest(edits, from, i, to, j);
            }
        }
        return edits[from.length()][to.length()];
    }

    private static int fewest(int[][] edits, String from, int i, String to, int j) {
        boolean same = from.charAt(i - 1) == to.charAt(j - 1);
        int fewest = Math.min(edits[i - 1][j - 1] + (same ? 0 : 1), 1 + Math.min(edits[i - 1][j], edits[i][j - 1]));
        boolean exchanged =
                i > 1 && j > 1 && from.charAt(i - 1) == to.charAt(j - 2) && from.charAt(i - 2) == to.charAt(j - 1);
        return exchanged ? Math.min(fewest, edits[i - 2][j - 2] + 1) : fewest;
    }
}
