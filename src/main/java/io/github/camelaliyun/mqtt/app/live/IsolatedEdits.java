package io.github.camelaliyun.mqtt.app.live;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Applies edits together; if that throws, each by itself, so that one file whose edit cannot be applied keeps no other from being
 * used. That file is told once, and tried again when it changes. Owned by one thread.
 */
final class IsolatedEdits {

    private static final Logger LOG = LoggerFactory.getLogger(LiveRoutes.class);

    private final Predicate<SortedMap<String, RouteFile>> update;
    /** With null for one that was deleted. */
    private final Map<String, RouteFile> failed = new TreeMap<>();

    private SortedMap<String, RouteFile> applied;

    /**
     * @param applied what is in use already
     * @param update takes all files that there are, and tells whether all that has changed is in use
     */
    IsolatedEdits(SortedMap<String, RouteFile> applied, Predicate<SortedMap<String, RouteFile>> update) {
        this.applied = applied;
        this.update = update;
    }

    /** {@return whether all that has changed is in use} */
    boolean apply(SortedMap<String, RouteFile> now) {
        failed.entrySet().removeIf(file -> !Objects.equals(file.getValue(), now.get(file.getKey())));
        SortedMap<String, RouteFile> wanted = new TreeMap<>(now);
        failed.keySet().forEach(name -> put(wanted, name, applied.get(name)));
        try {
            boolean allInUse = update.test(wanted);
            applied = wanted;
            return allInUse;
        } catch (Exception | LinkageError | AssertionError | StackOverflowError | OutOfMemoryError e) {
            LOG.debug("edits could not be applied together", e);
            changed(wanted).forEach(name -> applyAlone(name, wanted.get(name)));
            return false;
        }
    }

    private Set<String> changed(SortedMap<String, RouteFile> wanted) {
        Set<String> names = new HashSet<>(wanted.keySet());
        names.addAll(applied.keySet());
        names.removeIf(name -> Objects.equals(wanted.get(name), applied.get(name)));
        return names;
    }

    private void applyAlone(String name, RouteFile file) {
        SortedMap<String, RouteFile> next = new TreeMap<>(applied);
        put(next, name, file);
        try {
            update.test(next);
            applied = next;
        } catch (Exception | LinkageError | AssertionError | StackOverflowError | OutOfMemoryError e) {
            RouteFile about = file == null ? applied.get(name) : file;
            failed.put(name, file);
            LOG.error(
                    "{}: {} could not be applied ({}); other files are: correct it and save it once more, or start again",
                    about.path(),
                    file == null ? "its deletion" : "its edit",
                    e.toString());
            LOG.debug("{} could not be applied", about.path(), e);
        }
    }

    /** @param file null for none */
    private static void put(SortedMap<String, RouteFile> files, String name, RouteFile file) {
        if (file == null) {
            files.remove(name);
        } else {
            files.put(name, file);
        }
    }
}
