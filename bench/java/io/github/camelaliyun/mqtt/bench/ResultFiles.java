package io.github.camelaliyun.mqtt.bench;

import org.apache.camel.util.json.JsonArray;
import org.apache.camel.util.json.JsonObject;
import org.apache.camel.util.json.Jsoner;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** The files that a run leaves: {@code results.md} for people, {@code results.json} for programs. */
final class ResultFiles {

    private static final String HOW_TO_READ = """
            The figure of a peer is the median of its rounds. `ours/peer` is the median of the ratios of the same round:
            above 1 where ours has more of it. Columns that begin with `warm` are of the same process after a long warm-up.
            See bench/README.md.
            """;

    private ResultFiles() {}

    static void write(Path folder, JsonObject machine, List<Results> all) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("results.md"), markdown(machine, all));
        JsonObject root = new JsonObject();
        root.put("environment", machine);
        JsonArray cases = new JsonArray();
        all.forEach(results -> cases.add(json(results)));
        root.put("cases", cases);
        Files.writeString(folder.resolve("results.json"), Jsoner.prettyPrint(root.toJson()) + "\n");
    }

    private static String markdown(JsonObject machine, List<Results> all) {
        StringBuilder text = new StringBuilder("# Results of the bench\n\n");
        machine.forEach((name, value) ->
                text.append("- ").append(name).append(": ").append(value).append('\n'));
        text.append('\n').append(HOW_TO_READ).append('\n').append(QuietnessReport.warning(all));
        all.forEach(results -> text.append(new Table(results).render()).append(QuietnessReport.marks(results)));
        return text.toString();
    }

    private static JsonObject json(Results results) {
        JsonObject peers = new JsonObject();
        JsonObject machine = new JsonObject();
        results.peers().forEach(peer -> {
            JsonObject metrics = new JsonObject();
            results.benchCase().metrics().stream()
                    .filter(results::has)
                    .forEach(metric -> metrics.put(metric.name(), json(results, peer, metric)));
            peers.put(peer, metrics);
            machine.put(peer, quietness(results.quietness(peer)));
        });
        JsonObject json = new JsonObject();
        json.put("id", results.benchCase().id());
        json.put("title", results.benchCase().title());
        json.put("peers", peers);
        json.put("machine", machine);
        return json;
    }

    private static JsonObject json(Results results, String peer, Metric metric) {
        JsonObject json = new JsonObject();
        json.put("rounds", new JsonArray(results.values(peer, metric)));
        put(json, "median", results.median(peer, metric));
        for (String reference : results.benchCase().references()) {
            put(json, reference + "ToPeer", results.ratio(reference, peer, metric));
        }
        return json;
    }

    /** One for each round. */
    private static JsonArray quietness(List<Optional<Quietness>> rounds) {
        JsonArray json = new JsonArray();
        rounds.forEach(one -> json.add(one.<Object>map(Quietness::toJson).orElse("unknown")));
        return json;
    }

    private static void put(JsonObject json, String name, OptionalDouble value) {
        if (value.isPresent()) {
            json.put(name, value.getAsDouble());
        }
    }
}
