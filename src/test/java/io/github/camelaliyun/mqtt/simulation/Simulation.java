package io.github.camelaliyun.mqtt.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * Lives of many seeds, and the shortest schedule that still fails of one that does.
 */
final class Simulation {

    static final int EVENTS = 60;

    /** What came of a life. */
    record Result(long seed, List<Event> schedule, List<String> violations, long hash) {}

    private final Map<String, Integer> hits = new TreeMap<>();

    /** How often each fault met each state of the connection. */
    Map<String, Integer> hits() {
        return hits;
    }

    static List<Event> schedule(long seed) {
        SplittableRandom random = new SplittableRandom(seed ^ 0x5eed);
        return Event.schedule(random, EVENTS + random.nextInt(EVENTS));
    }

    Result live(long seed) {
        return live(seed, schedule(seed));
    }

    private Result live(long seed, List<Event> schedule) {
        Life life = new Life(seed, hits);
        List<String> violations;
        try {
            violations = life.live(schedule);
        } catch (RuntimeException | Error e) {
            violations = List.of("the life itself failed: " + e + " at " + e.getStackTrace()[0]);
        }
        return new Result(seed, schedule, violations, life.hash());
    }

    /** The same seed with as few events as still fail. */
    Result shorten(Result failed) {
        Result shortest = failed;
        for (int part = failed.schedule().size() / 2; part >= 1; part /= 2) {
            for (int at = 0; at + part <= shortest.schedule().size(); ) {
                List<Event> fewer = new ArrayList<>(shortest.schedule());
                fewer.subList(at, at + part).clear();
                Result result = live(failed.seed(), fewer);
                if (result.violations().isEmpty()) {
                    at += part;
                } else {
                    shortest = result;
                }
            }
        }
        return shortest;
    }

    /** The history of one life. */
    static List<String> story(long seed, List<Event> schedule) {
        Life life = new Life(seed, new TreeMap<>());
        life.world().keepStory();
        try {
            life.world().story().addAll(life.live(schedule));
        } catch (RuntimeException | Error e) {
            life.world().story().add("the life itself failed: " + e);
        }
        return life.world().story();
    }
}
