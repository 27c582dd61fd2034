package io.github.camelaliyun.mqtt.app.live;

import io.github.camelaliyun.mqtt.AliyunMqttComponent;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.support.DefaultEndpoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Many seeded sequences of edits: after each edit what runs is what the rule says, and what did not change was not restarted. More
 * of them by {@code -Dedits.sequences=1000}, one by {@code -Dedits.seed=…}.
 */
class EditSequencesTest {

    private static final int SEQUENCES = Integer.getInteger("edits.sequences", 40);
    private static final Long SEED = Long.getLong("edits.seed");
    private static final int EDITS = 10;

    @TempDir
    private Path folder;

    @Test
    void whateverIsDoneToTheFilesWhatTheySayIsWhatRuns() throws Exception {
        Map<EditKind, Integer> hits = new EnumMap<>(EditKind.class);
        List<String> differences = new ArrayList<>();
        long first = SEED == null ? 1 : SEED;
        long last = SEED == null ? SEQUENCES : SEED;
        for (long seed = first; seed <= last; seed++) {
            Path own = Files.createDirectory(folder.resolve("routes" + seed));
            try (EditedRoutes routes = EditedRoutes.start(own)) {
                routes.context().addComponent("fails", new Fails());
                routes.context().addComponent("paho", refused());
                List<String> found = new EditSequence(seed, own, routes, hits).run(EDITS);
                if (!found.isEmpty()) {
                    differences.add("seed " + seed + ": " + String.join("\n    ", found));
                }
            }
        }
        hits.forEach((kind, count) -> System.out.printf("%-32s %6d%n", kind, count));
        System.out.printf(
                "%d sequences of %d edits, differences from the rule: %d%n",
                last - first + 1, EDITS, differences.size());
        assertThat(differences).isEmpty();
        if (SEED == null) {
            assertThat(hits).as("kinds of edits").containsKeys(EditKind.values());
        }
    }

    /** Of a server that refuses every connection. */
    private static AliyunMqttComponent refused() {
        AliyunMqttComponent component = new AliyunMqttComponent();
        component.getAccount().setEndpoint("tcp://127.0.0.1:1");
        component.getAccount().setInstanceId("post-cn-test");
        component.getAccount().setAccessKey("test-access-key");
        component.getAccount().setSecretKey("test-secret-key");
        component.setGroupId("GID_group");
        component.setDeviceId("edits");
        return component;
    }

    /** Its consumers can be made, and do not start. */
    static final class Fails extends DefaultComponent {

        @Override
        protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) {
            return new DefaultEndpoint(uri, this) {
                @Override
                public Producer createProducer() {
                    throw new UnsupportedOperationException();
                }

                @Override
                public Consumer createConsumer(Processor processor) {
                    return new DefaultConsumer(this, processor) {
                        @Override
                        protected void doStart() {
                            throw new IllegalStateException("does not start");
                        }
                    };
                }
            };
        }
    }
}
