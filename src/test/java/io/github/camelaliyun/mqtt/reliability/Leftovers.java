package io.github.camelaliyun.mqtt.reliability;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What this process has at the moment that a stopped context should have given back. */
final class Leftovers {

    private static final Path OPEN_FILES = Path.of("/proc/self/fd");

    private Leftovers() {}

    /** The threads that live now: those of a bare Paho client of an earlier test may be among them, for good. */
    static Set<Thread> threads() {
        return Set.copyOf(Thread.getAllStackTraces().keySet());
    }

    /** Names of the live threads of these contexts, of Paho's, and of timers, that were not there before. */
    static List<String> threadsOf(List<String> contexts, Set<Thread> before) {
        List<String> prefixes = Stream.concat(
                        contexts.stream().map(name -> "Camel (" + name + ")"), Stream.of("MQTT ", "Timer-"))
                .toList();
        return threads().stream()
                .filter(thread -> !before.contains(thread))
                .map(Thread::getName)
                .filter(name -> prefixes.stream().anyMatch(name::startsWith))
                .toList();
    }

    /** How many sockets are open, in both roles. */
    static int sockets() {
        try (Stream<Path> open = Files.list(OPEN_FILES)) {
            return (int) open.filter(Leftovers::isSocket).count();
        } catch (IOException e) {
            throw new UncheckedIOException(OPEN_FILES + " could not be read", e);
        }
    }

    private static boolean isSocket(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().startsWith("socket:");
        } catch (NoSuchFileException closedMeanwhile) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(descriptor + " could not be read", e);
        }
    }
}
