package io.github.camelaliyun.mqtt.app.live;

import io.github.camelaliyun.mqtt.kit.ChildJvm;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.URI;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
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

    /** As under LC_ALL=C, where the two names have the same text. */
    @ParameterizedTest
    @ValueSource(strings = {"ANSI_X3.4-1968", "GBK", "UTF-8"})
    void filesAreUsedWhateverTheirNames(String charset) throws Exception {
        write("%E4%BD%BF%E7%94%A8.camel.yaml", String.join("\n", EditedRoutes.route("a", "direct:a", "a")));
        write("%E6%96%87%E4%BB%B6.camel.yaml", String.join("\n", EditedRoutes.route("b", "direct:b", "b")));
        write("%CA%B9%D3%C3.camel.yaml", String.join("\n", EditedRoutes.route("c", "direct:c", "c")));
        write("%E4%BD%BF%E7%94%A8.java", """
                public class 使用 extends org.apache.camel.builder.RouteBuilder {
                    public void configure() {
                        from("direct:d").setBody(constant("d"));
                    }
                }
                """);

        try (ChildJvm child = ChildJvm.start(
                Names.class, List.of("-Dsun.jnu.encoding=" + charset, "-Dfile.encoding=US-ASCII"), folder.toString())) {
            child.awaitLine("done", WITHIN);
            assertThat(child.lines())
                    .contains("abcd", "0 " + points("使用.camel.yaml"), "0 " + points("文件.camel.yaml"))
                    .contains("1 " + points("使用.java"), "1 a");
        }
    }

    /** @param name as a URI has it: the JVM of the test may not have its characters in file names */
    private void write(String name, String text) throws Exception {
        Files.writeString(Path.of(URI.create(folder.toUri() + name)), text);
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

    /** The child: asks each route, edits, and prints the names that are told as numbers. */
    static final class Names {

        public static void main(String[] args) throws Exception {
            Path folder = Path.of(args[0]);
            try (EditedRoutes routes = EditedRoutes.start(folder)) {
                StringBuilder answers = new StringBuilder();
                for (String endpoint : List.of("direct:a", "direct:b", "direct:c", "direct:d")) {
                    answers.append(routes.ask(endpoint));
                }
                System.out.println(answers);
                Path java = Path.of(URI.create(folder.toUri() + "%E4%BD%BF%E7%94%A8.java"));
                for (int edit = 0; edit < 2; edit++) {
                    for (String name :
                            new RouteFolder(folder, Clock.systemUTC()).read().keySet()) {
                        System.out.println(edit + " " + points(name));
                    }
                    Files.writeString(java, "class no");
                    Files.writeString(folder.resolve("other.camel.yaml"), "- nonsense");
                    routes.settle();
                    System.out.println(edit + " " + routes.ask("direct:a"));
                    routes.logged("ERROR").forEach(line -> System.out.println("told " + line));
                }
                System.out.println("done");
                ChildJvm.awaitEndOfInput();
            }
        }
    }
}
