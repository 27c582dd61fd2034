package meters;

import io.github.camelaliyun.mqtt.sandbox.AliyunMqttSandbox;
import io.github.camelaliyun.mqtt.sandbox.Sandbox;
import io.github.camelaliyun.mqtt.sandbox.SandboxException;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.annotation.DirtiesContext.HierarchyMode;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.TestContext;
import org.springframework.test.context.TestContextManager;

import java.time.Duration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** What Spring's tests do with the contexts of two classes: they keep both, and close them at the end. */
class CachedContextsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final AliyunMqttSandbox application = AliyunMqttSandbox.ofApplication();

    @Test
    void twoContextsHaveOneSandboxWhichEndsWithTheLast() {
        TestContext first = new TestContextManager(First.class).getTestContext();
        TestContext second = new TestContextManager(Second.class).getTestContext();
        assertThat(first.getApplicationContext()).isNotSameAs(second.getApplicationContext());
        Sandbox sandbox = application.sandbox();
        await().atMost(PATIENCE)
                .until(() -> sandbox.connectedClients().size() == 2
                        && sandbox.connectedClients().contains("GID_meters@@@00011"));

        first.markApplicationContextDirty(HierarchyMode.EXHAUSTIVE);
        application.publish("test/p2p/GID_meters@@@00012", "42");
        assertThat(application.awaitPublished("test/bills").clientId()).isEqualTo("GID_meters@@@00012");
        assertThat(application.sandbox()).isSameAs(sandbox);

        second.markApplicationContextDirty(HierarchyMode.EXHAUSTIVE);
        assertThatThrownBy(application::sandbox).hasMessageContaining("no sandbox runs in this JVM");
        assertThatThrownBy(sandbox::connectedClients)
                .isInstanceOf(SandboxException.class)
                .hasMessageContaining("closed");
    }

    @SpringBootTest(classes = Meters.class, properties = "aliyun.mqtt.device-id=00011")
    @ActiveProfiles("test")
    static class First {}

    @SpringBootTest(classes = Meters.class, properties = "aliyun.mqtt.device-id=00012")
    @ActiveProfiles("test")
    static class Second {}
}
