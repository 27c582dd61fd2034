package io.github.camelaliyun.mqtt.doctor;

import java.io.PrintStream;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/** Prints each line as it is found. For one thread. */
final class TextReport implements Consumer<Result> {

    private static final Map<Status, String> MARKS =
            Map.of(Status.OK, "\u2713", Status.WARN, "!", Status.FAILED, "\u2717", Status.SKIPPED, "-");
    private static final Map<Status, String> COLOURS =
            Map.of(Status.OK, "32", Status.WARN, "33", Status.FAILED, "31", Status.SKIPPED, "2");
    private static final int LABEL = 14;
    private static final int STATUS = 7;
    /** From here on characters are mostly as wide as two. */
    private static final int FIRST_WIDE = 0x2e80;

    private final PrintStream out;
    private final Words words;
    private final boolean marks;
    private final boolean colours;
    private String connection;

    TextReport(PrintStream out, Words words, boolean marks, boolean colours) {
        this.out = out;
        this.words = words;
        this.marks = marks;
        this.colours = colours;
    }

    @Override
    public void accept(Result result) {
        if (!Objects.equals(connection, result.connection())) {
            connection = result.connection();
            out.println();
            out.println(words.say("connection", connection));
        }
        Finding finding = result.finding();
        String mark = mark(finding.status());
        out.println(coloured(finding.status(), mark)
                + (marks ? " " : "")
                + padded(words.say("check." + result.check()), LABEL)
                + finding.found());
        String indent = " ".repeat(width(mark) + (marks ? 1 : 0) + LABEL);
        finding.details().forEach(line -> out.println(indent + line));
        if (finding.cure() != null) {
            out.println(indent + words.say("cure", finding.cure()));
        }
        out.flush();
    }

    void summary(Diagnosis diagnosis) {
        out.println();
        out.println(coloured(diagnosis.isWell() ? Status.OK : Status.FAILED, diagnosis.summary()));
        out.flush();
    }

    private String mark(Status status) {
        return marks ? MARKS.get(status) : padded(words.say("status." + status), STATUS);
    }

    private String coloured(Status status, String text) {
        return colours ? "\u001b[" + COLOURS.get(status) + "m" + text + "\u001b[0m" : text;
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(Math.max(1, width - width(text)));
    }

    private static int width(String text) {
        return text.chars().map(c -> c < FIRST_WIDE ? 1 : 2).sum();
    }
}
