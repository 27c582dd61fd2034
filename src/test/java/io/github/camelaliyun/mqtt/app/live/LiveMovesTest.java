package io.github.camelaliyun.mqtt.app.live;

import org.apache.camel.Route;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;

import static io.github.camelaliyun.mqtt.app.live.EditedRoutes.route;
import static org.assertj.core.api.Assertions.assertThat;

/** Ids and endpoints that two files want, or that move from one to another. */
class LiveMovesTest {

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
    void aSecondFileWithTheSameIdIsRefusedByTheNamesOfBothUntilTheFirstGivesItUp() throws Exception {
        routes.write("0.camel.yaml", route("a", "direct:0", "zero"));
        assertThat(routes.settle()).isFalse();
        assertThat(routes.error())
                .contains(
                        "0.camel.yaml, line ",
                        "id \"a\", which is that of " + folder.resolve("a.camel.yaml"),
                        "nothing of the file runs");
        assertThat(routes.ask("direct:a")).isEqualTo("one");

        routes.write("a.camel.yaml", route("other-id", "direct:a", "two"));
        assertThat(routes.settle()).isTrue();
        assertThat(routes.ask("direct:0")).isEqualTo("zero");
        assertThat(routes.ask("direct:a")).isEqualTo("two");
    }

    @Test
    void aSecondConsumerOfWhatOneAloneMayConsumeIsRefusedByTheNamesOfBoth() throws Exception {
        routes.write("b.camel.yaml", route("b", "direct:a", "b"));

        assertThat(routes.settle()).isFalse();

        assertThat(routes.error())
                .contains("b.camel.yaml", "consumes from direct://a, as " + folder.resolve("a.camel.yaml") + " does");
        assertThat(routes.ask("direct:a")).isEqualTo("one");
    }

    @Test
    void routesMayMoveBetweenFilesInEitherDirection() throws Exception {
        routes.write("b.camel.yaml", route("b", "direct:b", "one"));
        routes.settle();

        for (int i = 0; i < 2; i++) {
            String a = i == 0 ? "b" : "a";
            String b = i == 0 ? "a" : "b";
            routes.write("a.camel.yaml", route(a, "direct:" + a, "in a"));
            routes.write("b.camel.yaml", route(b, "direct:" + b, "in b"));
            assertThat(routes.settle()).isTrue();
            assertThat(routes.ask("direct:" + a)).isEqualTo("in a");
            assertThat(routes.ask("direct:" + b)).isEqualTo("in b");
            assertThat(routes.running()).containsOnlyKeys("a", "b", "other");
        }
    }

    @Test
    void anIdThatMovesToAnotherFileStaysWhereItWasIfThatFileCannotBeUsed() throws Exception {
        routes.write("a.camel.yaml", route("a2", "nosuch:a", "two"));
        routes.write("b.camel.yaml", route("a", "direct:b", "b"));

        assertThat(routes.settle()).isFalse();

        assertThat(routes.logged("ERROR")).hasSize(2);
        assertThat(routes.running()).containsOnlyKeys("a", "other");
        assertThat(routes.ask("direct:a")).isEqualTo("one");
    }

    /** What it had counts though it does not run at that moment. */
    @Test
    void whatOneGivesUpThatDoesNotStartIsItsOwnAgain() throws Exception {
        routes.context().addComponent("fails", new EditSequencesTest.Fails());
        routes.write("b.camel.yaml", route("b", "direct:a", "b"));
        routes.settle();

        routes.write("a.camel.yaml", route("a2", "fails:a", "two"));
        assertThat(routes.settle()).isFalse();

        assertThat(routes.logged("ERROR"))
                .anyMatch(
                        line -> line.contains("a.camel.yaml, line 4, route a2: IllegalStateException: does not start"));
        assertThat(routes.ask("direct:a")).isEqualTo("one");
        assertThat(routes.running()).containsOnlyKeys("a", "other");
    }

    /** The second file waits for what the first gives up in vain, and its old routes go on meanwhile. */
    @Test
    void whoWaitsForWhatOneGivesUpThatDoesNotStartIsNotStopped() throws Exception {
        routes.context().addComponent("fails", new EditSequencesTest.Fails());
        routes.write("b.camel.yaml", route("b", "direct:b", "b"));
        routes.settle();
        Route running = routes.running().get("b");
        routes.write("b.camel.yaml", route("a", "direct:b", "b with the id of a"));
        assertThat(routes.settle()).isFalse();

        routes.write("a.camel.yaml", route("a2", "fails:a", "two"));
        assertThat(routes.settle()).isFalse();

        assertThat(routes.logged("ERROR")).singleElement().asString().contains("a.camel.yaml", "does not start");
        assertThat(routes.running()).containsEntry("b", running).containsOnlyKeys("a", "b", "other");
    }
}
