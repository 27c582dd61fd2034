package io.github.camelaliyun.mqtt.app;

import io.github.camelaliyun.mqtt.kit.ChildJvm;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Text of the settings, of the route files and of the log is UTF-8, whatever the charset of the JVM. */
class CharsetIT {

    private static final Duration WITHIN = Duration.ofSeconds(90);

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"US-ASCII", "GBK", "UTF-8"})
    void chineseTextGoesFromASettingThroughARouteIntoTheLog(String charset) throws Exception {
        Path settings = Files.writeString(folder.resolve("greeting.properties"), "greeting = 你好\nescaped = \\u4e16\n");
        Path routes = Files.createDirectory(folder.resolve("routes"));
        Files.writeString(routes.resolve("greet.camel.yaml"), """
                - route:
                    id: greet
                    from:
                      uri: timer:greet?period=500
                      steps:
                        - setBody:
                            simple: "{{greeting}}, {{escaped}}界"
                        - to: paho:{{aliyun.mqtt.parent-topic}}/oppo
                - route:
                    id: read
                    from:
                      uri: paho:{{aliyun.mqtt.parent-topic}}/oppo
                      steps:
                        - log: "msg:${body}"
                """);

        try (ChildJvm child = ChildJvm.start(
                Project.class,
                List.of("-Dfile.encoding=" + charset, "-Daliyun.mqtt.routes-dir=" + routes),
                "-propertiesLocation",
                "file:application.properties,file:" + settings)) {
            child.awaitLine("msg:你好, 世界", WITHIN);
        }
    }

    /** The child: the runnable project. */
    static final class Project {

        public static void main(String[] args) throws Exception {
            Thread project = new Thread(() -> App.main(args));
            project.setDaemon(true);
            project.start();
            ChildJvm.awaitEndOfInput();
            System.exit(0);
        }
    }
}
