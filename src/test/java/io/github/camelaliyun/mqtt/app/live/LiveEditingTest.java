package io.github.camelaliyun.mqtt.app.live;

import org.apache.camel.Route;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import static io.github.camelaliyun.mqtt.app.live.EditedRoutes.route;
import static org.assertj.core.api.Assertions.assertThat;

/** What becomes of edits of YAML files, one kind after the other. */
class LiveEditingTest {

    @TempDir
    private Path folder;

    private EditedRoutes routes;
    private Route untouched;

    @BeforeEach
    void start() throws Exception {
        Files.writeString(
                folder.resolve("other.camel.yaml"), String.join("\n", route("other", "direct:other", "other")));
        Files.writeString(folder.resolve("a.camel.yaml"), String.join("\n", route("a", "direct:a", "one")));
        routes = EditedRoutes.start(folder);
        untouched = routes.running().get("other");
    }

    @AfterEach
    void theOtherFileIsLeftAlone() {
        assertThat(routes.running()).containsEntry("other", untouched);
        routes.close();
    }

    @Test
    void whatAFileSaysNowIsWhatRuns() throws Exception {
        routes.write("a.camel.yaml", route("a", "direct:a", "two"));

        assertThat(routes.settle()).isTrue();

        assertThat(routes.ask("direct:a")).isEqualTo("two");
        assertThat(routes.logged("INFO")).contains(folder.resolve("a.camel.yaml") + " is reloaded: route a");
    }

    @Test
    void identicalContentChangesNothing() throws Exception {
        Map<String, Route> before = routes.running();
        routes.write("a.camel.yaml", route("a", "direct:a", "one"));

        routes.settle();

        assertThat(routes.running()).isEqualTo(before);
        assertThat(routes.logged("INFO")).isEmpty();
    }

    @Test
    void aDeletedFilesRoutesAreStoppedAndRemovedWithALine() throws Exception {
        routes.delete("a.camel.yaml");

        routes.settle();

        assertThat(routes.running()).containsOnlyKeys("other");
        assertThat(routes.context().getRouteDefinitions()).hasSize(1);
        assertThat(routes.logged("INFO"))
                .contains(folder.resolve("a.camel.yaml") + " was deleted, and so stopped and removed: route a");
    }

    /** P20. */
    @Test
    void aRenamedIdReplacesWhatTheFileHadBefore() throws Exception {
        routes.write("a.camel.yaml", route("renamed", "direct:a", "two"));

        assertThat(routes.settle()).isTrue();

        assertThat(routes.running()).containsOnlyKeys("other", "renamed");
        assertThat(routes.ask("direct:a")).isEqualTo("two");
        assertThat(routes.logged("INFO"))
                .contains(folder.resolve("a.camel.yaml") + " is reloaded: route renamed, without route a");
    }

    /** P20. What waits for a route by its name is found by the one that replaces it. */
    @Test
    void aRouteWithoutAnIdKeepsTheNameThatWasMadeUpForIt() throws Exception {
        routes.write("b.camel.yaml", route(null, "direct:b", "one"));
        routes.settle();
        String name = routes.running().keySet().stream()
                .filter(id -> !id.equals("a") && !id.equals("other"))
                .findFirst()
                .orElseThrow();

        for (String answer : new String[] {"two", "three"}) {
            routes.write("b.camel.yaml", route(null, "direct:b", answer));
            assertThat(routes.settle()).isTrue();
            assertThat(routes.running()).containsOnlyKeys("a", "other", name);
            assertThat(routes.ask("direct:b")).isEqualTo(answer);
        }
    }

    /** P19. */
    @Test
    void aFileThatCannotBeUsedIsRefusedAloneAndTheOthersReload() throws Exception {
        routes.write(
                "bad.camel.yaml", "- route:", "    from:", "      uri: kafka:x", "      steps:", "        - log: x");
        routes.settle();
        assertThat(routes.error()).contains("bad.camel.yaml");

        routes.write("a.camel.yaml", route("a", "direct:a", "two"));
        assertThat(routes.settle()).isTrue();
        assertThat(routes.ask("direct:a")).isEqualTo("two");
        assertThat(routes.logged("ERROR")).as("told once").isEmpty();

        routes.delete("bad.camel.yaml");
        assertThat(routes.settle()).isTrue();
        assertThat(routes.logged("ERROR")).isEmpty();
        assertThat(routes.running()).containsOnlyKeys("a", "other");
    }

