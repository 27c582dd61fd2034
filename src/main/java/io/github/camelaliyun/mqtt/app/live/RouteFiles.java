package io.github.camelaliyun.mqtt.app.live;

import org.apache.camel.CamelContext;
import org.apache.camel.model.Model;
import org.apache.camel.model.RouteDefinition;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Keeps a context as its route files say. A file that cannot be used stays as it was when it last could be, or without effect if it
 * never could; files that have not changed are left alone, but for those that use Java classes, templates or route configurations
 * of one that has. Safe for use by several threads; each call takes as long as the routes it stops take to end.
 */
final class RouteFiles {

    private final CamelContext context;
    private final ContextModel model;
    private final FileLoader loader;
    private final Reports reports;
    private final SortedMap<String, LoadedFile> inUse = new TreeMap<>();
    private final SortedMap<String, Refused> refused = new TreeMap<>();

    RouteFiles(CamelContext context, Reports reports) {
        this.context = context;
        this.model = new ContextModel(context);
        this.loader = new FileLoader(context);
        this.reports = reports;
    }

    /**
     * Adds the routes of all files to a context that has not been started.
     *
     * @return what is wrong with files; what is right is in the context then all the same
     */
    synchronized Collection<Problem> start(SortedMap<String, RouteFile> files) {
        Map<String, Problem> problems = new LinkedHashMap<>();
        Preparation preparation = prepare(new Changes(files.values()), problems, false);
        Replacement replacement = new Replacement(context, model, preparation);
        problems.putAll(replacement.add());
        preparation.candidates().values().stream()
                .filter(candidate -> !problems.containsKey(candidate.name()))
                .forEach(candidate -> inUse.put(candidate.name(), candidate.loaded()));
        return problems.values();
    }

    /**
     * Applies what has changed since the last call.
     *
     * @param files all that there are now
     * @return whether all that has changed is in use
     */
    synchronized boolean update(SortedMap<String, RouteFile> files) {
        Changes changes = changes(files);
        forgetDeleted(files);
        if (changes.isEmpty()) {
            return true;
        }
        Set<String> changed = Set.copyOf(changes.changed);
        boolean java = changes.candidates.keySet().stream().anyMatch(RouteFile::isJava)
                || changes.removed.stream().anyMatch(file -> file.file().isJava());
        // What was edited goes first, by itself: if it does not start, what waits for it has not been stopped in vain.
        update(files, changes);
        boolean freed;
        do {
            freed = update(files, refusedBefore(files, java));
        } while (freed);
        refused.values().forEach(this::tell);
        return changed.stream().noneMatch(refused::containsKey);
    }

    /** {@return whether there was a file that did not start, so that what it took is free again} */
    private boolean update(SortedMap<String, RouteFile> files, Changes changes) {
        Map<String, Problem> problems = new LinkedHashMap<>();
        Preparation preparation = prepare(changes, problems, true);
        problems.forEach((name, problem) -> refuse(files.get(name), problem, true));
        boolean late = apply(preparation, files);
        changes.removed.forEach(file -> {
            inUse.remove(file.file().name());
            reports.removed(file.file(), file.has().routeIds());
        });
        return late;
    }

    private boolean apply(Preparation preparation, SortedMap<String, RouteFile> files) {
        Replacement replacement = new Replacement(context, model, preparation);
        Collection<LoadedFile> staying = staying(preparation);
        Map<String, Problem> late = replacement.replace(staying);
        Map<String, Problem> lost = replacement.restore(late.keySet());
        // One without a cause just had to give way to another.
        late.forEach((name, problem) -> refuse(files.get(name), problem, problem.cause() == null));
        lost.forEach((name, problem) -> {
            inUse.remove(name);
            reports.lost(problem);
        });
        preparation.candidates().values().stream()
                .filter(candidate -> !late.containsKey(candidate.name()))
                .forEach(candidate -> {
                    inUse.put(candidate.name(), candidate.loaded());
                    refused.remove(candidate.name());
                    reports.inUse(context, candidate);
                });
        return !late.isEmpty();
    }

    private void refuse(RouteFile file, Problem problem, boolean onceMore) {
        Refused before = refused.get(file.name());
        Set<String> told = before == null || !before.file().equals(file) ? new HashSet<>() : before.told();
        refused.put(file.name(), new Refused(file, problem, onceMore, told));
    }

    private void tell(Refused file) {
        if (file.told().add(file.problem().message())) {
            reports.refused(file.problem(), inUse.containsKey(file.file().name()));
        }
    }

    private void forgetDeleted(SortedMap<String, RouteFile> files) {
        refused.values().removeIf(file -> {
            boolean deleted = !files.containsKey(file.file().name());
            if (deleted && !inUse.containsKey(file.file().name())) {
                reports.removed(file.file(), List.of());
            }
            return deleted;
        });
    }

