package io.github.camelaliyun.mqtt.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Says in which measurements the machine was not quiet. */
final class QuietnessReport {

    private QuietnessReport() {}

    /** A paragraph to stand before all tables; empty if the machine was quiet all the time. */
    static String warning(List<Results> all) {
        List<Optional<Quietness>> measurements = all.stream()
                .flatMap(results -> results.peers().stream().flatMap(peer -> results.quietness(peer).stream()))
                .toList();
        long noisy = measurements.stream()
                .filter(one -> one.isPresent() && !one.get().quiet())
                .count();
        long unknown = measurements.stream().filter(Optional::isEmpty).count();
        StringBuilder text = new StringBuilder();
        if (noisy > 0) {
            text.append("WARNING: the machine was not quiet in ")
                    .append(noisy)
                    .append(" of ")
                    .append(measurements.size())
                    .append(" measurements, which are named under their tables.\n\n");
        }
        if (unknown > 0) {
            text.append("Whether the machine was quiet is unknown for ")
                    .append(unknown)
                    .append(" of ")
                    .append(measurements.size())
                    .append(" measurements.\n\n");
        }
        return text.toString();
    }

    /** The rounds of one case in which the machine was not quiet, to stand under its table; empty if there is none. */
    static String marks(Results results) {
        List<String> marks = new ArrayList<>();
        for (String peer : results.peers()) {
            List<Optional<Quietness>> rounds = results.quietness(peer);
            for (int round = 0; round < rounds.size(); round++) {
                String mark = mark(rounds.get(round));
                if (!mark.isEmpty()) {
                    marks.add("- round " + (round + 1) + " " + peer + ": " + mark + "\n");
                }
            }
        }
        return marks.isEmpty() ? "" : String.join("", marks) + "\n";
    }

    /** In a few words; empty if it was quiet. */
    static String mark(Optional<Quietness> quietness) {
        return quietness
                .map(one -> one.quiet() ? "" : "not quiet (" + one.figures() + ")")
                .orElse("quiet or not: unknown");
    }
}
