package io.github.camelaliyun.mqtt.bench;

import io.github.camelaliyun.mqtt.app.App;
import io.github.camelaliyun.mqtt.bench.peer.Peers;
import io.github.camelaliyun.mqtt.bench.worker.BareMain;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * From the start of the JVM to the first message at a broker that is up, of the runnable project with its routes, and to
 * the first line that a bare Camel Main with one timer route logs. A new way to start is one more {@link Variant}.
 */
final class StartupCase implements BenchCase {

    /** {@code timer:} waits so long before its first tick where a route says nothing else; in both programs. */
    private static final double TIMER_DELAY_MILLIS = 1_000;

    private static final String BARE = "camel-main";

    private final List<Variant> variants;

    /**
     * A way to start.
     *
     * @param peer the name in the table
     * @param main its main class
     * @param archive whether it starts from an archive of its classes, written by a run that is not measured
     * @param jvmOptions more options of its JVM
     */
    private record Variant(String peer, Class<?> main, boolean archive, List<String> jvmOptions) {}

    private StartupCase(List<Variant> variants) {
        this.variants = List.copyOf(variants);
    }

    /** Both programs as they are. */
    static StartupCase plain() {
        return new StartupCase(plainVariants());
    }

    /** Also with archives of their classes, and with these options where there are any. */
    static StartupCase of(List<String> jvmOptions) {
        List<Variant> variants = plainVariants();
        variants.add(new Variant(Peers.OURS + "-cds", App.class, true, List.of()));
        variants.add(new Variant(BARE + "-cds", BareMain.class, true, List.of()));
        if (!jvmOptions.isEmpty()) {
            variants.add(new Variant(Peers.OURS + "-jvm", App.class, false, jvmOptions));
            variants.add(new Variant(BARE + "-jvm", BareMain.class, false, jvmOptions));
        }
        return new StartupCase(variants);
    }

    private static List<Variant> plainVariants() {
        return new ArrayList<>(List.of(
                new Variant(Peers.OURS, App.class, false, List.of()),
                new Variant(BARE, BareMain.class, false, List.of())));
    }

    @Override
    public String id() {
        return "startup";
    }

    @Override
    public String title() {
        return "JVM start to the first message at the broker (ours: the runnable project with its routes) or to the first"
                + " line of a tick (camel-main: one timer route and nothing else). Both wait for the timer's first delay of"
                + " 1 s, which is taken off in the second figure.";
    }

    @Override
    public List<String> peers() {
        return variants.stream().map(Variant::peer).toList();
    }

    @Override
    public List<Metric> metrics() {
        return List.of(
                new Metric("wholeMillis", "whole ms", false),
                new Metric("ownMillis", "less the delay ms", false),
                new Metric("cpuMillis", "CPU ms", false));
    }

    @Override
    public Map<String, Double> measure(String peer, Lab lab) throws Exception {
        Variant variant = variants.stream()
                .filter(one -> one.peer.equals(Peers.ofThisBuild(peer)))
                .findFirst()
                .orElseThrow();
        String classPath = classPath(variant, Peers.isOfBuildBefore(peer), lab.settings());
        List<String> options = new ArrayList<>(variant.jvmOptions);
        if (variant.archive) {
            options.add("-XX:SharedArchiveFile=" + archive(variant, peer, classPath, lab.settings()));
        }
        Map<String, Double> figures = first(variant, classPath, options, lab.settings(), false);
        double whole = figures.get("wholeMillis");
        return Map.of(
                "wholeMillis", whole, "ownMillis", whole - TIMER_DELAY_MILLIS, "cpuMillis", figures.get("cpuMillis"));
    }

    /** Made once in a run of the bench. */
    private static Path archive(Variant variant, String peer, String classPath, Settings settings) throws Exception {
        long run = ProcessHandle.current().pid();
        Path archive = settings.folder().resolve(peer + "-" + run + ".jsa");
        if (!Files.exists(archive)) {
            Files.createDirectories(settings.folder());
            archive.toFile().deleteOnExit();
            first(variant, classPath, List.of("-XX:ArchiveClassesAtExit=" + archive), settings, true);
        }
        if (!Files.exists(archive)) {
            throw new IllegalStateException("the JVM did not write " + archive);
        }
        return archive;
    }

    /** @param orderly whether to let it end by itself after its first sign of life */
    private static Map<String, Double> first(
            Variant variant, String classPath, List<String> options, Settings settings, boolean orderly)
            throws Exception {
        try (Broker broker = Broker.start(settings);
                StartedProgram program =
                        StartedProgram.start(broker, command(variant, classPath, options, settings, broker))) {
            Map<String, Double> figures = program.awaitFirst();
            if (orderly) {
                program.end();
            }
            return figures;
        }
    }

    private static String classPath(Variant variant, boolean before, Settings settings) throws IOException {
        if (before) {
            return ProgramJars.ofBuildBefore(settings.before(), settings.folder());
        }
        return variant.main == App.class
                ? ProgramJars.ofProject(settings.folder())
                : ProgramJars.of(variant.main, settings.folder());
    }

    private static List<String> command(
            Variant variant, String classPath, List<String> options, Settings settings, Broker broker) {
        List<String> command = new ArrayList<>();
        command.add(settings.java().resolve("bin").resolve("java").toString());
        command.addAll(options);
        command.add("-Dlog4j2.configurationFile=file:log4j2.properties");
        command.add("-Daliyun.mqtt.endpoint=" + broker.uri());
        command.add("-cp");
        command.add(classPath);
        command.add(variant.main.getName());
        return command;
    }
}
