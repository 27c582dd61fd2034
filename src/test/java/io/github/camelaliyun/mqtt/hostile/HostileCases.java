package io.github.camelaliyun.mqtt.hostile;

import io.github.camelaliyun.mqtt.hostile.HostileCase.Framing;
import io.github.camelaliyun.mqtt.hostile.HostileCase.Stratum;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The cases of a seed. They go through all strata in turn: each type of packet with each flaw that it can have. A case is the
 * same whatever was made before.
 */
final class HostileCases {

    /** Every type with every flaw of it, and those that a server may send once more: most of the others end at once. */
    static final List<Stratum> STRATA = Stream.concat(
                    IntStream.rangeClosed(0, Frame.LAST_TYPE).boxed(),
                    Frame.SERVERS_TYPES.stream().distinct())
            .flatMap(type -> Stream.of(Flaw.values())
                    .filter(flaw -> flaw.appliesTo(type))
                    .map(flaw -> new Stratum(type, flaw)))
            .toList();

    private static final long GOLDEN = 0x9e3779b97f4a7c15L;
    private static final int MOST_AROUND = 3;
    private static final int MOST_CUTS = 5;
    /** Of a case that is cut at every byte. */
    private static final int MOST_BYTES_ONE_BY_ONE = 48;

    private final long seed;

    HostileCases(long seed) {
        this.seed = seed;
    }

    HostileCase number(int number) {
        RandomGenerator random = new SplittableRandom((seed + 1) * GOLDEN + number);
        Forge forge = new Forge(random);
        Stratum stratum = STRATA.get(number % STRATA.size());
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        around(random, forge, bytes);
        int subjectAt = bytes.size();
        bytes.writeBytes(forge.flawed(stratum.type(), stratum.flaw()));
        if (stratum.flaw() == Flaw.CUT_OFF_AND_VALID_ONES_BEHIND) {
            bytes.writeBytes(forge.valid());
        }
        if (stratum.flaw() != Flaw.CUT_OFF) {
            around(random, forge, bytes);
        }
        return new HostileCase(
                number,
                stratum,
                bytes.toByteArray(),
                subjectAt,
                cuts(random, bytes.size()),
                random.nextBoolean(),
                Framing.values()[random.nextInt(Framing.values().length)]);
    }

    /** Valid packets, or none. */
    private static void around(RandomGenerator random, Forge forge, ByteArrayOutputStream bytes) {
        if (random.nextBoolean()) {
            for (int i = random.nextInt(MOST_AROUND); i > 0; i--) {
                bytes.writeBytes(forge.valid());
            }
        }
    }

    private static int[] cuts(RandomGenerator random, int length) {
        if (length < 2) {
            return new int[0];
        }
        return switch (random.nextInt(10)) {
            case 0 ->
                length <= MOST_BYTES_ONE_BY_ONE
                        ? IntStream.range(1, length).toArray()
                        : cuts(random, length, MOST_CUTS);
            case 1, 2, 3 -> cuts(random, length, 1);
            case 4, 5 -> cuts(random, length, 2 + random.nextInt(MOST_CUTS - 1));
            default -> new int[0];
        };
    }

    private static int[] cuts(RandomGenerator random, int length, int count) {
        int[] cuts = new int[count];
        for (int i = 0; i < count; i++) {
            cuts[i] = random.nextInt(1, length);
        }
        return Arrays.stream(cuts).sorted().distinct().toArray();
    }
}
