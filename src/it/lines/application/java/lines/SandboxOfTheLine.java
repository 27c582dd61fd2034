package lines;

import io.github.camelaliyun.mqtt.it.SeparateSandbox;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import static org.assertj.core.api.Assertions.assertThat;

/** One sandbox for all tests of a line; JUnit ends it after the last one. */
final class SandboxOfTheLine implements BeforeAllCallback {

    private static SeparateSandbox sandbox;

    @Override
    public void beforeAll(ExtensionContext context) {
        assertThat(Runtime.version().feature())
                .isEqualTo(Integer.getInteger("expected.jdk", Runtime.version().feature()));
        sandbox = context.getRoot()
                .getStore(ExtensionContext.Namespace.create(SandboxOfTheLine.class))
                .getOrComputeIfAbsent(SeparateSandbox.class, type -> SeparateSandbox.start(), SeparateSandbox.class);
    }

    static SeparateSandbox get() {
        return sandbox;
    }

    /** An application with the settings for it, not started. */
    static Main application() {
        Main main = new Main();
        main.addOverrideProperty("mqtt.endpoint", sandbox.tcp().toString());
        main.addOverrideProperty("mqtt.instance-id", SeparateSandbox.INSTANCE_ID);
        main.addOverrideProperty("mqtt.access-key", SeparateSandbox.ACCESS_KEY);
        main.addOverrideProperty("mqtt.secret-key", SeparateSandbox.SECRET_KEY);
        return main;
    }
}
