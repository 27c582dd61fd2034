package io.github.camelaliyun.mqtt.distribution;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** The distributions as a machine without Maven and without a compiler has them, in a folder with a blank, by a symbolic link. */
@DisabledOnOs(OS.WINDOWS)
class DistributionIT {

    private static final Duration GRACE = Duration.ofSeconds(45);
    private static final String ANY_PORT = "ALIYUN_MQTT_SANDBOX_PORT";

    @TempDir
    static Path folder;

    private static Jre jre;
    private static Path home;
    private static Path log;
    private static Program running;
    private static String port;

    @BeforeAll
    static void unpackAndStart() throws Exception {
        jre = Jre.withoutCompiler();
        home = Archive.WITH_SANDBOX.unpack(folder.resolve("un packed"));
        log = folder.resolve("log");
        Files.writeString(home.resolve("routes/greet.camel.yaml"), """
                - route:
                    id: greet
                    from:
                      uri: timer:greet?period=200
                      steps:
                        - setBody:
                            simple: "你好, 世界"
                        - to: paho:{{aliyun.mqtt.parent-topic}}/oppo
                """);
        Path start = Files.createSymbolicLink(folder.resolve("link"), home.resolve("bin/start"));
        running = Program.start(jre, Map.of("LOG_DIR", log.toString(), ANY_PORT, "0"), start, "-Dlog.file.size=1KB");
        port = running.await("sandbox ready: tcp://127\\.0\\.0\\.1:(\\d+) ");
    }

    @AfterAll
    static void endsWithZeroWhenItIsTold() {
        assertThat(running.terminate(GRACE)).as(running.output()).isZero();
        running.await("closed the connection GID_group@@@00001");
    }

    @Test
    void theMainJobRunsWithAJreAloneInUtf8() {
        running.await("topic:test/oppo msg:Hello mqtt 0");
        running.await("topic:test/p2p/GID_group@@@00001 msg:Hello mqtt 1");
        running.await("topic:test/oppo msg:你好, 世界");
    }

    @Test
    void theLogGoesIntoFilesTooWhoseSizeAndNumberAreBounded() {
        Awaitility.await().atMost(GRACE).untilAsserted(() -> {
            try (Stream<Path> files = Files.list(log)) {
                assertThat(files.map(file -> file.getFileName().toString()))
                        .contains("camel-aliyun-mqtt.log", "camel-aliyun-mqtt.10.log.gz")
                        .hasSizeLessThanOrEqualTo(12);
            }
        });
    }

    @Test
    void aMissingComponentIsToldWithItsArtifactAndTheFolderForIt() throws Exception {
        Path web = Files.writeString(home.resolve("routes/web.camel.yaml"), """
                - route:
                    id: web
                    from:
                      uri: timer:once?repeatCount=1
                      steps:
                        - to: http://127.0.0.1:9/
                """);
        running.await("routes/web\\.camel\\.yaml, line 6, route web: there is no component \"http\": put"
                + " org\\.apache\\.camel:camel-http of version 4\\.\\d+\\.\\d+, and what it needs, into .*un packed/.*/ext .*"
                + "-Dadd=camel-http does that; without Maven see docs/distribution\\.md\\), and start again");
        Files.delete(web);
    }

    @Test
    void aRouteInJavaIsToldToNeedACompiler() throws Exception {
        Path java = Files.copy(home.resolve("routes/java/Publish.java"), home.resolve("routes/Other.java"));
        running.await("routes/Other\\.java: a route file in Java needs a compiler, and the Java in .* has none:"
                + " start with a JDK of 17 or newer \\(JAVA_HOME\\), or write the route in YAML");
        Files.delete(java);
    }

    @Test
    void aSecondOneOnTheSamePortEndsWithOneAndSaysWhy() {
        Program second = Program.start(jre, Map.of(ANY_PORT, port), home.resolve("bin/start"));
        assertThat(second.status()).as(second.output()).isEqualTo(1);
        second.await("cannot start: " + ANY_PORT + " " + port + " on 127\\.0\\.0\\.1 is already in use");
    }

    /** It has a limit of its own, which a busy machine may exceed; then it says to run it again. */
    @Test
    void theDoctorFindsAllWellOnTheSandbox() {
        Awaitility.await().atMost(Duration.ofMinutes(3)).untilAsserted(() -> {
            Program doctor = Program.start(
                    jre, Map.of("ALIYUN_MQTT_ENDPOINT", "tcp://127.0.0.1:" + port), home.resolve("bin/doctor"));
            assertThat(doctor.status()).as(doctor.output()).isZero();
        });
    }

    /** Arguments of the JVM before and behind those of the program, one with a blank. */
    @Test
    void credentialsAreThoseOfTheSettingsOfTheArguments() {
        Program credentials = Program.start(
                jre,
                Map.of(),
                home.resolve("bin/credentials"),
                "-Daliyun.mqtt.access-key=my-ak",
                "GID_group@@@00002",
                "-Dsome.thing=a b");
        assertThat(credentials.status()).as(credentials.output()).isZero();
        credentials.await("Signature\\|my-ak\\|post-cn-sandbox");
    }

    /** With a folder of the user's own, as for an upgrade, which has neither a logging file nor libraries. */
    @Test
    void withoutTheSandboxItRunsTheProjectOfAnotherFolderAgainstABroker() throws Exception {
        Path slim = Archive.WITHOUT_SANDBOX.unpack(folder.resolve("slim"));
        Path project = Files.createDirectories(folder.resolve("my project"));
        Files.copy(home.resolve("application.properties"), project.resolve("application.properties"));
        Files.createDirectory(project.resolve("routes"));
        for (String route : List.of("publish.camel.yaml", "subscribe.camel.yaml")) {
            Files.copy(
                    home.resolve("routes").resolve(route),
                    project.resolve("routes").resolve(route));
        }
        Map<String, String> environment = Map.of("PROJECT_DIR", project.toString());
        Program none = Program.start(jre, environment, slim.resolve("bin/start"));
        Program job = Program.start(
                jre,
                environment,
                slim.resolve("bin/start"),
                "-Daliyun.mqtt.endpoint=tcp://127.0.0.1:" + port,
                "-Daliyun.mqtt.device-id=00002");
        try {
            assertThat(none.status()).as(none.output()).isEqualTo(1);
            none.await(
                    "cannot start: .*this is the distribution without it; take the one that has no \"slim\" in its name");
            job.await("^\\S+ INFO .* topic:test/p2p/GID_group@@@00002 msg:Hello mqtt 1");
            assertThat(job.terminate(GRACE)).as(job.output()).isZero();
        } finally {
            job.kill();
            none.kill();
        }
    }
}
