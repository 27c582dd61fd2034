package io.github.camelaliyun.mqtt.app.live;

import io.github.camelaliyun.mqtt.app.live.FileSays.Said;
import org.apache.camel.Route;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** Edits of one folder, drawn from a seed, each compared with the rule. */
final class EditSequence {

    private static final List<String> YAML = List.of("a.camel.yaml", "b.camel.yaml", "c.camel.yaml", "d.camel.yaml");
    private static final String JAVA = "J.java";
    private static final List<EditKind> NOT_WITH_SWAPS = List.of(
            EditKind.FOLDER_OF_THE_NAME, EditKind.UNREADABLE, EditKind.SAVE_BY_TEMPORARY_FILE, EditKind.SYMLINK_SWAP);

    private static final List<EditKind> AS_IN_YAML = List.of(
            EditKind.NOT_UTF8,
            EditKind.EMPTY,
            EditKind.FOLDER_OF_THE_NAME,
            EditKind.UNREADABLE,
            EditKind.DOES_NOT_START);

    private final Random random;
    private final boolean swaps;
    private final boolean withJava;
    private final EditDisk disk;
    private final EditedRoutes routes;
    private final EditRule rule = new EditRule();
    private final SortedMap<String, FileSays> said = new TreeMap<>();
    private final Map<EditKind, Integer> hits;
    private final List<String> errors = new ArrayList<>();
    private List<String> lastErrors = List.of();
    private final Set<String> told = new HashSet<>();
    private final List<String> twice = new ArrayList<>();
    private final List<String> story = new ArrayList<>();
    private int next;

    EditSequence(long seed, Path folder, EditedRoutes routes, Map<EditKind, Integer> hits) {
        // Neighbouring seeds begin with nearly the same number.
        this.random = new Random(seed * 0x9E3779B97F4A7C15L);
        this.swaps = random.nextInt(4) == 0;
        this.withJava = random.nextInt(12) == 0;
        this.disk = new EditDisk(folder, swaps);
        this.routes = routes;
        this.hits = hits;
    }

    /** {@return where what runs is not what the rule says; empty if nowhere} */
    List<String> run(int edits) throws Exception {
        List<String> differences = new ArrayList<>();
        for (int i = 0; i < edits && differences.isEmpty(); i++) {
            differences.addAll(step());
        }
        return differences.isEmpty() ? differences : List.of(differences + "\n    after " + story);
    }

    private List<String> step() throws Exception {
        EditKind kind = drawn();
        Map<String, FileSays> before = new HashMap<>(said);
        edit(kind);
        hits.merge(kind, 1, Integer::sum);
        if (swaps) {
            hits.merge(EditKind.SYMLINK_SWAP, 1, Integer::sum);
        }
        Set<String> changed = new HashSet<>(before.keySet());
        changed.addAll(said.keySet());
        changed.removeIf(name -> kind != EditKind.TOUCH && Objects.equals(before.get(name), said.get(name)));
        story.add(kind + " "
                + changed.stream().map(name -> name + "=" + said.get(name)).toList());
        errors.clear();
        forget(changed);
        if (kind == EditKind.CREATE_TWICE) {
            createAndDelete(changed);
        }
        disk.write(said, changed, kind == EditKind.SAVE_BY_TEMPORARY_FILE || random.nextInt(4) == 0);
        Map<String, FileSays> inUseBefore = new HashMap<>(rule.inUse());
        Map<String, Route> running = byAnswer();
        settle(said);
        return differences(before, inUseBefore, running);
    }

    private void forget(Set<String> names) {
        told.removeIf(line -> names.stream()
                .anyMatch(name -> line.startsWith(routes.path().resolve(name).toString())));
    }

    private void createAndDelete(Set<String> names) throws Exception {
        disk.write(said, names, false);
        settle(said);
        SortedMap<String, FileSays> without = new TreeMap<>(said);
        without.keySet().removeAll(names);
        disk.write(without, names, false);
        if (random.nextBoolean()) {
            settle(without);
            forget(names);
        }
    }

    private void settle(Map<String, FileSays> files) throws Exception {
        routes.settle();
        rule.apply(files);
        lastErrors = routes.logged("ERROR");
        for (String line : lastErrors) {
            errors.add(line);
            String name = files.keySet().stream()
                    .filter(each -> line.startsWith(routes.path().resolve(each).toString()))
                    .findFirst()
                    .orElse("");
            if (!told.add(line + files.get(name))) {
                twice.add(line);
            }
        }
    }

    private List<String> differences(
            Map<String, FileSays> saidBefore, Map<String, FileSays> inUseBefore, Map<String, Route> before) {
        List<String> differences = new ArrayList<>();
        twice.forEach(line -> differences.add("told twice: " + line));
        Map<String, Route> now = byAnswer();
        Set<String> expected = rule.running().stream().map(Said::answer).collect(Collectors.toSet());
        if (!now.keySet().equals(expected)) {
            differences.add("runs " + now.keySet() + " and not " + expected);
            return differences;
        }
        List<?> definitions = routes.context().getRouteDefinitions();
        if (definitions.size() != expected.size()) {
            differences.add("definitions are left over: " + definitions);
        }
        for (Said route : rule.running()) {
            if (route.id() != null && !now.get(route.answer()).getId().equals(route.id())) {
                differences.add(route + " is called " + now.get(route.answer()).getId());
            }
            if (route.answers() && !route.answer().equals(routes.ask(route.from()))) {
                differences.add(route + " answers " + routes.ask(route.from()));
            }
        }
        boolean oneFails = said.entrySet().stream()
                .anyMatch(file -> file.getValue().bad() == EditKind.DOES_NOT_START
                        && !file.getValue().equals(saidBefore.get(file.getKey())));
        rule.inUse().forEach((name, file) -> {
            FileSays wanted = said.get(name);
            // It did not start, at the latest when it no longer had to wait, or was edited together with one that did
            // not.
            boolean startFailed = wanted.bad() == EditKind.DOES_NOT_START && isTold(name, errors)
                    || oneFails && !wanted.equals(saidBefore.get(name));
            if (file.equals(inUseBefore.get(name)) && !startFailed) {
                file.routes().stream()
                        .filter(route -> now.get(route.answer()) != before.get(route.answer()))
                        .forEach(route -> differences.add(route + " of " + name + " was restarted"));
            }
        });
        said.forEach((name, file) -> {
            boolean told = isTold(name, errors);
            boolean refused = !file.equals(rule.inUse().get(name));
            boolean isNew = !file.isReadAs(saidBefore.get(name));
            if (refused && isNew && !told) {
                differences.add("nothing is told of " + name);
            } else if (!refused && isTold(name, lastErrors)) {
                differences.add("told of " + name + ": " + lastErrors);
            }
        });
        return differences;
    }

