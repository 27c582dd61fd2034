package io.github.camelaliyun.mqtt.doctor;

import io.github.camelaliyun.mqtt.app.Project;
import org.apache.camel.CamelContext;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** One run of the doctor. For one thread. */
final class Consultation {

    /** The network's. With what the program takes to start and to end it stays under 20 s. */
    private static final Duration LONGEST = Duration.ofSeconds(15);

    /** For what happens on this machine alone; the sandbox takes its time on a slow one. */
    private static final Duration LOCAL = Duration.ofSeconds(60);

    private final Words words;
    private final Clock clock;
    private final boolean takeOver;
    private final List<Result> results = new ArrayList<>();
    private final Consumer<Result> listener;

    /** @param listener is told each line as it is found */
    Consultation(Words words, Clock clock, boolean takeOver, Consumer<Result> listener) {
        this.words = words;
        this.clock = clock;
        this.takeOver = takeOver;
        this.listener = result -> {
            results.add(result);
            listener.accept(result);
        };
    }

    /** The runnable project of the working directory. */
    Diagnosis project() {
        SettingsCheck settings = new SettingsCheck(words);
        RoutesCheck routes = new RoutesCheck(
                () -> settings.project().context(), () -> settings.project().problems(), "doctor", words);
        try (Network network = new Network()) {
            if (examiner(LOCAL, network).run(null, List.of(settings, routes))) {
                connections(network, routes.subjects(), settings.project());
            }
        } finally {
            Project project = settings.project();
            if (project != null) {
                project.close();
            }
        }
        return new Diagnosis(results, words);
    }

    /** The routes and components of an application. */
    Diagnosis application(CamelContext context) {
        RoutesCheck routes = new RoutesCheck(() -> context, List::of, "doctor", words);
        try (Network network = new Network()) {
            examiner(LOCAL, network).run(null, List.of(routes));
            connections(network, routes.subjects(), null);
        }
        return new Diagnosis(results, words);
    }

    private Examiner examiner(Duration limit, Network network) {
        return new Examiner(new Deadline(limit), network.workers(), words, listener);
    }

    /** @param project null for an application */
    private void connections(Network network, List<Subject> subjects, Project project) {
        Practice practice = new Practice(
                network.wire(),
                words,
                clock,
                takeOver,
                project != null && project.hasSandbox(),
                project == null ? Optional.empty() : project.parentTopic());
        Examiner examiner = examiner(LONGEST, network);
        for (Subject subject : subjects) {
            try (Examination examination = new Examination(subject, practice)) {
                examiner.run(subject.name(), ConnectionChecks.of(examination));
            }
        }
    }
}
