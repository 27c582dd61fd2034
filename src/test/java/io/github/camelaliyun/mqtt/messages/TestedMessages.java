package io.github.camelaliyun.mqtt.messages;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which tests a message has: those that have three words in a row of it in a string, as no other message has them. Where it has no
 * such words, those that have all of one of its texts.
 */
final class TestedMessages {

    private final List<Message> all;
    private final TestTexts tests;
    /** By run of words, the texts of the messages that have it. */
    private final Map<String, Set<Set<String>>> owners = new HashMap<>();

    private TestedMessages(List<Message> all, TestTexts tests) {
        this.all = all;
        this.tests = tests;
        for (Message message : all) {
            message.texts().stream()
                    .flatMap(text -> Words.runs(text).stream())
                    .forEach(run ->
                            owners.computeIfAbsent(run, key -> new HashSet<>()).add(message.texts()));
        }
    }

    static TestedMessages in(Path classes, Path testClasses) throws IOException {
        return new TestedMessages(ProjectMessages.in(classes), TestTexts.in(testClasses));
    }

    List<Message> all() {
        return all;
    }

    /** {@return those that say something of their own, each with its tests} */
    Map<Message, Set<String>> withTests() {
        Map<Message, Set<String>> answer = new LinkedHashMap<>();
        for (Message message : all) {
            if (message.texts().stream().anyMatch(text -> !Words.runs(text).isEmpty())) {
                answer.put(message, testsOf(message));
            }
        }
        return answer;
    }

    private Set<String> testsOf(Message message) {
        Set<String> found = new TreeSet<>();
        for (String text : message.texts()) {
            Set<String> runs = Words.runs(text);
            runs.stream()
                    .filter(run -> owners.get(run).size() == 1)
                    .map(tests::having)
                    .forEach(found::addAll);
            Set<String> whole = new LinkedHashSet<>();
            runs.stream().findFirst().map(tests::having).ifPresent(whole::addAll);
            runs.forEach(run -> whole.retainAll(tests.having(run)));
            found.addAll(whole);
        }
        return found;
    }
}
