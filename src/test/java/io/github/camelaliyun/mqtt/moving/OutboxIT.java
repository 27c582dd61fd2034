package io.github.camelaliyun.mqtt.moving;

import io.github.camelaliyun.mqtt.kit.ChildJvm;
import io.github.camelaliyun.mqtt.kit.FaultProxy;
import io.github.camelaliyun.mqtt.kit.Mosquitto;
import io.github.camelaliyun.mqtt.kit.RequiresMosquitto;
import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.spi.InterceptStrategy;
import org.apache.camel.support.processor.DelegateAsyncProcessor;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The outbox of {@code docs/moving.md}, in YAML and in Java: nothing in its folder is lost, and all leaves in its order. */
@RequiresMosquitto
class OutboxIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private static final int OVER_64_KIB = 65_537;

    @TempDir
    private Path outbox;

    private final List<String> received = new CopyOnWriteArrayList<>();
    private Mosquitto mosquitto;
    private FaultProxy line;
    private MqttClient subscriber;

    @BeforeEach
    void start() throws Exception {
        mosquitto = Mosquitto.start(Mosquitto.Options.anonymous());
        line = FaultProxy.inFrontOf(mosquitto.port());
        subscriber = new MqttClient(mosquitto.uri().toString(), "subscriber", null);
        subscriber.connect();
        subscriber.subscribe("test/readings", 1, (topic, message) -> received.add(message.toString()));
    }

    @AfterEach
    void end() throws Exception {
        subscriber.disconnect();
        subscriber.close();
        line.close();
        mosquitto.close();
    }

    /** Killed while the broker is away, killed again while it publishes, and started with either DSL. */
    @Test
    void whatWaitsWhenItsProcessIsKilledArrivesAfterARestartInItsOrder() {
        line.cut();
        try (ChildJvm first = program("yaml", 0, 9)) {
            first.awaitLine(OutboxProgram.WRITTEN, LIMIT);
            first.kill();
        }
        assertThat(files(outbox)).hasSize(10);
        assertThat(received).isEmpty();

        line.restore();
        int taken;
        try (ChildJvm second = program("java", 10, 300)) {
            await().atMost(LIMIT).until(() -> received.size() > 20);
            second.kill();
            taken = second.lines().stream()
                    .filter(line -> line.startsWith(OutboxProgram.TAKEN))
                    .mapToInt(line -> Integer.parseInt(line.substring(OutboxProgram.TAKEN.length())))
                    .max()
                    .orElseThrow();
        }
        try (ChildJvm third = program("yaml", 301, 310)) {
            third.awaitLine(OutboxProgram.WRITTEN, LIMIT);
            await().atMost(LIMIT).until(() -> files(outbox).isEmpty());
        }

        List<Integer> arrived =
                received.stream().distinct().map(Integer::valueOf).toList();
        int lastOfSecond = arrived.stream()
                .filter(number -> number <= 300)
                .mapToInt(Integer::intValue)
                .max()
                .orElseThrow();
        assertThat(lastOfSecond).isGreaterThanOrEqualTo(taken);
        assertThat(arrived)
                .containsExactlyElementsOf(
                        IntStream.concat(IntStream.rangeClosed(0, lastOfSecond), IntStream.rangeClosed(301, 310))
                                .boxed()
                                .toList());
        // The one that was on its way when the process was killed may come twice.
        assertThat(received).hasSizeLessThanOrEqualTo(arrived.size() + 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"yaml", "java"})
    void aPublishThatIsNotAcknowledgedIsTriedAgainAndKeepsItsPlace(String dsl) throws Exception {
        line.cut();
        AtomicInteger attempts = new AtomicInteger();
        CamelContext camel =
                OutboxProgram.application(outbox.toString(), line.uri().toString(), dsl, 300, counting(attempts));
        try (ProducerTemplate template = camel.createProducerTemplate()) {
            for (int i = 0; i < 5; i++) {
                template.sendBody("direct:report", String.valueOf(i));
            }
            await().atMost(LIMIT).until(() -> attempts.get() > 1);
            line.restore();

            await().atMost(LIMIT).until(() -> files(outbox).isEmpty());
            assertThat(received).containsExactly("0", "1", "2", "3", "4");
            assertThat(files(outbox.resolve(".failed"))).isEmpty();
        } finally {
            camel.stop();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"yaml", "java"})
    void whatCanNeverBePublishedIsPutAsideAndDelaysNothing(String dsl) throws Exception {
        CamelContext camel = OutboxProgram.application(
                outbox.toString(), line.uri().toString(), dsl, 30_000, (context, definition, target, next) -> target);
        try (ProducerTemplate template = camel.createProducerTemplate()) {
            template.sendBody("direct:report", "x".repeat(OVER_64_KIB));
            template.sendBody("direct:report", "good");

            await().atMost(LIMIT).until(() -> files(outbox).isEmpty());
            assertThat(received).containsExactly("good");
            assertThat(files(outbox.resolve(".failed"))).hasSize(1);
        } finally {
            camel.stop();
        }
    }

    /** With deadlines that come before the stop and after it: in the pause between two attempts, and in the first. */
    @ParameterizedTest
    @CsvSource({"yaml, 300", "yaml, 30000", "java, 300", "java, 30000"})
    void whatAStopInterruptsStaysInItsPlace(String dsl, int publishTimeout) throws Exception {
        line.cut();
        AtomicInteger attempts = new AtomicInteger();
        CamelContext camel = OutboxProgram.application(
                outbox.toString(), line.uri().toString(), dsl, publishTimeout, counting(attempts));
        try (ProducerTemplate template = camel.createProducerTemplate()) {
            for (int i = 0; i < 3; i++) {
                template.sendBody("direct:report", String.valueOf(i));
            }
            await().atMost(LIMIT).until(() -> attempts.get() > 0);
        } finally {
            camel.stop();
        }

        line.restore();
        try (ChildJvm next = program(dsl, 3, 3)) {
            next.awaitLine(OutboxProgram.WRITTEN, LIMIT);
            await().atMost(LIMIT).until(() -> received.contains("3"));
        }
        assertThat(received).containsExactly("0", "1", "2", "3");
    }

    /** Counts the attempts to publish, asynchronous as they are. */
    private static InterceptStrategy counting(AtomicInteger attempts) {
        return (camel, definition, target, next) -> definition.getLabel().contains("paho:")
                ? new DelegateAsyncProcessor(target) {
                    @Override
                    public boolean process(Exchange exchange, AsyncCallback callback) {
                        attempts.incrementAndGet();
                        return super.process(exchange, callback);
                    }
                }
                : target;
    }

    private ChildJvm program(String dsl, int from, int to) {
        return ChildJvm.start(
                OutboxProgram.class,
                List.of(),
                outbox.toString(),
                line.uri().toString(),
                dsl,
                String.valueOf(from),
                String.valueOf(to));
    }

    private static List<Path> files(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !file.getFileName().toString().startsWith("."))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
