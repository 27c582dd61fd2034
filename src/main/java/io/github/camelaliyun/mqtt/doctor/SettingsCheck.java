package io.github.camelaliyun.mqtt.doctor;

import io.github.camelaliyun.mqtt.app.Project;
import io.github.camelaliyun.mqtt.app.ProjectSetting;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Configures the runnable project as its start does, and says where each setting comes from. */
final class SettingsCheck implements Check, AutoCloseable {

    /** Vaults that settings name are asked meanwhile. */
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final Words words;
    private final Deadline deadline;
    private Project project;
    private boolean closed;

    SettingsCheck(Words words, Deadline deadline) {
        this.words = words;
        this.deadline = deadline;
    }

    @Override
    public String id() {
        return "settings";
    }

    @Override
    public Duration limit() {
        return LIMIT;
    }

    @Override
    public List<Finding> run() {
        Project opened = Project.open(starting -> deadline.count(!starting));
        if (!isKept(opened)) {
            opened.close();
            return List.of();
        }
        return found(opened);
    }

    /** What comes behind the end is nobody else's to close. */
    private synchronized boolean isKept(Project opened) {
        if (!closed) {
            project = opened;
        }
        return !closed;
    }

    private List<Finding> found(Project project) {
        List<ProjectSetting> settings = project.settings();
        List<String> lines = settings.stream().map(this::line).toList();
        if (project.failure().isEmpty()) {
            return List.of(Finding.ok(words.say("settings.found", settings.size(), places(settings)))
                    .with(lines));
        }
        Finding failed = project.invalidSetting()
                .map(invalid -> Finding.failed(invalid.setting() + " " + invalid.problem(), invalid.cure()))
                .orElseGet(() -> Finding.failed(project.failure().orElseThrow(), words.say("settings.cure")));
        return List.of(failed.with(lines));
    }

    private String line(ProjectSetting setting) {
        return words.say(
                "settings.line",
                setting.key(),
                setting.value().orElseGet(() -> words.say("settings.secret")),
                setting.place());
    }

    private static String places(List<ProjectSetting> settings) {
        Map<String, Long> counts = settings.stream()
                .collect(Collectors.groupingBy(ProjectSetting::place, TreeMap::new, Collectors.counting()));
        return counts.entrySet().stream()
                .map(place -> place.getKey() + (place.getValue() > 1 ? " (" + place.getValue() + ")" : ""))
                .collect(Collectors.joining(", "));
    }

    /** Null before the run. */
    synchronized Project project() {
        return project;
    }

    @Override
    public void close() {
        Project opened;
        synchronized (this) {
            closed = true;
            opened = project;
        }
        if (opened != null) {
            opened.close();
        }
    }
}
