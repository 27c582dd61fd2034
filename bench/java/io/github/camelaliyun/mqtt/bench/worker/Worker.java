package io.github.camelaliyun.mqtt.bench.worker;

import org.apache.camel.util.json.JsonObject;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/**
 * Main class of a child JVM: reads its {@link Plan} from the standard input, measures, and prints {@code RESULT} and the
 * figures. The end of its input ends it at once.
 */
public final class Worker {

    /** Printed when messages may be sent to it. */
    public static final String READY = "READY";
    /** Printed before the figures. */
    public static final String RESULT = "RESULT ";

    private Worker() {}

    public static void main(String[] args) throws IOException {
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        Plan plan = Plan.parse(input.readLine());
        Thread watch = new Thread(() -> haltAtEnd(input), "end-of-input");
        watch.setDaemon(true);
        watch.start();
        int status = 0;
        try {
            JsonObject figures = new JsonObject(work(plan.kind()).run(plan, () -> System.out.println(READY)));
            System.out.println(RESULT + figures.toJson());
        } catch (Exception | LinkageError e) {
            e.printStackTrace();
            status = 1;
        }
        System.out.flush();
        // What the peer has open ends with the process: some of them take seconds to close, which measures nothing.
        Runtime.getRuntime().halt(status);
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

    private static void haltAtEnd(BufferedReader input) {
        try {
            while (input.readLine() != null) {
                // Only the end is of interest.
            }
        } catch (IOException e) {
            // The harness is gone.
        }
        Runtime.getRuntime().halt(1);
    }
}
