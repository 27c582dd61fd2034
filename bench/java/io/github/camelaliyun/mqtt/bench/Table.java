package io.github.camelaliyun.mqtt.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** The table of one case, as Markdown with aligned columns, which is also what a terminal shows. */
final class Table {

    private static final double LARGE = 1000;
    private static final double SMALL = 10;
    private static final String NONE = "-";

    private final Results results;

    Table(Results results) {
        this.results = results;
    }

    /** A heading and the table, ending with a new line. */
    String render() {
        BenchCase one = results.benchCase();
        List<List<String>> rows = new ArrayList<>();
        List<Metric> metrics = metrics(one.metrics());
        rows.add(head(metrics));
        results.peers().forEach(peer -> rows.add(row(peer, metrics)));
        StringBuilder text = new StringBuilder("### " + one.id() + "\n\n" + one.title() + "\n\n");
        List<Integer> widths = widths(rows);
        for (int row = 0; row < rows.size(); row++) {
            text.append(line(rows.get(row), widths));
            if (row == 0) {
                text.append(rule(widths));
            }
        }
        return text.append('\n').toString();
    }

    /** What nobody was asked for, the warm figures of a run without a long warm-up for instance, has no column. */
    private List<Metric> metrics(List<Metric> all) {
        return all.stream()
                .filter(metric -> metric.equals(all.get(0)) || results.has(metric))
                .toList();
    }

    private List<String> head(List<Metric> metrics) {
        List<String> cells = new ArrayList<>(List.of("peer"));
        for (Metric metric : metrics) {
            cells.add(metric.title());
            if (spread(metric, metrics)) {
                cells.add("min..max");
            }
            if (compared(metric)) {
                references().forEach(reference -> cells.add(reference + "/peer"));
            }
        }
        return cells;
    }

    private List<String> row(String peer, List<Metric> metrics) {
        List<String> cells = new ArrayList<>(List.of(peer));
        for (Metric metric : metrics) {
            cells.add(number(results.median(peer, metric)));
            if (spread(metric, metrics)) {
                cells.add(spread(results.present(peer, metric)));
            }
            if (compared(metric)) {
                references()
                        .forEach(reference ->
                                cells.add(peer.equals(reference) ? "" : ratio(results.ratio(reference, peer, metric))));
            }
        }
        return cells;
    }

    /** Those with which the others are compared, as far as they take part. */
    private List<String> references() {
        return results.benchCase().references().stream()
                .filter(results.peers()::contains)
                .toList();
    }

    /** What the case is about is shown with its spread, cold and warm. */
    private static boolean spread(Metric metric, List<Metric> metrics) {
        return metric.equals(metrics.get(0)) || metric.equals(metrics.get(0).warm());
    }

    /** What should be zero has no ratio. */
    private static boolean compared(Metric metric) {
        return !metric.equals(Metric.MISSING) && !metric.equals(Metric.DUPLICATES);
    }

    static String number(OptionalDouble value) {
        return value.isEmpty() ? NONE : number(value.getAsDouble());
    }

    private static String number(double value) {
        boolean whole = Math.abs(value) >= LARGE || value == Math.rint(value);
        String format = whole ? "%,.0f" : Math.abs(value) >= SMALL ? "%.1f" : "%.2f";
        return String.format(Locale.ROOT, format, value);
    }

    private static String spread(List<Double> values) {
        return values.isEmpty()
                ? NONE
                : number(values.stream().min(Double::compare).orElseThrow()) + ".."
                        + number(values.stream().max(Double::compare).orElseThrow());
    }

    private static String ratio(OptionalDouble value) {
        return value.isEmpty() ? NONE : String.format(Locale.ROOT, "%.2f", value.getAsDouble());
    }

    private static List<Integer> widths(List<List<String>> rows) {
        List<Integer> widths = new ArrayList<>();
        for (int column = 0; column < rows.get(0).size(); column++) {
            int at = column;
            widths.add(rows.stream().mapToInt(row -> row.get(at).length()).max().orElseThrow());
        }
        return widths;
    }

    private static String line(List<String> cells, List<Integer> widths) {
        StringBuilder line = new StringBuilder("|");
        for (int column = 0; column < cells.size(); column++) {
            String format = column == 0 ? " %-" + widths.get(column) + "s |" : " %" + widths.get(column) + "s |";
            line.append(String.format(Locale.ROOT, format, cells.get(column)));
        }
        return line.append('\n').toString();
    }

    private static String rule(List<Integer> widths) {
        StringBuilder line = new StringBuilder("|");
        for (int column = 0; column < widths.size(); column++) {
            line.append("-".repeat(widths.get(column) + 1)).append(column == 0 ? "-|" : ":|");
        }
        return line.append('\n').toString();
    }
}
