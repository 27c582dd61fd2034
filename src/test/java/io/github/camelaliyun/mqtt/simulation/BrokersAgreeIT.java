package io.github.camelaliyun.mqtt.simulation;

import io.github.camelaliyun.mqtt.kit.HiveMq;
import io.github.camelaliyun.mqtt.kit.Mosquitto;
import io.github.camelaliyun.mqtt.kit.RequiresMosquitto;
import io.github.camelaliyun.mqtt.simulation.Family.Overlap;
import io.github.camelaliyun.mqtt.simulation.Family.Resend;
import org.junit.jupiter.api.Test;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The model that the simulation trusts, beside real brokers: the same schedules, packet by packet, and the same comes of
 * them. {@code -Dreplay.seed=<n>} plays that one alone.
 */
class BrokersAgreeIT {

    private static final int SCHEDULES =
            Long.getLong("replay.seed", -1) >= 0 ? 1 : Integer.getInteger("replay.schedules", 500);
    private static final long FIRST = Math.max(1, Long.getLong("replay.seed", 1));
    private static final int AT_ONCE = 50;
    private static final int WINDOW = 20;
    private static final int SHOWN = 3;

    /** Of two subscriptions it takes the narrower one, and not the highest QoS (3.3.5-1); and it counts its window its own way. */
    @Test
    @RequiresMosquitto
    void modelDoesWhatMosquittoDoes() throws Exception {
        Family family =
                new Family(true, false, WINDOW, true, 0, Overlap.NARROWEST, true, false, Resend.NEVER, false, 1);
        try (Mosquitto mosquitto = Mosquitto.start(Mosquitto.Options.anonymous().withMaxInflight(WINDOW))) {
            assertAgree(family, mosquitto.uri(), Duration.ofMillis(30));
        }
    }

    /** It sends what waits in batches, and passes on what is published at QoS 2 with the PUBLISH (4.3.3, method B). */
    @Test
    void modelDoesWhatHiveMqDoes() throws Exception {
        Family family =
                new Family(true, false, WINDOW, false, 50, Overlap.HIGHEST, false, true, Resend.NEVER, false, 1);
        try (HiveMq hiveMq = HiveMq.start(WINDOW)) {
            assertAgree(family, hiveMq.uri(), Duration.ofMillis(60));
        }
    }

    private static void assertAgree(Family family, URI uri, Duration quiet) throws Exception {
        ExecutorService players = Executors.newFixedThreadPool(AT_ONCE);
        try {
            List<Future<String>> played = LongStream.range(FIRST, FIRST + SCHEDULES)
                    .mapToObj(seed -> players.submit(() -> difference(seed, family, uri, quiet)))
                    .toList();
            List<String> differences = new ArrayList<>();
            for (Future<String> one : played) {
                if (!one.get().isEmpty()) {
                    differences.add(one.get());
                }
            }
            assertThat(differences.stream().limit(SHOWN))
                    .as("%d of %d schedules differ", differences.size(), SCHEDULES)
                    .isEmpty();
        } finally {
            players.shutdownNow();
            players.awaitTermination(10, TimeUnit.SECONDS);
        }
    }

    /** Empty if the two agree, else the schedule with both traces. */
    private static String difference(long seed, Family family, URI uri, Duration quiet) {
        Recording recording = Recording.of(seed);
        List<Replay.Phase> model;
        List<Replay.Phase> real;
        try (ModelCounterpart counterpart = new ModelCounterpart(seed, family)) {
            model = Replay.play(recording, family, counterpart);
        }
        try (RealCounterpart counterpart = new RealCounterpart(uri, quiet)) {
            real = Replay.play(recording, family, counterpart, model);
        }
        return real.equals(model) ? "" : sideBySide(seed, model, real);
    }

    private static String sideBySide(long seed, List<Replay.Phase> model, List<Replay.Phase> real) {
        StringBuilder text = new StringBuilder("\nseed " + seed + " (-Dreplay.seed=" + seed + ")\n");
        for (int i = 0; i < real.size(); i++) {
            Replay.Phase ours = i < model.size() ? model.get(i) : new Replay.Phase("", List.of());
            Replay.Phase theirs = real.get(i);
            text.append(ours.equals(theirs) ? "  " : "! ").append(theirs.what()).append('\n');
            for (int j = 0; j < Math.max(ours.came().size(), theirs.came().size()); j++) {
                text.append(String.format(
                        "      %-50s | %s%n",
                        j < ours.came().size() ? ours.came().get(j) : "",
                        j < theirs.came().size() ? theirs.came().get(j) : ""));
            }
        }
        return text.toString();
    }
}
