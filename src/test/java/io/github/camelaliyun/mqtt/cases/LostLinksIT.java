package io.github.camelaliyun.mqtt.cases;

import io.github.camelaliyun.mqtt.kit.ChildJvm;
import io.github.camelaliyun.mqtt.kit.Estate;
import io.github.camelaliyun.mqtt.kit.FaultProxy;
import io.github.camelaliyun.mqtt.kit.Pem;
import io.github.camelaliyun.mqtt.sandbox.Sandbox;
import io.github.camelaliyun.mqtt.sandbox.SharedSandbox;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A link that is lost leaves nothing behind: no thread, no descriptor, no memory. */
@Timeout(120)
class LostLinksIT {

    private static final int LINKS = 6;
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration STARTS_WITHIN = Duration.ofSeconds(60);

    /** One that is just needed, for anything; six links would leave six. */
    private static final int ONE_MORE = 1;
    /** A chunk of the allocator, which six links would leave six of. */
    private static final long MOST_MEMORY = 5 << 20;

    private static final int MESSAGE_BYTES = 60_000;
    private static final int MESSAGES = 30;
    private static final int HELD_BYTES = 300_000;

    private static final Pattern HOLDS = Pattern.compile("threads=(\\d+) descriptors=(\\d+) direct=(\\d+).*");

    /** What the program holds; threads are those at work. */
    private record Holds(long threads, long descriptors, long direct, String printed) {}

    /** Each is lost while the program reads no more: its route is busy, and the broker has more to send. */
    @ParameterizedTest
    @ValueSource(strings = {"tcp", "ssl", "ws", "wss"})
    void c27SixLinksThatAreLostWithUnreadInputLeaveNothing(String scheme, @TempDir Path folder) throws Exception {
        Sandbox sandbox = SharedSandbox.get();
        Path ca = Pem.certificateOf(sandbox.trustStore(), sandbox.trustStorePassword(), folder.resolve("ca.pem"));
        List<String> clientIds =
                Stream.generate(SharedSandbox::uniqueClientId).limit(LINKS).toList();
        String topic = "test/lost-" + scheme;
        try (FaultProxy line = FaultProxy.inFrontOf(server(sandbox, scheme).getPort());
                Estate sender = new Estate(sandbox.tcp(), SharedSandbox.uniqueClientId());
                ChildJvm program = ChildJvm.start(
                        LostLinksProgram.class,
                        List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"),
                        Stream.concat(
                                        Stream.of(
                                                scheme + "://127.0.0.1:" + line.port(),
                                                ca.toString(),
                                                topic,
                                                String.valueOf(HELD_BYTES)),
                                        clientIds.stream())
                                .toArray(String[]::new))) {
            program.awaitLine(LostLinksProgram.STARTED, STARTS_WITHIN);
            loseAll(line, sandbox, clientIds, 1, sender, topic);
            awaitConnects(sandbox, clientIds, 2);
            Holds before = look(program);

            loseAll(line, sandbox, clientIds, 2, sender, topic);
            awaitConnects(sandbox, clientIds, 3);

            await().atMost(LIMIT).untilAsserted(() -> {
                Holds now = look(program);
                assertThat(now.threads).as(now.printed).isLessThanOrEqualTo(before.threads + ONE_MORE);
                assertThat(now.descriptors).as("descriptors").isLessThanOrEqualTo(before.descriptors + ONE_MORE);
                assertThat(now.direct - before.direct).as("direct memory").isLessThan(MOST_MEMORY);
            });
        }
    }

    private static URI server(Sandbox sandbox, String scheme) {
        return switch (scheme) {
            case "tcp" -> sandbox.tcp();
            case "ssl" -> sandbox.ssl();
            case "ws" -> sandbox.ws();
            default -> sandbox.wss();
        };
    }

    private static void loseAll(
            FaultProxy line, Sandbox sandbox, List<String> clientIds, int number, Estate sender, String topic) {
        awaitConnects(sandbox, clientIds, number);
        for (int i = 0; i < MESSAGES; i++) {
            sender.publish("paho:" + topic, new byte[MESSAGE_BYTES]);
        }
        line.reset();
    }

    private static void awaitConnects(Sandbox sandbox, List<String> clientIds, int number) {
        await().atMost(LIMIT)
                .until(() -> clientIds.stream().allMatch(clientId -> sandbox.connectsOf(clientId) >= number)
                        && sandbox.connectedClients().containsAll(clientIds));
    }

    private static Holds look(ChildJvm program) {
        long printed = prints(program).size();
        program.send("look");
        await().atMost(LIMIT).until(() -> prints(program).size() > printed);
        Matcher holds = HOLDS.matcher(prints(program).get((int) printed));
        assertThat(holds.matches()).isTrue();
        return new Holds(
                Long.parseLong(holds.group(1)),
                Long.parseLong(holds.group(2)),
                Long.parseLong(holds.group(3)),
                holds.group());
    }

    private static List<String> prints(ChildJvm program) {
        return program.lines().stream()
                .filter(line -> HOLDS.matcher(line).matches())
                .toList();
    }
}
