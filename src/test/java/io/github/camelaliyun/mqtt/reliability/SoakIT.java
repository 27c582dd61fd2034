package io.github.camelaliyun.mqtt.reliability;

import io.github.camelaliyun.mqtt.kit.ChildJvm;
import io.github.camelaliyun.mqtt.kit.FaultProxy;
import io.github.camelaliyun.mqtt.kit.Mosquitto;
import io.github.camelaliyun.mqtt.kit.RequiresMosquitto;
import io.github.camelaliyun.mqtt.reliability.VitalSigns.Sample;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** Hours in small: a steady stream with a fault now and then. */
@RequiresMosquitto
class SoakIT {

    private static final Scale SCALE = Scale.current();
    private static final int PER_SECOND = 2_000;
    private static final int FAULTS = SCALE.pick(2, 29);
    private static final Duration BETWEEN = SCALE.pick(Duration.ofSeconds(5), Duration.ofSeconds(20));
    private static final Duration STALL = Duration.ofSeconds(1);
    /** For a connection to break, and for what is under way at the end. */
    private static final Duration LIMIT = SCALE.pick(Duration.ofSeconds(60), Duration.ofMinutes(3));

    /**
     * A thread for each reconnect would be more, in full. A short run is over before the pool of workers has found its
     * size, and sees only a thread for each message.
     */
    private static final long MAX_THREAD_GROWTH = SCALE.pick(20, 2);

    /** Some bytes for each message would be more, in full; in short, some hundred. */
    private static final long MAX_HEAP_GROWTH_BYTES = SCALE.pick(1_000_000, 3_000_000);

    @Test
    void nothingIsLostAndThreadsAndHeapStayFlat() throws Exception {
        long seed = Fault.seed();
        try (Mosquitto broker = Mosquitto.start(Mosquitto.Options.anonymous());
                FaultProxy line = FaultProxy.inFrontOf(broker.port());
                ChildJvm child = ChildJvm.start(
                        SoakChild.class,
                        List.of("-Xmx128m"),
                        line.uri().toString(),
                        Integer.toString(PER_SECOND),
                        Long.toString(LIMIT.toSeconds()))) {
            Stopwatch watch = new Stopwatch();
            for (Fault fault : Fault.deck(FAULTS, seed)) {
                Progress.last(BETWEEN);
                Progress.await(line::openConnections, 1, LIMIT, "no connection");
                fault.strike(line, STALL);
            }
            Progress.last(BETWEEN);
            child.send(SoakChild.STOP);
            child.awaitLine(SoakChild.RESULT, LIMIT.multipliedBy(2));

            List<Sample> samples = VitalSigns.read(child.lines());
            long[] result = result(child.lines());
            long heapGrowth = VitalSigns.growth(samples, Sample::heapBytes);
            long threadGrowth = VitalSigns.growth(samples, Sample::threads);
            Report.add(
                    "soak",
                    "Mosquitto",
                    result[0],
                    result[1],
                    result[2],
                    FAULTS,
                    watch.elapsed(),
                    String.format(
                            Locale.ROOT,
                            "in a child JVM, seed %d; threads %d to %d, grown by %d; live heap %.1f to %.1f MB, grown by"
                                    + " %.2f MB (least of the last third less that of the second)",
                            seed,
                            VitalSigns.min(samples, Sample::threads),
                            VitalSigns.max(samples, Sample::threads),
                            threadGrowth,
                            VitalSigns.min(samples, Sample::heapBytes) / 1e6,
                            VitalSigns.max(samples, Sample::heapBytes) / 1e6,
                            heapGrowth / 1e6));
            assertThat(result[0]).as("acknowledged").isPositive();
            assertThat(result[1])
                    .as("lost; the child said:%n%s", complaints(child.lines()))
                    .isZero();
            assertThat(threadGrowth).as("growth of threads").isLessThanOrEqualTo(MAX_THREAD_GROWTH);
            assertThat(heapGrowth).as("growth of the live heap").isLessThan(MAX_HEAP_GROWTH_BYTES);
        }
    }

    private static long[] result(List<String> lines) {
        return results(lines)
                .flatMap(line ->
                        Stream.of(line.substring(SoakChild.RESULT.length()).split(" ")))
                .mapToLong(Long::parseLong)
                .toArray();
    }

    private static Stream<String> results(List<String> lines) {
        return lines.stream().filter(line -> line.startsWith(SoakChild.RESULT));
    }

    private static String complaints(List<String> lines) {
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
    }
}
