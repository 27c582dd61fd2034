package io.github.camelaliyun.mqtt.credential;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;

/** Finds what a typing error was meant to be. */
public final class NearestName {

    private NearestName() {}

    /**
     * Prefers a name that ends with what was typed after a dot, as one that stands in a group, to the one that takes the fewest
     * edits to reach from it. Case does not count.
     *
     * @param typed what was typed
     * @param names what there is; at least one
     * @return the one of {@code names} that was probably meant
     */
    public static String of(String typed, Collection<String> names) {
        String lower = typed.toLowerCase(Locale.ROOT);
        return names.stream()
                .filter(name -> name.toLowerCase(Locale.ROOT).endsWith("." + lower))
                .findFirst()
                .orElseGet(() -> nearest(lower, names));
    }

    private static String nearest(String lower, Collection<String> names) {
        return names.stream()
                .min(Comparator.comparingInt(name -> edits(lower, name.toLowerCase(Locale.ROOT))))
                .orElseThrow();
    }

    /** Levenshtein's distance, row by row. */
    private static int edits(String from, String to) {
        int[] row = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[to.length()];
    }
}
