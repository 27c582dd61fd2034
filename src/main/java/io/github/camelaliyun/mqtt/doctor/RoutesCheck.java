package io.github.camelaliyun.mqtt.doctor;

import org.apache.camel.CamelContext;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Finds the connections that the routes make, without starting one, and says which files or routes cannot be used. */
final class RoutesCheck implements Check {

    private final Supplier<CamelContext> context;
    private final Supplier<List<String>> fileProblems;
    private final String topic;
    private final Words words;
    private volatile List<Subject> subjects = List.of();

    /**
     * @param fileProblems what is wrong with route files
     * @param topic see {@link Subjects#find}
     */
    RoutesCheck(Supplier<CamelContext> context, Supplier<List<String>> fileProblems, String topic, Words words) {
        this.context = context;
        this.fileProblems = fileProblems;
        this.topic = topic;
        this.words = words;
    }

    @Override
    public String id() {
        return "routes";
    }

    /** The others can be looked at. */
    @Override
    public boolean goesOn(List<Finding> findings) {
        return true;
    }

    @Override
    public List<Finding> run() {
        List<Finding> findings = new ArrayList<>();
        for (String problem : fileProblems.get()) {
            findings.add(Finding.failed(problem, words.say("routes.file.cure")));
        }
        Subjects finder = new Subjects(context.get());
        subjects = finder.find(topic);
        for (String problem : finder.problems()) {
            findings.add(Finding.failed(words.say("routes.endpoint", problem), words.say("routes.file.cure")));
        }
        int filters =
                subjects.stream().mapToInt(subject -> subject.filters().size()).sum();
        if (subjects.isEmpty() && findings.isEmpty()) {
            findings.add(Finding.failed(words.say("routes.none"), words.say("routes.none.cure")));
        } else if (!subjects.isEmpty()) {
            findings.add(Finding.ok(words.say("routes.found", subjects.size(), filters)));
        }
        return findings;
    }

    List<Subject> subjects() {
        return subjects;
    }
}
