package io.github.camelaliyun.mqtt.app.live;

import org.apache.camel.Route;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;

import static org.assertj.core.api.Assertions.assertThat;

/** Edits of files in the Java DSL. */
class LiveJavaTest {

    @TempDir
    private Path folder;

    private EditedRoutes routes;
    private Route untouched;

    @BeforeEach
    void start() throws Exception {
        Files.writeString(folder.resolve("Other.java"), builder("Other", "other", "constant(\"other\")"));
        Files.writeString(folder.resolve("A.java"), builder("A", "a", "constant(\"one\")"));
        routes = EditedRoutes.start(folder);
        untouched = routes.running().get("other");
    }

    @AfterEach
    void theOtherFileIsLeftAlone() {
        assertThat(routes.running()).containsEntry("other", untouched);
        routes.close();
    }

    private static String builder(String name, String id, String answer) {
        return """
                import org.apache.camel.builder.RouteBuilder;

                public class %s extends RouteBuilder {
                    @Override
                    public void configure() {
                        from("direct:%s").routeId("%s").setBody(%s);
                    }
                }
                """.formatted(name, id, id, answer);
    }

    @Test
    void anEditedFileIsCompiledAndReplacesItsRoutes() throws Exception {
        routes.write("A.java", builder("A", "a", "constant(\"two\")"));

        assertThat(routes.settle()).isTrue();

        assertThat(routes.ask("direct:a")).isEqualTo("two");
    }

    /** P17; javac takes Unicode escapes wherever it takes the character. */
    @Test
    void sourceIsUtf8() throws Exception {
        routes.write("A.java", builder("A", "a", "constant(\"你好 \" + \"é\".length())"));

        routes.settle();

        assertThat(routes.ask("direct:a")).isEqualTo("你好 1");
    }

    @Test
    void aCompileErrorLeavesTheOldRoutesAndIsToldWithTheCompilersLine() throws Exception {
        Route before = routes.running().get("a");
        routes.write("A.java", builder("A", "a", "nothing()"));

        assertThat(routes.settle()).isFalse();

        assertThat(routes.error())
                .contains("A.java, line 6: does not compile: cannot find symbol, symbol method nothing()", "goes on");
        assertThat(routes.running()).containsEntry("a", before);
    }

    @Test
    void oneThatDoesNotCompileHoldsNoOtherUp() throws Exception {
        routes.write("A.java", "public class A {");
        routes.write("B.java", builder("B", "b", "constant(\"b\")"));

        assertThat(routes.settle()).isFalse();

        assertThat(routes.error()).contains("A.java, line 1: does not compile");
        assertThat(routes.ask("direct:a")).isEqualTo("one");
        assertThat(routes.ask("direct:b")).isEqualTo("b");
    }

    @Test
    void whatABuilderThrowsIsToldWithItsLine() throws Exception {
        routes.write(
                "A.java",
                builder("A", "a", "constant(\"two\")")
                        .replace("from(", "if (true) throw new IllegalStateException(\"boo\"); from("));

        assertThat(routes.settle()).isFalse();

        assertThat(routes.error()).contains("A.java, line 6: IllegalStateException: boo");
        assertThat(routes.ask("direct:a")).isEqualTo("one");
    }

    @Test
    void aMissingComponentIsToldWithItsLine() throws Exception {
        routes.write("A.java", builder("A", "a", "constant(\"two\")).to(\"kafka:x\""));

        assertThat(routes.settle()).isFalse();

        assertThat(routes.error()).contains("A.java, line 6, route a: there is no component \"kafka\"");
    }

    @Test
    void aFileThatUsesAClassOfAnotherFollowsItsChanges() throws Exception {
        routes.write("Words.java", "public class Words { public static String word() { return \"first\"; } }");
        routes.write("B.java", builder("B", "b", "constant(Words.word())"));
        assertThat(routes.settle()).isTrue();
        assertThat(routes.ask("direct:b")).isEqualTo("first");

        routes.write("Words.java", "public class Words { public static String word() { return \"second\"; } }");
        assertThat(routes.settle()).isTrue();
        assertThat(routes.ask("direct:b")).isEqualTo("second");

        routes.write("B.java", builder("B", "b", "constant(Words.word() + \"!\")"));
        assertThat(routes.settle()).isTrue();
        assertThat(routes.ask("direct:b")).isEqualTo("second!");
    }

    @Test
    void aFileThatNoLongerGoesWithWhatItUsesRunsAsBeforeUntilItDoesAgain() throws Exception {
        routes.write("Words.java", "public class Words { public static String word() { return \"first\"; } }");
        routes.write("B.java", builder("B", "b", "constant(Words.word())"));
        routes.settle();

        routes.write("Words.java", "public class Words { }");
        routes.settle();
        assertThat(routes.error()).contains("B.java, line 6: does not compile");
        assertThat(routes.ask("direct:b")).isEqualTo("first");

        routes.write("Words.java", "public class Words { public static String word() { return \"third\"; } }");
        routes.settle();
        assertThat(routes.ask("direct:b")).isEqualTo("third");
    }

    /** Its class is another one after each compilation. */
    @Test
    void aBeanIsThatOfTheLatestSource() throws Exception {
        for (String word : new String[] {"one", "two"}) {
            routes.write("Greeter.java", """
                    @org.apache.camel.BindToRegistry("greeter")
                    public class Greeter {
                        @Override
                        public String toString() {
                            return "%s";
                        }
                    }
                    """.formatted(word));
            assertThat(routes.settle()).isTrue();
            assertThat(routes.context().getRegistry().lookupByName("greeter")).hasToString(word);
        }
    }

    @Test
    void aDeletedFilesRoutesAreRemoved() throws Exception {
        routes.delete("A.java");

        routes.settle();

        assertThat(routes.running()).containsOnlyKeys("other");
    }
}
