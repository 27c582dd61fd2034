package io.github.camelaliyun.mqtt.app.live;

import io.github.camelaliyun.mqtt.app.live.FileSays.Said;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The rule of live editing, as simply as it can be put: what of each file is in use after an edit. */
final class EditRule {

    private final SortedMap<String, FileSays> inUse = new TreeMap<>();
    private Map<String, FileSays> saidBefore = Map.of();

    Map<String, FileSays> inUse() {
        return inUse;
    }

    /**
     * What was edited goes first; then what waits for something, which may be free now.
     *
     * @param said what the files say now
     */
    void apply(Map<String, FileSays> said) {
        inUse.keySet().retainAll(said.keySet());
        SortedMap<String, FileSays> edited = new TreeMap<>(said);
        edited.entrySet().removeAll(saidBefore.entrySet());
        use(edited);
        use(new TreeMap<>(said));
        saidBefore = Map.copyOf(said);
    }

    private void use(SortedMap<String, FileSays> wanted) {
        wanted.values().removeIf(file -> file.bad() != null);
        wanted.entrySet().removeAll(inUse.entrySet());
        while (true) {
            List<String> losers = losers(wanted);
            if (losers.isEmpty()) {
                inUse.putAll(wanted);
                return;
            }
            wanted.keySet().removeAll(losers);
        }
    }

    /** Those that want what a file keeps; else the last of those that want the same. */
    private List<String> losers(SortedMap<String, FileSays> wanted) {
        Set<String> kept = new HashSet<>();
        inUse.forEach((name, file) -> {
            if (!wanted.containsKey(name)) {
                kept.addAll(claims(file));
            }
        });
        List<String> certain = wanted.entrySet().stream()
                .filter(file -> claims(file.getValue()).stream().anyMatch(kept::contains)
                        || new HashSet<>(claims(file.getValue())).size()
                                < claims(file.getValue()).size())
                .map(Map.Entry::getKey)
                .toList();
        if (!certain.isEmpty()) {
            return certain;
        }
        List<String> losers = new ArrayList<>();
        for (String name : wanted.keySet()) {
            for (String claim : claims(wanted.get(name))) {
                String owner = wanted.keySet().stream()
                        .filter(other -> claims(wanted.get(other)).contains(claim))
                        .min(Comparator.<String>comparingInt(other -> had(other, claim) ? 0 : 1)
                                .thenComparing(Comparator.naturalOrder()))
                        .orElseThrow();
                if (!owner.equals(name)) {
                    losers.add(name);
                }
            }
        }
        return losers.isEmpty() ? List.of() : List.of(losers.get(losers.size() - 1));
    }

    private boolean had(String name, String claim) {
        return inUse.containsKey(name) && claims(inUse.get(name)).contains(claim);
    }

    private static List<String> claims(FileSays file) {
        return file.routes().stream()
                .flatMap(route -> Stream.of(route.id(), route.isExclusive() ? route.from() : null))
                .filter(Objects::nonNull)
                .toList();
    }

    /** All that runs, by where it consumes from and what it answers. */
    List<Said> running() {
        return inUse.values().stream().flatMap(file -> file.routes().stream()).toList();
    }
}
