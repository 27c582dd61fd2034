package lines;

import io.github.camelaliyun.mqtt.app.live.LiveRoutes;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A route file whose topic is changed while the application runs. */
@ExtendWith(SandboxOfTheLine.class)
class LiveEditTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String CLIENT_ID = "GID_lines@@@00002";

    @TempDir
    Path folder;

    private Main main;

    @BeforeEach
    void configure() {
        main = SandboxOfTheLine.application();
        main.addOverrideProperty("camel.component.aliyun-mqtt.device-id", "00002");
    }

    @Test
    void camelsWatcherAppliesAnEditOfAYamlFile() throws Exception {
        write("edited.camel.yaml", yaml("test/before"));
        main.addOverrideProperty("camel.main.routes-include-pattern", "file:" + folder + "/*.camel.yaml");
        main.addOverrideProperty("camel.main.routes-reload-enabled", "true");
        main.addOverrideProperty("camel.main.routes-reload-directory", folder.toString());
        main.addOverrideProperty("camel.main.routes-reload-pattern", "*.camel.yaml");
        assertThatAnEditIsApplied("edited.camel.yaml", yaml("test/after"));
    }

    @Test
    void theWatcherOfTheJarAppliesAnEditOfAYamlFile() throws Exception {
        write("edited.camel.yaml", yaml("test/before"));
        useWatcherOfTheJar();
        assertThatAnEditIsApplied("edited.camel.yaml", yaml("test/after"));
    }

    @Test
    @Needs("camel-java-joor-dsl")
    void theWatcherOfTheJarAppliesAnEditOfAJavaFile() throws Exception {
        write("Edited.java", java("test/before"));
        useWatcherOfTheJar();
        assertThatAnEditIsApplied("Edited.java", java("test/after"));
    }

    private void useWatcherOfTheJar() {
        main.addOverrideProperty("camel.main.routes-include-pattern", "false");
        main.addMainListener(new MainListenerSupport() {
            @Override
            public void afterConfigure(BaseMainSupport of) {
                LiveRoutes live = new LiveRoutes(folder, "routes");
                live.load(of.getCamelContext());
                try {
                    of.getCamelContext().addService(live);
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            }
        });
    }

    private void assertThatAnEditIsApplied(String name, String after) throws Exception {
        main.start();
        try (ProducerTemplate template = main.getCamelTemplate()) {
            awaitTopic("test/before");
            template.sendBody("aliyun-mqtt:test/before", "first");
            assertThat(received()).isEqualTo("first");

            write(name, after);
            awaitTopic("test/after");
            template.sendBody("aliyun-mqtt:test/after", "second");
            assertThat(received()).isEqualTo("second");
        } finally {
            main.stop();
        }
        SandboxOfTheLine.get().awaitNoClients();
    }

    private void awaitTopic(String topic) {
        await("subscription of " + topic)
                .atMost(LIMIT)
                .until(() -> main.getCamelContext().getRoutes().stream()
                                .anyMatch(route ->
                                        route.getEndpoint().getEndpointUri().contains(topic)
                                                && route.getUptimeMillis() > 0)
                        && SandboxOfTheLine.get().subscriptionsOf(CLIENT_ID).contains(topic));
    }

    private String received() throws IOException {
        try (var template = main.getCamelContext().createConsumerTemplate()) {
            return template.receiveBody("seda:edited", LIMIT.toMillis(), String.class);
        }
    }

    private void write(String name, String text) throws IOException {
        Path file = Files.writeString(folder.resolveSibling(folder.getFileName() + ".new"), text);
        Files.move(
                file,
                folder.resolve(name),
                java.nio.file.StandardCopyOption.REPLACE_EXISTING,
                java.nio.file.StandardCopyOption.ATOMIC_MOVE);
    }

    private static String yaml(String topic) {
        return """
                - route:
                    id: edited
                    from:
                      uri: aliyun-mqtt:%s
                      steps:
                        - to: seda:edited
                """.formatted(topic);
    }

    private static String java(String topic) {
        return """
                import org.apache.camel.builder.RouteBuilder;

                public class Edited extends RouteBuilder {
                    @Override
                    public void configure() {
                        from("aliyun-mqtt:%s").routeId("edited").to("seda:edited");
                    }
                }
                """.formatted(topic);
    }
}
