package io.github.camelaliyun.mqtt.sandbox;

import io.github.camelaliyun.mqtt.credential.Credentials;
import io.github.camelaliyun.mqtt.credential.SignatureCredentials;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Runs classes that have the extension, as a build does. For one thread. */
final class ExtensionRun {

    static final String CLIENT_ID = "GID_test@@@extension";

    /** What the classes saw of the sandbox, test by test. */
    static final List<URI> SEEN = new CopyOnWriteArrayList<>();

    private static volatile boolean running;

    private ExtensionRun() {}

    /** Their condition: no build and no editor is to find them by itself. */
    static boolean running() {
        return running;
    }

    /** Runs the class; what failed, with its words. */
    static List<String> failuresOf(Class<?> tests) {
        return failuresOf(DiscoverySelectors.selectClass(tests));
    }

    /** Runs the classes at the same time. */
    static List<String> failuresOfAtOnce(Class<?> one, Class<?> other) {
        return failuresOf(DiscoverySelectors.selectClass(one), DiscoverySelectors.selectClass(other));
    }

    private static List<String> failuresOf(DiscoverySelector... tests) {
        List<String> failures = new CopyOnWriteArrayList<>();
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(tests)
                .configurationParameter("junit.jupiter.execution.parallel.enabled", String.valueOf(tests.length > 1))
                .configurationParameter("junit.jupiter.execution.parallel.mode.default", "same_thread")
                .configurationParameter("junit.jupiter.execution.parallel.mode.classes.default", "concurrent")
                .configurationParameter("junit.jupiter.execution.parallel.config.strategy", "fixed")
                .configurationParameter("junit.jupiter.execution.parallel.config.fixed.parallelism", "2")
                .build();
        running = true;
        try {
            LauncherFactory.create().execute(request, new TestExecutionListener() {
                @Override
                public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                    result.getThrowable().ifPresent(failure -> failures.add(test.getDisplayName() + ": " + failure));
                }
            });
        } finally {
            running = false;
        }
        return failures;
    }

    /** For such a class: sees that it works. */
    static void seeWorking(AliyunMqttSandbox extension) throws Exception {
        SEEN.add(extension.endpoint());
        try (TestClient client = TestClient.of(extension.endpoint().toString(), CLIENT_ID)
                .credentials(usual())
                .connect()) {
            extension.publish(AliyunMqttSandbox.PARENT_TOPIC + "/p2p/" + CLIENT_ID, "there");
            client.awaitReceived(1);
            extension.faults().kick(CLIENT_ID);
            assertThat(client.isLost()).isTrue();
        }
    }

    static Credentials usual() {
        return usual(CLIENT_ID);
    }

    static Credentials usual(String clientId) {
        return new SignatureCredentials(
                        AliyunMqttSandbox.ACCESS_KEY, AliyunMqttSandbox.SECRET_KEY, AliyunMqttSandbox.INSTANCE_ID)
                .credentialsFor(clientId);
    }

    static void assertRefusesToAnswer(AliyunMqttSandbox extension) {
        assertThatThrownBy(extension::sandbox)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("the sandbox does not run")
                .hasMessageContaining("@RegisterExtension");
        assertThatThrownBy(extension::endpoint).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(extension::faults).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> extension.publish("test", "x")).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> extension.awaitPublished("test")).isInstanceOf(IllegalStateException.class);
    }

    static void assertClosed(URI endpoint) {
        assertThatThrownBy(() -> new Socket(endpoint.getHost(), endpoint.getPort()).close())
                .isInstanceOf(IOException.class);
    }
}
