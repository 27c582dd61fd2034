package io.github.camelaliyun.mqtt.bench;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * What is run, and how much of it.
 *
 * @param smoke whether everything is tiny: a proof that the harness works, and no measurement
 * @param rounds how often every case is run
 * @param cases patterns of case ids, {@code *} stands for any text; one that begins with {@code !} leaves cases out
 * @param peers the same for peers
 * @param sandbox whether the broker is the sandbox though there may be a Mosquitto
 * @param measure how long a rate is measured; not asked for in the smoke form
 * @param longWarmUp how long a worker goes on after its first measurement, until the warm one; zero for no warm one
 * @param java home of the Java that the measured processes run on
 * @param jvmOptions options that all measured JVMs get, after the harness's own
 * @param startupOptions options that the start-up case's JVMs get, as further variants
 * @param before class path of another build of the project that is measured beside this one; empty for none
 * @param folder where the results go
 */
public record Settings(
        boolean smoke,
        int rounds,
        Selection cases,
        Selection peers,
        boolean sandbox,
        Duration measure,
        Duration longWarmUp,
        Path java,
        List<String> jvmOptions,
        List<String> startupOptions,
        String before,
        Path folder) {

    /** A smoke form has some twenty JVMs, none of which runs for as long as the better compiler needs. */
    private static final String QUICK_START = "-XX:TieredStopAtLevel=1";

    /** The system properties {@code bench.*}. */
    public static Settings ofSystemProperties() {
        return of(System::getProperty);
    }

    /** @throws IllegalArgumentException if a number is none */
    static Settings of(UnaryOperator<String> properties) {
        boolean smoke = "smoke".equals(text(properties, "bench.scale", "full"));
        return new Settings(
                smoke,
                number(properties, "bench.rounds", smoke ? 1 : 5),
                Selection.of(text(properties, "bench.cases", "*")),
                Selection.of(text(properties, "bench.peers", "*")),
                "sandbox".equals(text(properties, "bench.broker", "mosquitto")),
                smoke ? Duration.ofMillis(400) : Duration.ofSeconds(number(properties, "bench.seconds", 5)),
                smoke ? Duration.ofMillis(50) : Duration.ofSeconds(numberOrNone(properties, "bench.warmup", 30)),
                Path.of(text(properties, "bench.java", System.getProperty("java.home"))),
                words(text(properties, "bench.jvm", smoke ? QUICK_START : "")),
                words(text(properties, "bench.startup.jvm", "")),
                classPath(text(properties, "bench.before", "")),
                Path.of(text(properties, "bench.folder", "target/bench")));
    }

    /** Time that passes before a rate is measured for the first time. */
    Duration warmUp() {
        return smoke ? Duration.ofMillis(300) : Duration.ofSeconds(4);
    }

    /**
     * How long no message may come before the rest counts as missing: longer than a connection that is made again, to fetch
     * what was left with a broker, takes on a machine that is not quiet.
     */
    Duration idle() {
        return Duration.ofSeconds(smoke ? 4 : 20);
    }

    /** Whether the same process is measured once more after a long warm-up. */
    boolean warm() {
        return !longWarmUp.isZero();
    }

    /** How long the machine is looked at before a measurement, while nothing of the bench runs. */
    Duration look() {
        return smoke ? Duration.ZERO : Duration.ofSeconds(1);
    }

    private static String text(UnaryOperator<String> properties, String name, String otherwise) {
        String value = properties.apply(name);
        return value == null || value.isBlank() ? otherwise : value.strip();
    }

    private static int number(UnaryOperator<String> properties, String name, int otherwise) {
        String value = text(properties, name, String.valueOf(otherwise));
        if (!value.matches("[1-9]\\d{0,5}")) {
            throw new IllegalArgumentException(name + " is '" + value + "': set it to a whole number from 1 on");
        }
        return Integer.parseInt(value);
    }

    /** As {@link #number}, or 0. */
    private static int numberOrNone(UnaryOperator<String> properties, String name, int otherwise) {
        return "0".equals(text(properties, name, "")) ? 0 : number(properties, name, otherwise);
    }

    /** What is not there would be left out by a JVM without a word, and this build be measured twice. */
    private static String classPath(String text) {
        for (String entry : text.split(File.pathSeparator)) {
            if (!entry.isEmpty() && !Files.exists(Path.of(entry))) {
                throw new IllegalArgumentException("bench.before names " + entry + ", which does not exist");
            }
        }
        return text;
    }

    private static List<String> words(String text) {
        return Arrays.stream(text.split("\\s+")).filter(word -> !word.isEmpty()).toList();
    }
}
