package io.github.camelaliyun.mqtt.reliability;

import io.github.camelaliyun.mqtt.sandbox.SharedSandbox;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * A publish route and a consume route at a steady pace, in a JVM of its own whose threads and heap hold nothing else. It
 * prints {@link VitalSigns}; at the line {@link #STOP} it sends nothing more, and when all is processed, or the limit has
 * passed, it prints {@link #RESULT} with the numbers of acknowledged and lost messages and of duplicates.
 */
final class SoakChild {

    static final String STOP = "stop";
    static final String RESULT = "result ";

    private static final long TICK_MILLIS = 10;

    private SoakChild() {}

    /** Arguments: server, messages a second, seconds that what is under way may take at the end. */
    public static void main(String[] args) throws Exception {
        int eachTick = (int) (Integer.parseInt(args[1]) * TICK_MILLIS / 1_000);
        Duration limit = Duration.ofSeconds(Integer.parseInt(args[2]));
        Semaphore pace = new Semaphore(0);
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
        try (Traffic traffic = Traffic.paced(URI.create(args[0]), SharedSandbox.uniqueClientId(), pace);
                VitalSigns signs = VitalSigns.print()) {
            traffic.sender().start(Integer.MAX_VALUE);
            timer.scheduleAtFixedRate(() -> pace.release(eachTick), TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
            BufferedReader input = new BufferedReader(new InputStreamReader(System.in));
            for (String line = input.readLine(); line != null; line = input.readLine()) {
                if (line.equals(STOP)) {
                    Thread end = new Thread(() -> end(traffic, limit), "soak-end");
                    end.setDaemon(true);
                    end.start();
                }
            }
        } finally {
            timer.shutdownNow();
        }
    }

    private static void end(Traffic traffic, Duration limit) {
        Ledger ledger = traffic.ledger();
        try {
            ledger.awaitAllProcessed(traffic.sender().stop(), limit);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (AssertionError incomplete) {
            System.out.println(incomplete.getMessage());
        }
        // What waits for a broken line is no growth, and a machine with much to do may need all of the last third for
        // it.
        VitalSigns.look();
        System.out.println(RESULT + ledger.acknowledgedCount() + " " + ledger.lost() + " " + ledger.duplicates());
    }
}
