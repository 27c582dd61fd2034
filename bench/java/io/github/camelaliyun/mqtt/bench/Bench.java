package io.github.camelaliyun.mqtt.bench;

import io.github.camelaliyun.mqtt.bench.peer.Peers;
import org.apache.camel.util.json.JsonObject;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Runs the chosen cases, all peers of a case one after the other in each round. See {@code bench/README.md}. */
public final class Bench {

    private final Settings settings;
    private final PrintStream out;
    private final List<String> failures = new ArrayList<>();

    Bench(Settings settings, PrintStream out) {
        this.settings = settings;
        this.out = out;
    }

    /** Options are system properties. Ends with 1 if a measurement failed. */
    public static void main(String[] args) throws IOException {
        Bench bench = new Bench(Settings.ofSystemProperties(), System.out);
        bench.run();
        System.exit(bench.failures().isEmpty() ? 0 : 1);
    }

    /** Runs everything and writes the files, after each round anew; a measurement that fails leaves a gap. */
    List<Results> run() throws IOException {
        JsonObject machine = Machine.facts(settings);
        out.println(machine.toJson());
        List<Results> all = results();
        if (all.isEmpty()) {
            throw new IllegalArgumentException("no case is chosen: bench.cases and bench.peers leave none");
        }
        for (int round = 0; round < settings.rounds(); round++) {
            for (Results results : all) {
                measure(results, round);
            }
            ResultFiles.write(settings.folder(), machine, all);
        }
        out.print(QuietnessReport.warning(all));
        all.forEach(results -> out.print(new Table(results).render() + QuietnessReport.marks(results)));
        out.println("written to " + settings.folder());
        return all;
    }

    /** What failed, with the reason; each is also in the output. */
    List<String> failures() {
        return List.copyOf(failures);
    }

    private List<Results> results() {
        List<Results> all = new ArrayList<>();
        for (BenchCase one : Cases.of(settings)) {
            List<String> peers = withBuildBefore(one.peers()).stream()
                    .filter(settings.peers()::contains)
                    .filter(peer -> !peer.equals(Peers.MQTT_JS) || NodeWorker.available())
                    .toList();
            if (settings.cases().contains(one.id()) && !peers.isEmpty()) {
                all.add(new Results(one, peers));
            }
        }
        return all;
    }

    /** Behind each peer of this project the same of the other build, where there is one. */
    private List<String> withBuildBefore(List<String> peers) {
        return peers.stream()
                .flatMap(peer -> Peers.isOurs(peer) && !settings.before().isEmpty()
                        ? Stream.of(peer, Peers.ofBuildBefore(peer))
                        : Stream.of(peer))
                .toList();
    }

    /** The first of a round differs from round to round, so that none always has the place after the same other one. */
    private void measure(Results results, int round) {
        List<String> order = new ArrayList<>(results.peers());
        Collections.rotate(order, -round);
        for (String peer : order) {
            measure(results, peer, round);
        }
    }

    private void measure(Results results, String peer, int round) {
        try {
            MachineWatch watch = MachineWatch.begin(settings.look());
            Map<String, Double> figures = figures(results.benchCase(), peer);
            Optional<Quietness> quietness = watch.end();
            results.add(peer, figures, quietness);
            out.println("round " + (round + 1) + " " + results.benchCase().id() + " " + peer + " " + figures + " "
                    + QuietnessReport.mark(quietness));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while " + peer + " was measured", e);
        }
    }

    private Map<String, Double> figures(BenchCase one, String peer) throws InterruptedException {
        try {
            return one.measure(peer, new Lab(settings, out));
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            failures.add(one.id() + " " + peer + ": " + e);
            e.printStackTrace(out);
            return Map.of();
        }
    }
}
