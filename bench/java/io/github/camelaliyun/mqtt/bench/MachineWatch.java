package io.github.camelaliyun.mqtt.bench;

import io.github.camelaliyun.mqtt.bench.worker.Clock;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Looks at the machine before and during one measurement, during which the harness's processes begin and end. */
final class MachineWatch {

    private static final Path PROC = Path.of("/proc");

    private final Optional<ProcessorTime> look;
    private final Optional<ProcessorTime> begin;
    private final String loadAverage;

    private MachineWatch(Optional<ProcessorTime> look, Optional<ProcessorTime> begin, String loadAverage) {
        this.look = look;
        this.begin = begin;
        this.loadAverage = loadAverage;
    }

    /** Looks at the machine for a while, in which the bench does nothing, and goes on looking until {@link #end}. */
    static MachineWatch begin(Duration time) throws InterruptedException {
        String loadAverage = text("loadavg");
        Optional<ProcessorTime> look = now();
        Clock.awaitNanoTime(System.nanoTime() + time.toNanos());
        return new MachineWatch(look, time.isZero() ? look : now(), loadAverage);
    }

    /** To be called when the processes of the measurement have ended; empty where the system does not tell. */
    Optional<Quietness> end() {
        return Quietness.of(look, begin, now(), loadAverage);
    }

    private static Optional<ProcessorTime> now() {
        return ProcessorTime.parse(text("stat"), text("self/stat"));
    }

    private static String text(String name) {
        try {
            return Files.readString(PROC.resolve(name));
        } catch (IOException e) {
            return "";
        }
    }
}
