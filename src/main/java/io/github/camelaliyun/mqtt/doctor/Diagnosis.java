package io.github.camelaliyun.mqtt.doctor;

import org.apache.camel.util.json.JsonArray;
import org.apache.camel.util.json.JsonObject;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What the doctor has found. Holds no secret. */
public final class Diagnosis {

    private final List<Result> results;
    private final Words words;

    Diagnosis(List<Result> results, Words words) {
        this.results = List.copyOf(results);
        this.words = words;
    }

    /** {@return whether nothing has failed} */
    public boolean isWell() {
        return count(Status.FAILED) == 0;
    }

    /** {@return 0 if nothing has failed, else 1} */
    public int exitCode() {
        return isWell() ? 0 : 1;
    }

    /**
     * {@return how many lines ended so}
     *
     * @param status how they ended
     */
    public int count(Status status) {
        return (int) results.stream()
                .filter(result -> result.finding().status() == status)
                .count();
    }

    List<Result> results() {
        return results;
    }

    /** {@return one line: how many checks ended how} */
    public String summary() {
        return words.say(
                isWell() ? "summary.well" : "summary.ill",
                count(Status.OK),
                count(Status.WARN),
                count(Status.FAILED),
                count(Status.SKIPPED),
                results.stream()
                        .filter(result -> result.finding().status() == Status.FAILED)
                        .map(result -> words.say("check." + result.check()))
                        .findFirst()
                        .orElse(""));
    }

    /** {@return an object with {@code well}, {@code summary} and the {@code checks}, each with its id, status, and what was found} */
    public String json() {
        JsonArray checks = new JsonArray();
        for (Result result : results) {
            Finding finding = result.finding();
            JsonObject check = new JsonObject();
            check.put("check", result.check());
            if (result.connection() != null) {
                check.put("connection", result.connection());
            }
            check.put("status", finding.status().name());
            check.put("found", finding.found());
            if (finding.cure() != null) {
                check.put("cure", finding.cure());
            }
            if (!finding.details().isEmpty()) {
                check.put("details", new JsonArray(finding.details()));
            }
            check.put("millis", result.millis());
            checks.add(check);
        }
        JsonObject all = new JsonObject();
        all.put("well", isWell());
        all.put("summary", summary());
        all.put("checks", checks);
        return all.toJson();
    }

    /** {@return the lines of the report, and the summary} */
    @Override
    public String toString() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (PrintStream out = new PrintStream(bytes, false, StandardCharsets.UTF_8)) {
            TextReport text = new TextReport(out, words, false, false);
            results.forEach(text);
            text.summary(this);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
