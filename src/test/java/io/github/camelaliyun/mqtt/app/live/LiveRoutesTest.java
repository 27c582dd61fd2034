package io.github.camelaliyun.mqtt.app.live;

import io.github.camelaliyun.mqtt.kit.LogCapture;
import org.apache.camel.Processor;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** The service on its own thread. */
class LiveRoutesTest {

    private static final Duration WITHIN = Duration.ofSeconds(60);

    @TempDir
    private Path parent;

    private Path folder;
    private final LogCapture log = new LogCapture();
    private final DefaultCamelContext context = new DefaultCamelContext();

    @BeforeEach
    void write() throws Exception {
        folder = Files.createDirectory(parent.resolve("routes"));
        write("a.camel.yaml", EditedRoutes.route("a", "direct:a", "one"));
    }

    @AfterEach
    void stop() {
        context.stop();
        log.close();
    }

    private void write(String name, String... lines) throws Exception {
        Files.writeString(folder.resolve(name), String.join("\n", lines));
    }

    private LiveRoutes start() throws Exception {
        LiveRoutes routes = new LiveRoutes(folder, "aliyun.mqtt.routes-dir");
        routes.load(context);
        context.addService(routes);
        context.start();
        return routes;
    }

    private String ask() {
        return context.createProducerTemplate().requestBody("direct:a", "", String.class);
    }

    private long lines(String part) {
        return log.lines().stream().filter(line -> line.contains(part)).count();
    }

    @Test
    void editsTakeEffectAndAreCounted() throws Exception {
        LiveRoutes routes = start();
        assertThat(ask()).isEqualTo("one");

        write("a.camel.yaml", EditedRoutes.route("a", "direct:a", "two"));
        await().atMost(WITHIN).until(() -> routes.getReloadCounter() == 1);
        assertThat(ask()).isEqualTo("two");

        write("a.camel.yaml", "- nonsense");
        await().atMost(WITHIN).until(() -> routes.getFailedCounter() == 1);
        assertThat(ask()).isEqualTo("two");
    }

    /** P29. */
    @Test
    void aFolderThatDoesNotExistIsAnErrorOfItsSetting() {
        assertThatThrownBy(() -> new LiveRoutes(parent.resolve("nodir"), "aliyun.mqtt.routes-dir").load(context))
                .hasMessage("aliyun.mqtt.routes-dir is " + parent.resolve("nodir")
                        + ", which does not exist: name the folder of the route files");
    }

    /** P29. */
    @Test
    void aFileWhoseNameIsNotReadIsNamedOnce() throws Exception {
        write("x.yaml", "- route:");
        LiveRoutes routes = start();
        routes.poll();
        routes.poll();

        assertThat(lines("not read, as of their names: " + folder.resolve("x.yaml")
                        + ". Route files are called *.camel.yaml and *.java"))
                .isEqualTo(1);
    }

    @Test
    void aFileThatCannotBeUsedEndsTheStartWithItsNameAndLine() throws Exception {
        write("b.camel.yaml", "- route:", "    from:", "      uri: direct:b", "      stepz:");

        assertThatThrownBy(this::start).hasMessageContaining(folder.resolve("b.camel.yaml") + ", line 4: \"stepz\"");
    }

    @Test
    void aRouteThatCannotBeMadeAtTheStartIsExplained() throws Exception {
        write(
                "b.camel.yaml",
                "- route:",
                "    id: b",
                "    from:",
                "      uri: direct:b",
                "      steps:",
                "        - to: kafka:x");
        LiveRoutes routes = new LiveRoutes(folder, "aliyun.mqtt.routes-dir");
        routes.load(context);

        assertThatThrownBy(context::start)
                .satisfies(
                        failure -> assertThat(routes.explain(failure))
                                .hasValueSatisfying(
                                        text -> assertThat(text)
                                                .startsWith(
                                                        folder.resolve("b.camel.yaml")
                                                                + ", line 6, route b: there is no component \"kafka\": add org.apache.camel:camel-kafka")));
    }

    @Test
    void routesGoOnWhileTheFolderIsGone() throws Exception {
        LiveRoutes routes = start();
        Files.move(folder, parent.resolve("elsewhere"));
        await().atMost(WITHIN).until(() -> lines("cannot be read any more") == 1);
        routes.onReload(this);
        assertThat(ask()).isEqualTo("one");

        Files.move(parent.resolve("elsewhere"), folder);
        await().atMost(WITHIN).until(() -> lines("can be read again") == 1);
        assertThat(lines("cannot be read any more")).isEqualTo(1);
        assertThat(lines("reloaded")).isZero();
    }

    private static boolean somebodyWaitsForARouteToEnd() {
        return Thread.getAllStackTraces().values().stream()
                .flatMap(Arrays::stream)
                .anyMatch(frame -> frame.getClassName().endsWith("DefaultShutdownStrategy"));
    }

    /** What a route has begun it finishes before it is replaced. */
    @Test
    void anExchangeThatHasBegunIsFinishedByTheOldRoute() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch finish = new CountDownLatch(1);
        context.getRegistry().bind("hold", (Processor) exchange -> {
            begun.countDown();
            finish.await(30, TimeUnit.SECONDS);
        });
        write(
                "a.camel.yaml",
                "- route:",
                "    id: a",
                "    from:",
                "      uri: direct:a",
                "      steps:",
                "        - process:",
                "            ref: hold",
                "        - setBody:",
                "            constant: old");
        start();
        ProducerTemplate template = context.createProducerTemplate();
        CompletableFuture<Object> answer = CompletableFuture.supplyAsync(() -> template.requestBody("direct:a", ""));
        assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();

        write("a.camel.yaml", EditedRoutes.route("a", "direct:a", "new"));
        await().atMost(WITHIN).until(LiveRoutesTest::somebodyWaitsForARouteToEnd);
        finish.countDown();

        assertThat(answer.get(30, TimeUnit.SECONDS)).isEqualTo("old");
        await().atMost(WITHIN).until(() -> lines("is reloaded") == 1);
        assertThat(ask()).isEqualTo("new");
    }
}
