package io.github.camelaliyun.mqtt.app.live;

import org.apache.camel.CamelContext;
import org.apache.camel.RouteConfigurationsBuilder;
import org.apache.camel.builder.RouteBuilder;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * One attempt at loading files up to the point where routes are replaced: their text is parsed or compiled, their beans are bound,
 * their route configurations are in the model, and their routes can be made. {@link #undo} takes all of it back.
 */
final class Preparation {

    private final CamelContext context;
    private final ContextModel model;
    private final FileLoader loader;
    private final SortedMap<String, Candidate> candidates = new TreeMap<>();
    private final List<LoadedFile> replaced = new ArrayList<>();
    private final Map<String, Problem> problems = new LinkedHashMap<>();
    private final List<Definitions> stale = new ArrayList<>();

    /**
     * @param candidates what is to be loaded
     * @param removed files that were deleted
     */
    Preparation(
            CamelContext context,
            ContextModel model,
            FileLoader loader,
            Collection<Candidate> candidates,
            Collection<LoadedFile> removed) {
        this.context = context;
        this.model = model;
        this.loader = loader;
        candidates.forEach(candidate -> this.candidates.put(candidate.name(), candidate));
        candidates.stream().filter(candidate -> candidate.before() != null).forEach(c -> replaced.add(c.before()));
        replaced.addAll(removed);
    }

    SortedMap<String, Candidate> candidates() {
        return candidates;
    }

    /** What is to be taken out of the context: what the candidates had before, and what was deleted. */
    List<LoadedFile> replaced() {
        return replaced;
    }

    /**
     * Prepares all files, as far as each can be.
     *
     * @param staying files that stay as they are
     * @param outside what the context has that is of no file
     * @param started whether the context runs, so that routes can be tried
     * @return why files cannot be used, by name
     */
    Map<String, Problem> run(Collection<LoadedFile> staying, Definitions outside, boolean started) {
        replaced.forEach(file -> model.removeConfigurations(file.has()));
        load(staying);
        forEachGood(candidate -> {
            for (RouteConfigurationsBuilder builder : candidate.configurations()) {
                builder.addRouteConfigurationsToCamelContext(context);
            }
        });
        forEachGood(candidate -> {
            for (RouteBuilder builder : candidate.builders()) {
                builder.configureRoutes(context);
                builder.configureRests(context);
            }
            requireDefinitions(candidate);
            candidate.keepGeneratedIds();
        });
        candidates.values().forEach(candidate -> model.showBeans(candidate.has()));
        removeStaleBeans();
        if (started) {
            Trial trial = new Trial(context);
            forEachGood(candidate -> candidate.consumed().putAll(trial.run(candidate.routes())));
        }
        if (problems.isEmpty()) {
            // What another file claims that cannot be used is free.
            refuseConflicts(staying, outside);
        }
        return problems;
    }

    private void load(Collection<LoadedFile> staying) {
        SortedMap<String, Candidate> java = new TreeMap<>();
        for (Candidate candidate : candidates.values()) {
            if (candidate.file().isJava()) {
                java.put(candidate.name(), candidate);
            } else {
                attempt(candidate, () -> candidate.builders().addAll(loader.loadYaml(candidate.file())));
            }
        }
        java.values().removeIf(candidate -> !attempt(candidate, () -> FileLoader.requireText(candidate.file())));
        if (!java.isEmpty()) {
            new JavaUnit(model, loader, java, staying).load().forEach((name, failure) -> {
                Candidate candidate = candidates.get(name);
                problems.put(name, Problems.of(candidate.file(), failure, List.of()));
            });
        }
    }

    /** Only YAML: a Java file may have classes that others use. */
    private static void requireDefinitions(Candidate candidate) throws RouteFileException {
        String text = candidate.file().text();
        if (!candidate.file().isJava()
                && candidate.definesNothing()
                && !text.contains("restConfiguration")
                && !text.contains("rest-configuration")) {
            throw new RouteFileException(
                    0, "defines nothing; begin each entry of the file with a dash, as in \"- route:\"");
        }
    }

    private void removeStaleBeans() {
        Set<String> fresh = candidates.values().stream()
                .flatMap(candidate -> candidate.has().beans().keySet().stream())
                .collect(Collectors.toSet());
        for (LoadedFile file : replaced) {
            Definitions gone = new Definitions();
            gone.add(file.has());
            gone.beans().keySet().removeAll(fresh);
            stale.add(gone);
            model.removeBeans(gone);
        }
    }

    private void refuseConflicts(Collection<LoadedFile> staying, Definitions outside) {
        Conflicts conflicts = new Conflicts();
        conflicts.stays("another part of the application", Claim.of(outside, context));
        staying.forEach(file -> conflicts.stays(file.file().path(), Claim.of(file.has(), context)));
        Map<String, List<Claim>> wanted = new TreeMap<>();
        Map<String, Set<Claim>> had = new HashMap<>();
        Map<String, Candidate> byPath = new HashMap<>();
        for (Candidate candidate : candidates.values()) {
            String path = candidate.file().path();
            byPath.put(path, candidate);
            if (!problems.containsKey(candidate.name())) {
                wanted.put(path, Claim.of(candidate));
            }
            if (candidate.before() != null) {
                had.put(path, Set.copyOf(Claim.of(candidate.before().has(), context)));
            }
        }
        conflicts.refused(wanted, had).forEach((path, refusal) -> {
            Candidate candidate = byPath.get(path);
            problems.put(candidate.name(), candidate.refused(refusal));
        });
    }

    /** Takes everything back, so that the context is as before. */
    void undo() {
        candidates.values().forEach(candidate -> {
            model.removeConfigurations(candidate.has());
            model.removeBeans(candidate.has());
        });
        stale.forEach(model::restoreBeans);
        replaced.forEach(file -> {
            model.restoreConfigurations(file.has());
            model.restoreBeans(file.has());
        });
    }

    private interface Step {
        void run() throws Exception;
    }

    private interface CandidateStep {
        void run(Candidate candidate) throws Exception;
    }

    private void forEachGood(CandidateStep step) {
        candidates.values().stream()
                .filter(candidate -> !problems.containsKey(candidate.name()))
                .forEach(candidate -> attempt(candidate, () -> step.run(candidate)));
    }

    /** What the step puts into the context is the candidate's. Code of a route file may throw anything. */
    private boolean attempt(Candidate candidate, Step step) {
        ContextModel.Snapshot before = model.snapshot();
        try {
            step.run();
            return true;
        } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
            problems.put(candidate.name(), Problems.of(candidate.file(), e, candidate.routes()));
            return false;
        } finally {
            candidate.has().add(model.since(before));
        }
    }
}