    private boolean isTold(String name, List<String> lines) {
        return lines.stream()
                .anyMatch(line -> line.startsWith(routes.path().resolve(name).toString()));
    }

    /** Answers are of one route each. */
    private Map<String, Route> byAnswer() {
        Map<String, Route> byAnswer = new HashMap<>();
        for (Route route : routes.running().values()) {
            String model = routes.context()
                    .getRouteDefinition(route.getId())
                    .getOutputs()
                    .toString();
            int end = model.lastIndexOf('}');
            byAnswer.put(model.substring(model.lastIndexOf('{', end) + 1, end), route);
        }
        return byAnswer;
    }

    private EditKind drawn() {
        while (true) {
            EditKind kind = EditKind.values()[random.nextInt(EditKind.values().length)];
            boolean possible = kind != EditKind.SYMLINK_SWAP
                    && (!swaps || !NOT_WITH_SWAPS.contains(kind))
                    && (kind != EditKind.BAD_JAVA || withJava)
                    && (said.size() > 1
                            || kind == EditKind.CREATE
                            || kind == EditKind.CREATE_TWICE
                            || !said.isEmpty() && kind != EditKind.TWO_FILES_SWAP_THEIR_ROUTES);
            if (possible) {
                return kind;
            }
        }
    }

    private void edit(EditKind kind) {
        String name = kind == EditKind.BAD_JAVA ? JAVA : anyName();
        switch (kind) {
            case CREATE, CREATE_TWICE, EDIT, REPAIR, SAVE_BY_TEMPORARY_FILE -> said.put(name, bad(name, null));
            case DELETE -> said.remove(present());
            case TOUCH -> {}
            case RENAME_FILE -> {
                String from = present();
                FileSays file = said.remove(from);
                said.put(from.equals(JAVA) ? from : anyYaml(), file);
            }
            case ID_CHANGED -> change(present(), route -> new Said(id(), route.from(), answer()));
            case ID_REMOVED -> change(present(), route -> new Said(null, route.from(), answer()));
            case SEVERAL_AT_ONCE -> {
                for (int i = 0; i < 3; i++) {
                    String each = anyName();
                    said.put(each, random.nextInt(3) > 0 ? bad(each, null) : bad(each, EditKind.UNKNOWN_OPTION));
                }
            }
            case TWO_FILES_SWAP_THEIR_ROUTES -> {
                List<String> names =
                        said.keySet().stream().filter(YAML::contains).toList();
                if (names.size() > 1) {
                    FileSays first = said.get(names.get(0));
                    said.put(names.get(0), said.get(names.get(1)));
                    said.put(names.get(1), first);
                }
            }
            case DUPLICATE_ID -> copy(name, false);
            case DUPLICATE_CONSUMER -> copy(name, true);
            default -> said.put(name, bad(name, kind));
        }
    }

    private void change(String name, UnaryOperator<Said> change) {
        FileSays file = said.get(name);
        said.put(name, new FileSays(file.routes().stream().map(change).toList(), file.bad()));
    }

    /** What another file has, too. */
    private void copy(String name, boolean consumer) {
        List<Said> own = new ArrayList<>(bad(name, null).routes());
        Said other = said.get(present()).routes().get(0);
        own.add(new Said(consumer ? id() : other.id(), consumer ? other.from() : from(), answer()));
        said.put(name, new FileSays(own, null));
    }

    /** In order if {@code bad} is null. */
    private FileSays bad(String name, EditKind bad) {
        EditKind kind = name.equals(JAVA) && bad != null && !AS_IN_YAML.contains(bad) ? EditKind.BAD_JAVA : bad;
        List<Said> own = new ArrayList<>();
        for (int i = random.nextInt(3); i >= 0; i--) {
            own.add(new Said(random.nextInt(3) == 0 ? null : id(), from(), answer()));
        }
        return new FileSays(own, kind);
    }

    /** Few, so that files meet. */
    private String id() {
        return "id" + random.nextInt(12);
    }

    private String from() {
        int number = random.nextInt(9);
        return switch (random.nextInt(16)) {
            case 0 -> "timer:t" + number + "?delay=1000000";
            case 1 -> "seda:s" + number;
            case 2 -> "paho:test/p" + number;
            default -> "direct:d" + number;
        };
    }

    private String answer() {
        return "答" + ++next;
    }

    private String anyYaml() {
        return YAML.get(random.nextInt(YAML.size()));
    }

    private String anyName() {
        return withJava && random.nextInt(4) == 0 ? JAVA : anyYaml();
    }

    private String present() {
        List<String> names = List.copyOf(said.keySet());
        return names.get(random.nextInt(names.size()));
    }
}
