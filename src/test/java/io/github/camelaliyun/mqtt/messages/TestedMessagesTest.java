package io.github.camelaliyun.mqtt.messages;

import io.github.camelaliyun.mqtt.AliyunMqttComponent;
import io.github.camelaliyun.mqtt.messages.Reasons.Reason;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever the project logs as a warning or an error, and whatever its exceptions say, is in the assertion of a test, or in
 * {@code untested.txt} with the reason why nobody meets it.
 */
class TestedMessagesTest {

    private static final String CURE =
            "Each message has no test: write one that provokes it and has at least three words in a row of it, or, if no"
                    + " user can meet it, add a line to src/test/resources/messages/untested.txt";

    /** Errors of the code itself, whose place alone says what happened. */
    private static final Set<String> WITH_STACK = Set.of(
            "app.live.Replacement#remove",
            "connection.ConnectionThreads#lambda$complain$3",
            "connection.Handoff#log",
            "observe.ConnectionObservers#complain",
            "wire.LineEnd#lambda$complain$0");

    private static TestedMessages messages;
    private static Reasons reasons;

    @BeforeAll
    static void read() throws Exception {
        messages = TestedMessages.in(classesOf(AliyunMqttComponent.class), classesOf(TestedMessagesTest.class));
        reasons = Reasons.read();
    }

    private static Path classesOf(Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    @Test
    void eachMessageHasATestOrAReason() {
        assertThat(messages.all()).hasSizeGreaterThan(500);
        assertThat(untested())
                .as(CURE)
                .filteredOn(message -> reasons.all().stream().noneMatch(reason -> reason.isOf(message)))
                .isEmpty();
    }

    @Test
    void eachReasonIsOfAMessageWithoutATest() {
        Set<Message> untested = untested();

        assertThat(reasons.all())
                .as("Each line of untested.txt is of no message that there is, or of one that has a test: remove it")
                .filteredOn(reason -> !reason.isOfAny(untested))
                .extracting(Reason::toString)
                .isEmpty();
    }

    private static Set<Message> untested() {
        Set<Message> untested = new LinkedHashSet<>();
        for (Map.Entry<Message, Set<String>> each : messages.withTests().entrySet()) {
            if (each.getValue().isEmpty()) {
                untested.add(each.getKey());
            }
        }
        return untested;
    }

    @Test
    void noMessageHasASecondLine() {
        assertThat(messages.all()).flatExtracting(Message::texts).noneMatch(text -> text.contains("\n"));
    }

    /** A line per failure, and the stack trace at DEBUG. */
    @Test
    void onlyErrorsOfTheCodeItselfAreLoggedWithTheirStackTrace() {
        assertThat(messages.all())
                .filteredOn(Message::withThrowable)
                .extracting(Message::place)
                .containsOnly(WITH_STACK.toArray(String[]::new));
    }

    /** What else is in the line has been put into words by the class that found it. */
    @Test
    void noLogLineIsAnothersTextAlone() {
        List<String> wordless = messages.all().stream()
                .filter(message -> message.isLogged() && message.texts().isEmpty())
                .map(Message::place)
                .toList();

        assertThat(wordless)
                .containsOnly(
                        "app.live.Reports#refused",
                        "connection.Handoff#log",
                        "observe.MessageLines#tell",
                        "observe.TokenLines#tell");
    }
}
