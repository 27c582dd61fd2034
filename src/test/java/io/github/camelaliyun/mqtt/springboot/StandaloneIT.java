package io.github.camelaliyun.mqtt.springboot;

import io.github.camelaliyun.mqtt.kit.ChildJvm;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What {@code docs/embedding.md} says of applications without a web server: nothing else of Spring Boot's keeps the JVM. */
class StandaloneIT {

    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final Duration A_WHILE = Duration.ofSeconds(1);

    @Test
    void p26WithoutAWebServerAnApplicationEndsUnlessTheRunControllerKeepsIt() {
        try (ChildJvm ends = start();
                ChildJvm stays = start("--camel.main.run-controller=true")) {
            assertThat(ends.awaitExit(LIMIT)).isZero();
            assertThat(ends.lines()).anyMatch(line -> line.contains("main has returned"));
            stays.awaitLine("main has returned", LIMIT);
            await().atMost(LIMIT).during(A_WHILE).until(stays::isAlive);
        }
    }

    private static ChildJvm start(String... more) {
        List<String> settings = new ArrayList<>(List.of(more));
        Stream.of(SpringEstate.MAIN).map(setting -> "--" + setting).forEach(settings::add);
        // Not the file of the runnable project, which is the folder that tests run in.
        settings.add("--spring.config.location=optional:classpath:/none.properties");
        return ChildJvm.start(StandaloneProgram.class, List.of(), settings.toArray(String[]::new));
    }
}