    /** P22. */
    @Test
    void aMissingComponentIsToldWithFileLineRouteAndArtifactAndTheOldRouteIsNotRestarted() throws Exception {
        Route before = routes.running().get("a");
        routes.write(
                "a.camel.yaml",
                "- route:",
                "    id: a",
                "    from:",
                "      uri: direct:a",
                "      steps:",
                "        - to: rocketmq:x");

        assertThat(routes.settle()).isFalse();

        assertThat(routes.error())
                .isEqualTo(folder.resolve("a.camel.yaml") + ", line 6, route a: there is no component \"rocketmq\": "
                        + "add org.apache.camel:camel-rocketmq to <dependencies> in pom.xml, without a version (if it is there with a scope, take that out), and start "
                        + "again; what it said before goes on");
        assertThat(routes.running()).containsEntry("a", before);
    }

    @Test
    void anUnknownOptionIsToldByItsNameAndNotItsValue() throws Exception {
        Route before = routes.running().get("a");
        routes.write(
                "a.camel.yaml",
                "- route:",
                "    id: a",
                "    from:",
                "      uri: direct:a",
                "      steps:",
                "        - to: log:x?passwrod=secret");

        routes.settle();

        assertThat(routes.error())
                .contains("line 6, route a: log: there is no option \"passwrod\"")
                .doesNotContain("secret");
        assertThat(routes.running()).containsEntry("a", before);
    }

    @Test
    void aMistypedKeyIsToldWithItsLine() throws Exception {
        routes.write(
                "a.camel.yaml",
                "- route:",
                "    id: a",
                "    from:",
                "      uri: direct:a",
                "      stepz:",
                "        - log: x");

        routes.settle();

        assertThat(routes.error()).contains("a.camel.yaml, line 5: \"stepz\" is not known here");
        assertThat(routes.ask("direct:a")).isEqualTo("one");
    }

    @Test
    void anEmptyFileIsNoRequestToRemoveItsRoutes() throws Exception {
        for (String text : new String[] {"", "\n  \n", "# all gone\n", "just text", "key: value"}) {
            routes.write("a.camel.yaml", text);
            assertThat(routes.settle()).as(text).isFalse();
            assertThat(routes.error()).contains("a.camel.yaml", "what it said before goes on");
            assertThat(routes.ask("direct:a")).isEqualTo("one");
        }
    }

    @Test
    void aFileThatDoesNotStartGoesBackToWhatRan() throws Exception {
        routes.write(
                "a.camel.yaml",
                "- route:",
                "    id: a",
                "    from:",
                "      uri: timer:x?period=1",
                "      steps:",
                "        - log: x",
                "- route:",
                "    id: b",
                "    from:",
                "      uri: direct:b",
                "      steps:",
                "        - to:",
                "            id: b",
                "            uri: log:x");
        routes.settle();

        assertThat(routes.error()).contains("a.camel.yaml");
        assertThat(routes.running()).containsOnlyKeys("a", "other");
        assertThat(routes.ask("direct:a")).isEqualTo("one");
    }

    /** P17. */
    @Test
    void textOfTheFileIsUtf8AndWhatIsNotIsRefusedWithItsLine() throws Exception {
        routes.write("a.camel.yaml", route("a", "direct:a", "你好"));
        routes.settle();
        assertThat(routes.ask("direct:a")).isEqualTo("你好");

        Files.write(
                folder.resolve("a.camel.yaml"),
                String.join("\n", route("a", "direct:a", "再见")).getBytes(Charset.forName("GBK")));
        assertThat(routes.settle()).isFalse();
        assertThat(routes.error()).contains("a.camel.yaml", "line 7 is not UTF-8");
        assertThat(routes.ask("direct:a")).isEqualTo("你好");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | is empty; delete the file to remove its routes",
                "' ' | is empty; delete the file to remove its routes",
                "'# nothing yet' | has comments only; delete the file to remove its routes",
                "'route:' | defines nothing; begin each entry of the file with a dash, as in \"- route:\""
            })
    void aFileWithoutARouteIsRefusedAndWhatItHadGoesOn(String text, String message) throws Exception {
        routes.write("a.camel.yaml", text);

        assertThat(routes.settle()).isFalse();

        assertThat(routes.error())
                .isEqualTo(folder.resolve("a.camel.yaml") + ": " + message + "; what it said before goes on");
        assertThat(routes.ask("direct:a")).isEqualTo("one");
    }

    @Test
    void aFolderOfTheNameOfAFileIsRefused() throws Exception {
        Files.createDirectory(folder.resolve("d.camel.yaml"));

        assertThat(routes.settle()).isFalse();

        assertThat(routes.error()).contains("d.camel.yaml: is a folder");
    }

    @Test
    void whatWasRefusedAndIsAgainAsItRunsIsNotRestarted() throws Exception {
        Map<String, Route> before = routes.running();
        routes.write("a.camel.yaml", "- nonsense");
        routes.settle();
        routes.write("a.camel.yaml", route("a", "direct:a", "one"));

        assertThat(routes.settle()).isTrue();

        assertThat(routes.running()).isEqualTo(before);
        assertThat(routes.logged("INFO")).containsExactly(folder.resolve("a.camel.yaml") + " is again as it runs");
    }
}