    private Changes changes(SortedMap<String, RouteFile> files) {
        Changes changes = new Changes(List.of());
        inUse.values().stream()
                .filter(file -> !files.containsKey(file.file().name()))
                .forEach(changes.removed::add);
        for (RouteFile file : files.values()) {
            LoadedFile loaded = inUse.get(file.name());
            Refused not = refused.get(file.name());
            if (not == null
                    ? loaded == null || !loaded.file().equals(file)
                    : !not.file().equals(file)) {
                changes.changed.add(file.name());
                if (loaded != null && loaded.file().equals(file)) {
                    // What runs is what it says again.
                    refused.remove(file.name());
                    changes.changed.remove(file.name());
                    changes.back = true;
                    reports.back(file);
                } else {
                    changes.candidates.put(file.name(), new Candidate(file, loaded));
                }
            }
        }
        return changes;
    }

    /**
     * Another file may have had what they need, or may have it now.
     *
     * @param java whether a Java file has changed
     */
    private Changes refusedBefore(SortedMap<String, RouteFile> files, boolean java) {
        Changes changes = new Changes(List.of());
        refused.forEach((name, file) -> {
            // What is wrong with the text alone stays wrong, but for a class that is missing.
            boolean curable = !(file.problem().cause() instanceof RouteFileException) || java && RouteFile.isJava(name);
            if (file.onceMore() && curable) {
                changes.candidates.put(name, new Candidate(files.get(name), inUse.get(name)));
            }
        });
        return changes;
    }

    /** Without those that cannot be used; what can be is in the context then, but for its routes. */
    private Preparation prepare(Changes changes, Map<String, Problem> problems, boolean started) {
        while (true) {
            Preparation preparation = new Preparation(
                    context,
                    model,
                    loader,
                    changes.candidates.values().stream().map(Candidate::anew).toList(),
                    changes.removed);
            Map<String, Problem> found = preparation.run(staying(preparation), outside(), started);
            Set<String> more =
                    started && found.isEmpty() ? dependents(preparation, changes, problems.keySet()) : Set.of();
            if (found.isEmpty() && more.isEmpty()) {
                return preparation;
            }
            preparation.undo();
            problems.putAll(found);
            changes.candidates.keySet().removeAll(found.keySet());
            more.forEach(name -> changes.candidates.putIfAbsent(
                    name, new Candidate(inUse.get(name).file(), inUse.get(name))));
            changes.candidates.keySet().removeAll(problems.keySet());
        }
    }

    private Set<String> dependents(Preparation preparation, Changes changes, Set<String> exceptFor) {
        Set<String> names = new HashSet<>(changes.candidates.keySet());
        changes.removed.forEach(file -> names.add(file.file().name()));
        List<Definitions> touched = new ArrayList<>();
        preparation.replaced().forEach(file -> touched.add(file.has()));
        preparation.candidates().values().forEach(candidate -> touched.add(candidate.has()));
        Set<String> dependents = Dependents.of(staying(preparation), names, touched);
        dependents.removeAll(exceptFor);
        return dependents;
    }

    private Collection<LoadedFile> staying(Preparation preparation) {
        Set<String> names = new HashSet<>();
        preparation.replaced().forEach(file -> names.add(file.file().name()));
        return inUse.values().stream()
                .filter(file -> !names.contains(file.file().name()))
                .toList();
    }

    private Definitions outside() {
        Set<RouteDefinition> own = Collections.newSetFromMap(new IdentityHashMap<>());
        inUse.values().forEach(file -> own.addAll(file.has().routes()));
        Definitions outside = new Definitions();
        for (RouteDefinition route :
                context.getCamelContextExtension().getContextPlugin(Model.class).getRouteDefinitions()) {
            if (!own.contains(route) && ContextModel.parentOf(route) == null) {
                outside.routes().add(route);
            }
        }
        return outside;
    }

    /** The words for a failure of the context's start, if it is about a route of a file. */
    synchronized Optional<Problem> explain(Throwable failure) {
        return inUse.values().stream()
                .map(file -> Map.entry(
                        file, Problems.of(file.file(), failure, file.has().routes())))
                .filter(entry -> entry.getValue().route() != null)
                .filter(entry -> entry.getKey()
                        .has()
                        .routeIds()
                        .contains(entry.getValue().route()))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    private static final class Changes {

        private final SortedMap<String, Candidate> candidates = new TreeMap<>();
        private final Set<String> changed = new HashSet<>();
        private final List<LoadedFile> removed = new ArrayList<>();
        private boolean back;

        Changes(Collection<RouteFile> files) {
            files.forEach(file -> {
                candidates.put(file.name(), new Candidate(file, null));
                changed.add(file.name());
            });
        }

        boolean isEmpty() {
            return changed.isEmpty() && removed.isEmpty() && !back;
        }
    }
}
