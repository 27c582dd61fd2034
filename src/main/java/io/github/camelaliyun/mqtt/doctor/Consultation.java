package io.github.camelaliyun.mqtt.doctor;

import io.github.camelaliyun.mqtt.app.Project;
import org.apache.camel.CamelContext;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** One run of the doctor. For one thread. */
final class Consultation {

    /** With what the JVM takes to start, and the closing, it stays under 20 s. */
    private static final Duration LONGEST = Duration.ofSeconds(14);

    private static final Duration CLOSING = Duration.ofSeconds(2);

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
        Deadline deadline = new Deadline(LONGEST);
        SettingsCheck settings = new SettingsCheck(words, deadline);
        RoutesCheck routes = new RoutesCheck(
                () -> settings.project().context(), () -> settings.project().problems(), "doctor", words);
        try (Network network = new Network()) {
            try {
                if (examiner(deadline, network).run(null, List.of(settings, routes))) {
                    connections(deadline, network, routes.subjects(), settings.project());
                }
            } finally {
                close(settings, network);
            }
        }
        return new Diagnosis(results, words);
    }

    /** Who hangs in there is not waited for. */
    private static void close(SettingsCheck settings, Network network) {
        try {
            network.workers().submit(settings::close).get(CLOSING.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            // All that could be closed is.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The routes and components of an application. */
    Diagnosis application(CamelContext context) {
        Deadline deadline = new Deadline(LONGEST);
        RoutesCheck routes = new RoutesCheck(() -> context, List::of, "doctor", words);
        try (Network network = new Network()) {
            examiner(deadline, network).run(null, List.of(routes));
            connections(deadline, network, routes.subjects(), null);
        }
        return new Diagnosis(results, words);
    }

    private Examiner examiner(Deadline deadline, Network network) {
        return new Examiner(deadline, network.workers(), words, listener);
    }

    /** @param project null for an application */
    private void connections(Deadline deadline, Network network, List<Subject> subjects, Project project) {
        Practice practice = new Practice(
                network.wire(),
                deadline,
                words,
                clock,
                takeOver,
                project != null && project.hasSandbox(),
                project == null ? Optional.empty() : project.parentTopic());
        Examiner examiner = examiner(deadline, network);
        for (Subject subject : subjects) {
            try (Examination examination = new Examination(subject, practice)) {
                examiner.run(subject.name(), ConnectionChecks.of(examination));
            }
        }
    }
}
