package io.github.camelaliyun.mqtt.hostile;

import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Counts how the cases came out, and keeps one example of each kind of wrong. Any thread may call. */
final class Summary {

    private static final int MOST_BYTES = 64;
    private static final int MOST_TEXT = 300;

    private final Map<String, Integer> agreed = new TreeMap<>();
    private final Map<Rule, Integer> explained = new EnumMap<>(Rule.class);
    private final Map<String, Integer> wrong = new TreeMap<>();
    private final Map<String, String> examples = new TreeMap<>();
    private int cases;
    private int pastTheHeader;

    synchronized void played(HostileCase hostile) {
        cases++;
        if (hostile.subject().hasGoodHeader()) {
            pastTheHeader++;
        }
    }

    synchronized void agreed(String how) {
        agreed.merge(how, 1, Integer::sum);
    }

    /** The line differs from the judge, and is right. */
    synchronized void explained(Rule rule) {
        explained.merge(rule, 1, Integer::sum);
    }

    /** Keeps the shortest example. */
    synchronized void wrong(String what, HostileCase hostile, Verdict verdict, Witness.Testimony testimony) {
        wrong.merge(what, 1, Integer::sum);
        String example = "case " + hostile.number() + ", " + hostile.stratum() + ", " + hostile.framing()
                + "\n    bytes "
                + shortened(HexFormat.of().formatHex(hostile.bytes()), 2 * MOST_BYTES) + "\n    judge "
                + shortened(verdict.items().toString(), MOST_TEXT) + "\n    line  "
                + shortened(
                        testimony.packets().stream().map(Referee::describe).toList() + " " + testimony.end() + " "
                                + testimony.cause(),
                        MOST_TEXT);
        examples.merge(what, example, (one, other) -> one.length() <= other.length() ? one : other);
    }

    synchronized void wrong(String what) {
        wrong.merge(what, 1, Integer::sum);
    }

    synchronized int cases() {
        return cases;
    }

    /** How many of the cases, of one, had a fixed header that a server may send. */
    synchronized double pastTheHeader() {
        return (double) pastTheHeader / cases;
    }

    synchronized Map<Rule, Integer> explained() {
        return Map.copyOf(explained);
    }

    /** What was wrong, and how often. */
    synchronized Map<String, Integer> wrong() {
        return new TreeMap<>(wrong);
    }

    private static String shortened(String text, int most) {
        String line = text.replaceAll("[\\p{C}\\p{Zl}\\p{Zp}]", "?");
        return line.length() <= most ? line : line.substring(0, most) + "... (" + line.length() + ")";
    }

    @Override
    public synchronized String toString() {
        return cases + " cases, " + Math.round(100 * pastTheHeader()) + " % past the fixed header\n"
                + "packets that the line and the judge agree on: " + agreed + "\n"
                + "packets on which they differ, and the line is right: " + explained + "\n"
                + "kinds of wrong: " + wrong.size()
                + wrong.entrySet().stream()
                        .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
                        .map(entry -> "\n  " + entry.getValue() + " x " + shortened(entry.getKey(), MOST_TEXT)
                                + (examples.containsKey(entry.getKey()) ? "\n    " + examples.get(entry.getKey()) : ""))
                        .collect(Collectors.joining());
    }
}
