package io.github.camelaliyun.mqtt;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** {@code docs/moving.md} has each test of camel-paho and of camel-quarkus-paho once, and what it shows is what is tested. */
class MovingPageTest {

    private static final Path PAGE = Path.of("docs/moving.md");
    private static final Path CHINESE = Path.of("docs/zh-CN/moving.md");
    private static final Path TESTS = Path.of("src/test/java/io/github/camelaliyun/mqtt/moving");
    private static final Path OUTBOX = Path.of("src/test/resources/moving/outbox.camel.yaml");
    private static final Pattern ROW =
            Pattern.compile("(?m)^\\| `(Paho\\w+\\.\\w+)` \\| ([^|]+) \\| ([^|]+) \\| ([^|]+) \\|$");
    private static final Pattern ROUTE_ID = Pattern.compile("(?m)^ +id: (\\S+)$");
    private static final Pattern REGION =
            Pattern.compile("(?s)tag::outbox\\[]\\n(.*?)^[^\\n]*end::outbox", Pattern.MULTILINE);

    /** By class; of camel-paho 4.17 and later, and of camel-quarkus-paho 3.31 and later (PahoTest). */
    private static final String STOCK_TESTS = """
            PahoComponentTest checkOptions shouldReadMessageFromMqtt shouldNotReadMessageFromUnregisteredTopic
            PahoComponentTest shouldKeepDefaultMessageInHeader shouldKeepOriginalMessageInHeader
            PahoComponentTest shouldReadMessageFromCustomizedComponent shouldNotSendMessageAuthIsNotValid
            PahoOverrideTopicTest shouldOverride
            PahoToDTest testToD
            PahoToDSendDynamicTest testToD testToDSlashed
            PahoManualAcksTest testManualAcks
            PahoConsumerManualAckExceptionTest testOnCompleteCallsExceptionHandlerOnMqttException
            PahoConsumerManualAckExceptionTest testOnCompleteAcknowledgesSuccessfully
            PahoConsumerManualAckExceptionTest testNoCompletionRegisteredWhenManualAcksDisabled
            PahoReconnectAfterFailureIT startConsumerShouldReconnectMqttClientAfterFailures
            PahoReconnectAfterFailureIT startProducerShouldReconnectMqttClientAfterFailures
            PahoConsumerLifecycleTest failedStartForceClosesOwnedClient failedStartSuppressesCloseFailure
            PahoConsumerLifecycleTest stopForceClosesOwnedClientWhenDisconnected failedStopSuppressesCloseFailure
            PahoConsumerLifecycleTest durableConnectedClientDisconnectsAndClosesWithoutUnsubscribe sharedClientIsNotClosed
            PahoResubscribeFailureTest successfulResubscribeOnReconnectShouldKeepRouteStarted
            PahoResubscribeFailureTest resubscribeFailureWithOwnedClientShouldRestartRouteAndReplaceOwnedClient
            PahoResubscribeFailureTest resubscribeFailureWithExternalClientShouldNotRestartOrCloseClient
            PahoResubscribeFailureTest concurrentReconnectFailuresShouldTriggerOnlyOneRestart
            PahoResubscribeFailureTest reconnectCallbackAfterShutdownShouldNotResubscribeOrRestart
            PahoResubscribeFailureTest initialConnectShouldNotResubscribe
            PahoTest sendReceive overrideTopic mqttExceptionDuringReconnectShouldSucceed
            PahoTest readThenWriteWithFilePersistenceShouldSucceed sendReceiveWithRfc3986AuthorityShouldSucceed
            """;

    @Test
    void eachTestOfTheirsIsThereOnce() throws Exception {
        List<String> theirs = STOCK_TESTS
                .lines()
                .map(line -> line.split(" "))
                .flatMap(words -> Arrays.stream(words).skip(1).map(test -> words[0] + "." + test))
                .toList();

        for (Path page : List.of(PAGE, CHINESE)) {
            assertThat(rows(page).map(row -> row.group(1)))
                    .as(page.toString())
                    .containsExactlyInAnyOrderElementsOf(theirs);
        }
    }

    @Test
    void eachIsTheSameOrDiffersWithAReasonAndHasATest() throws Exception {
        assertThat(rows(PAGE)).allSatisfy(row -> {
            assertThat(row.group(3)).as(row.group(1)).matches("the same.*|differs: .+");
            assertThat(NamedTests.of(row.group(4)).all()).as(row.group(1)).isNotEmpty();
        });
    }

    @Test
    void theChinesePageSaysOfEachWhatTheEnglishOneSays() throws Exception {
        assertThat(rows(CHINESE).map(row -> row.group(1) + row.group(3).startsWith("不同") + row.group(4)))
                .containsExactlyElementsOf(rows(PAGE)
                        .map(row -> row.group(1) + row.group(3).startsWith("differs") + row.group(4))
                        .toList());
    }

    @Test
    void theTestsThatItNamesAreThereAndItNamesAllOfItsPackage() throws Exception {
        for (Path page : List.of(PAGE, CHINESE)) {
            NamedTests named = NamedTests.of(Files.readString(page));

            assertThat(named.unknown()).as(page.toString()).isEmpty();
            assertThat(named.all()).as(page.toString()).containsAll(ownTests());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"docs/moving.md", "docs/zh-CN/moving.md"})
    void theOutboxIsTheOneThatIsTested(Path page) throws Exception {
        assertThat(Files.readString(page))
                .contains("```java\n" + region(TESTS.resolve("Outbox.java")) + "```")
                .contains("```yaml\n" + region(OUTBOX) + "```");
    }

    /** A reader saves it there. */
    @Test
    void theOutboxCanBeSavedBesideTheRoutesOfTheProject() throws Exception {
        String project = Files.readString(Path.of("routes/publish.camel.yaml"))
                + Files.readString(Path.of("routes/subscribe.camel.yaml"))
                + Files.readString(Path.of("docs/patterns.md"));
        String outbox = region(OUTBOX);

        assertThat(routeIds(outbox)).hasSize(3).doesNotContainAnyElementsOf(routeIds(project));
        assertThat(outbox).as("placeholders with a default").doesNotContainPattern("\\{\\{[^:}]+}}");
    }

    private static List<String> routeIds(String yaml) {
        return ROUTE_ID.matcher(yaml).results().map(id -> id.group(1)).toList();
    }

    private static Stream<MatchResult> rows(Path page) throws IOException {
        return ROW.matcher(Files.readString(page)).results();
    }

    private static String region(Path file) throws IOException {
        return REGION.matcher(Files.readString(file))
                .results()
                .map(match -> match.group(1))
                .findFirst()
                .orElseThrow();
    }

    /** As the page names them. */
    private static List<String> ownTests() throws IOException {
        try (Stream<Path> files = Files.list(TESTS)) {
            return files.map(file -> file.getFileName().toString().replace(".java", ""))
                    .filter(name -> name.endsWith("IT"))
                    .flatMap(name -> testsOf("moving." + name))
                    .toList();
        }
    }

    private static Stream<String> testsOf(String name) {
        try {
            return Arrays.stream(Class.forName(MovingPageTest.class.getPackageName() + "." + name)
                            .getDeclaredMethods())
                    .filter(MovingPageTest::isTest)
                    .map(method -> "`" + name + "#" + method.getName() + "`");
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean isTest(Method method) {
        return Arrays.stream(method.getAnnotations())
                .anyMatch(annotation ->
                        annotation.annotationType().getSimpleName().endsWith("Test"));
    }
}
