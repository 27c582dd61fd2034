package io.github.camelaliyun.mqtt.app.live;

import org.apache.camel.builder.RouteBuilder;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * Java files that are compiled together: those that are to be loaded, and those in use that they need. A file that does not compile
 * is left out, or stays as it was where others need it.
 */
final class JavaUnit {

    private final ContextModel model;
    private final FileLoader loader;
    private final SortedMap<String, Candidate> wanted;
    private final List<RouteFile> inUse;
    private final Map<String, Throwable> failures = new HashMap<>();

    /**
     * @param wanted what is to be loaded
     * @param staying files that stay as they are
     */
    JavaUnit(
            ContextModel model,
            FileLoader loader,
            SortedMap<String, Candidate> wanted,
            Collection<LoadedFile> staying) {
        this.model = model;
        this.loader = loader;
        this.wanted = wanted;
        this.inUse = new ArrayList<>(
                staying.stream().map(LoadedFile::file).filter(RouteFile::isJava).toList());
    }

    /** {@return what is wrong with those that cannot be loaded, by name; the others have their builders and beans then} */
    Map<String, Throwable> load() {
        while (!wanted.isEmpty()) {
            List<RouteFile> sources = new ArrayList<>();
            wanted.values().forEach(candidate -> sources.add(candidate.file()));
            sources.addAll(JavaSources.dependencies(inUse, sources));
            ContextModel.Snapshot before = model.snapshot();
            try {
                accept(loader.loadJava(sources), before);
                return failures;
            } catch (FileLoader.CompileException e) {
                model.removeBeans(model.since(before));
                refuse(e.file(), e.error());
            } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
                model.removeBeans(model.since(before));
                // Which one it is is not told: they are loaded again without the one that the failure comes from, or
                // the last.
                refuse(
                        wanted.keySet().stream()
                                .filter(name -> RoutePlace.isIn(name, e))
                                .findFirst()
                                .orElse(wanted.lastKey()),
                        e);
            }
        }
        return failures;
    }

    private void refuse(String name, Throwable failure) {
        Candidate candidate = wanted.remove(name);
        if (candidate == null) {
            // One in use no longer goes with what it needs: then what it needs cannot change.
            wanted.keySet().forEach(each -> failures.put(each, failure));
            wanted.clear();
        } else {
            failures.put(name, failure);
            if (candidate.before() != null) {
                inUse.add(candidate.before().file());
            }
        }
    }

    private void accept(Map<String, List<RouteBuilder>> builders, ContextModel.Snapshot before) {
        wanted.forEach((name, candidate) -> candidate.builders().addAll(builders.getOrDefault(name, List.of())));
        Definitions all = model.since(before);
        Definitions others = new Definitions();
        all.beans().forEach((name, byType) -> {
            Definitions owner = others;
            for (Candidate candidate : wanted.values()) {
                if (declares(candidate.file(), name, byType.values())) {
                    owner = candidate.has();
                    break;
                }
            }
            owner.beans().put(name, byType);
            if (all.hidden().containsKey(name)) {
                owner.hidden().put(name, all.hidden().get(name));
            }
        });
        model.removeBeans(others);
    }

    private static boolean declares(RouteFile file, String bean, Collection<Object> values) {
        return values.stream()
                        .anyMatch(value -> FileLoader.fileOf(value.getClass()).equals(file.name()))
                || file.text().contains('"' + bean + '"')
                || Arrays.asList(file.text().split("\\W+")).contains(bean);
    }
}
