package io.github.camelaliyun.mqtt.bench.worker;

import org.apache.camel.util.json.JsonObject;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Main class of a child JVM: reads a {@link Plan} from the standard input, measures, prints {@code RESULT} and the figures,
 * and waits for the next plan, which is of the same kind. The end of its input ends it at once, and so does a failure.
 */
public final class Worker {

    /** Printed when messages may be sent to it. */
    public static final String READY = "READY";
    /** Printed before the figures. */
    public static final String RESULT = "RESULT ";

    private Worker() {}

    public static void main(String[] args) {
        BlockingQueue<String> plans = new LinkedBlockingQueue<>();
        Thread watch = new Thread(() -> readToEnd(plans), "input");
        watch.setDaemon(true);
        watch.start();
        try {
            Plan plan = Plan.parse(plans.take());
            Work work = work(plan.kind());
            while (true) {
                JsonObject figures = new JsonObject(work.run(plan, () -> System.out.println(READY)));
                System.out.println(RESULT + figures.toJson());
                plan = Plan.parse(plans.take());
            }
        } catch (Exception | LinkageError e) {
            e.printStackTrace();
        }
        System.out.flush();
        // What the peer has open ends with the process: some of them take seconds to close, which measures nothing.
        Runtime.getRuntime().halt(1);
    }

    private static Work work(String kind) {
        return switch (kind) {
            case "publish" -> new PublishWork();
            case "consume" -> new ConsumeWork();
            case "latency" -> new LatencyWork();
            case "identities" -> new IdentitiesWork();
            default -> throw new IllegalArgumentException("no kind of work is called '" + kind + "'");
        };
    }

    private static void readToEnd(BlockingQueue<String> plans) {
        try (BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            input.lines().forEach(plans::add);
        } catch (IOException | UncheckedIOException e) {
            // The harness is gone.
        }
        Runtime.getRuntime().halt(1);
    }
}
