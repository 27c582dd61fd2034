package io.github.camelaliyun.mqtt.reliability;

import java.util.Arrays;
import java.util.Random;
import java.util.regex.Pattern;

/**
 * A made-up topic filter, and whether the service takes it: said in one expression, apart from the component's own
 * checks.
 */
final class OddFilter {

    private static final int MAX_LENGTH = 64;
    private static final Pattern TAKEN = Pattern.compile("[^+#/$\0][^+#/\0]*(/(\\+|[^+#/\0]*))*(/#)?");
    private static final Pattern P2P = Pattern.compile("[^/]*/p2p/[^/]*");
    private static final String LONE_SURROGATE = "\ud83d";

    private static final String[] FIRST_LEVELS = {
        "test", "test", "test", "test", "test", "alert", "+", "#", "", "$share/group/test", "$SYS"
    };
    private static final String[] PIECES = {
        "+",
        "+",
        "#",
        "a",
        "b c",
        "é",
        "漢",
        "p2p",
        "$",
        "",
        "\0",
        LONE_SURROGATE,
        "x+",
        "#y",
        "*",
        "averylonglevel".repeat(3)
    };

    private OddFilter() {}

    /** The same for the same seed and number. */
    static String of(long seed, int number) {
        Random random = new Random(seed * 999_983 + number);
        String first = one(random);
        return random.nextInt(5) == 0 ? first + "," + one(random) : first;
    }

    private static String one(Random random) {
        StringBuilder filter = new StringBuilder(FIRST_LEVELS[random.nextInt(FIRST_LEVELS.length)]);
        for (int level = random.nextInt(4); level > 0; level--) {
            filter.append('/').append(PIECES[random.nextInt(PIECES.length)]);
        }
        return filter.toString();
    }

    /** Whether the service takes it, or all in a list. */
    static boolean isTaken(String filters) {
        return Arrays.stream(filters.split(",", -1)).map(String::trim).allMatch(OddFilter::isOneTaken);
    }

    /** Whether the first level of it, or of all in a list, is one of these. */
    static boolean hasParent(String filters, String... parents) {
        return Arrays.stream(filters.split(",", -1))
                .map(filter -> filter.trim().split("/", -1)[0])
                .allMatch(Arrays.asList(parents)::contains);
    }

    private static boolean isOneTaken(String filter) {
        return TAKEN.matcher(filter).matches()
                && !filter.contains(LONE_SURROGATE + "/")
                && !filter.endsWith(LONE_SURROGATE)
                && (filter.length() <= MAX_LENGTH || P2P.matcher(filter).matches());
    }
}
