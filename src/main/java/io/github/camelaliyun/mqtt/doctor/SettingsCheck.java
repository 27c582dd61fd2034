package io.github.camelaliyun.mqtt.doctor;

import io.github.camelaliyun.mqtt.app.Project;
import io.github.camelaliyun.mqtt.app.ProjectSetting;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Configures the runnable project as its start does, and says where each setting comes from. */
final class SettingsCheck implements Check {

    /** It starts the sandbox, and no network has a part in it. */
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Words words;
    private volatile Project project;

    SettingsCheck(Words words) {
        this.words = words;
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
        project = Project.open();
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
    Project project() {
        return project;
    }
}
