package io.github.camelaliyun.mqtt.app.live;

import io.github.camelaliyun.mqtt.kit.ChildJvm;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** P17: the bytes of a route file's text, in a JVM with another charset. */
class OtherCharsetTest {

    private static final Duration WITHIN = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"US-ASCII", "GBK", "UTF-8"})
    void textOfRouteFilesIsUtf8(String charset) throws Exception {
        String yaml = String.join("\n", EditedRoutes.route("a", "direct:a", "你好 é 😀"));
        Files.write(folder.resolve("a.camel.yaml"), yaml.getBytes(StandardCharsets.UTF_8));
        String java = """
                public class B extends org.apache.camel.builder.RouteBuilder {
                    public void configure() {
                        from("direct:b").setBody(constant("你好 é 😀"));
                    }
                }
                """;
        Files.write(folder.resolve("B.java"), java.getBytes(StandardCharsets.UTF_8));

        try (ChildJvm child = ChildJvm.start(Answers.class, List.of("-Dfile.encoding=" + charset), folder.toString())) {
            child.awaitLine("done", WITHIN);
            assertThat(child.lines())
                    .contains(
                            "charset " + Charset.forName(charset),
                            "direct:a " + points("你好 é 😀"),
                            "direct:b " + points("你好 é 😀"));
        }
    }

    private static String points(String text) {
        return text.codePoints().mapToObj(Integer::toHexString).toList().toString();
    }

    /** The child: asks each route, and prints the characters as numbers. */
    static final class Answers {

        public static void main(String[] args) throws Exception {
            System.out.println("charset " + Charset.defaultCharset());
            try (EditedRoutes routes = EditedRoutes.start(Path.of(args[0]))) {
                for (String endpoint : List.of("direct:a", "direct:b")) {
                    System.out.println(endpoint + " " + points((String) routes.ask(endpoint)));
                }
                System.out.println("done");
                ChildJvm.awaitEndOfInput();
            }
        }
    }
}
