package io.github.camelaliyun.mqtt.reliability;

import io.github.camelaliyun.mqtt.kit.FaultProxy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;

/** What happens to a line. */
enum Fault {
    /** The connections end, and for a second there is no new one. */
    CUT {
        @Override
        void strike(FaultProxy line, Duration stall) throws InterruptedException {
            line.cut();
            try {
                Progress.last(OUTAGE);
            } finally {
                line.restore();
            }
        }
    },
    /** Nothing moves for a time, then all of it. */
    STALL {
        @Override
        void strike(FaultProxy line, Duration stall) throws InterruptedException {
            line.stall();
            try {
                Progress.last(stall);
            } finally {
                line.resume();
            }
        }
    },
    /** RST at both ends. */
    RESET {
        @Override
        void strike(FaultProxy line, Duration stall) {
            line.reset();
        }
    },
    /** The client reads the end of the stream; what it sends still arrives. */
    HALF_CLOSE {
        @Override
        void strike(FaultProxy line, Duration stall) {
            line.halfClose();
        }
    },
    /** For a second everything takes longer. */
    DELAY {
        @Override
        void strike(FaultProxy line, Duration stall) throws InterruptedException {
            line.delay(LATENCY);
            try {
                Progress.last(OUTAGE);
            } finally {
                line.delay(Duration.ZERO);
            }
        }
    };

    private static final Duration OUTAGE = Duration.ofSeconds(1);
    private static final Duration LATENCY = Duration.ofMillis(200);

    /** Happens to the line and is over when this returns; {@code stall} is for how long a stall lasts. */
    abstract void strike(FaultProxy line, Duration stall) throws InterruptedException;

    /** So many faults in random order, of each kind as many if that is possible. */
    static List<Fault> deck(int faults, long seed) {
        Random random = new Random(seed);
        List<Fault> kinds = new ArrayList<>(List.of(values()));
        Collections.shuffle(kinds, random);
        List<Fault> deck = new ArrayList<>();
        for (int i = 0; i < faults; i++) {
            deck.add(kinds.get(i % kinds.size()));
        }
        Collections.shuffle(deck, random);
        return deck;
    }

    /** The system property {@code reliability.seed}, or a new one. */
    static long seed() {
        return Long.getLong("reliability.seed", ThreadLocalRandom.current().nextLong(1_000_000));
    }
}
