package io.github.camelaliyun.mqtt.app;

import io.github.camelaliyun.mqtt.kit.ChildJvm;
import io.github.camelaliyun.mqtt.sandbox.Sandbox;
import io.github.camelaliyun.mqtt.sandbox.SharedSandbox;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** How much the runnable project logs, with its own settings and logging, while something fails all the time. */
class LogVolumeIT {

    private static final Duration WITHIN = Duration.ofSeconds(90);

    private final Sandbox sandbox = SharedSandbox.get();
    private final String clientId = SharedSandbox.uniqueClientId();

    @TempDir
    private Path folder;

    @Test
    void aWrongPasswordIsALineAnAttemptAndFailingPublishesAreOneLine() {
        List<String> lines = run(
                List.of("-Daliyun.mqtt.secret-key=wrong", "-Dcamel.component.paho.publish-timeout=200"),
                child -> sandbox.connectsOf(clientId) >= 3 && count(child, "route publish: publish to ") >= 1);

        assertThat(lines).filteredOn(line -> line.contains("cannot connect")).hasSizeBetween(3, 5);
        assertThat(lines)
                .filteredOn(line -> line.contains("ERROR"))
                .first()
                .asString()
                .contains(
                        "publish.camel.yaml:5, route publish: publish to test/oppo (QoS 1, 12 bytes) was not sent within");
        assertThat(lines.size()).isLessThan(40);
    }

    /** What fails in a route is told once, by whichever error handler and consumer. */
    @Test
    void whatFailsAllTheTimeIsOneLineARouteAndCounted() throws Exception {
        Files.writeString(folder.resolve("failing.camel.yaml"), """
                - route:
                    id: step
                    from:
                      uri: timer:step?period=50
                      steps:
                        - setBody:
                            simple: "${bean:type:java.lang.Integer?method=parseInt('x')}"
                - route:
                    id: handler
                    errorHandler:
                      defaultErrorHandler:
                        redeliveryPolicy:
                          maximumRedeliveries: 1
                          redeliveryDelay: 1
                    from:
                      uri: timer:handler?period=50
                      steps:
                        - throwException:
                            exceptionType: java.io.IOException
                            message: "disk full"
                - route:
                    id: rollback
                    from:
                      uri: timer:rollback?period=50
                      steps:
                        - rollback:
                            message: "not now"
                - route:
                    id: publishes
                    from:
                      uri: timer:publishes?period=100
                      steps:
                        - setBody:
                            constant: "hi"
                        - to: paho:test/oppo
                        - to: paho:nowhere/x
                - route:
                    id: receives
                    from:
                      uri: paho:test/oppo
                      steps:
                        - throwException:
                            exceptionType: java.lang.IllegalStateException
                            message: "no stock"
                """);
        List<String> lines = run(
                List.of("-Daliyun.mqtt.routes-dir=" + folder, "-Dcamel.component.paho.publish-timeout=200"),
                child -> count(child, "route step") > 0
                        && count(child, "route receives") > 0
                        && count(child, "route publishes: publish to nowhere/x") > 0
                        && count(child, "lost the connection") > 0);

        assertThat(lines)
                .anyMatch(line -> line.endsWith("route step: NumberFormatException: For input string: \"x\""))
                .anyMatch(line -> line.endsWith("route handler: IOException: disk full"))
                .anyMatch(line -> line.endsWith("route rollback: RollbackExchangeException: not now"))
                .anyMatch(line -> line.endsWith("route receives: IllegalStateException: no stock"))
                .anyMatch(line -> line.matches(".*route step: NumberFormatException.* \\(\\d+ more times\\)"));
        for (String route : List.of("step", "handler", "rollback", "receives")) {
            assertThat(lines)
                    .filteredOn(line -> line.contains("route " + route + ":"))
                    .as(route)
                    .hasSizeLessThanOrEqualTo(2);
        }
    }

    /** Runs until it has happened; answers what was printed until it had ended. */
    private List<String> run(List<String> settings, Predicate<ChildJvm> happened) {
        String[] names = clientId.split("@@@");
        List<String> options = new ArrayList<>(List.of(
                "-Daliyun.mqtt.endpoint=" + sandbox.tcp(),
                "-Daliyun.mqtt.instance-id=" + SharedSandbox.INSTANCE_ID,
                "-Daliyun.mqtt.access-key=" + SharedSandbox.ACCESS_KEY,
                "-Daliyun.mqtt.secret-key=" + SharedSandbox.SECRET_KEY,
                "-Daliyun.mqtt.group-id=" + names[0],
                "-Daliyun.mqtt.device-id=" + names[1],
                "-Dcamel.main.shutdown-timeout=1"));
        options.addAll(settings);
        try (ChildJvm child = ChildJvm.start(CharsetIT.Project.class, options)) {
            await().atMost(WITHIN).until(() -> happened.test(child));
            child.close();
            List<String> lines = child.lines();
            assertThat(lines).noneMatch(line -> line.startsWith("\tat ") || line.contains("Message History"));
            return lines;
        }
    }

    private static long count(ChildJvm child, String text) {
        return child.lines().stream().filter(line -> line.contains(text)).count();
    }
}
