package estate;

import io.github.camelaliyun.mqtt.it.SeparateSandbox;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;

import java.util.Map;

/** Starts the sandbox before the application, which gets its address as settings. */
public class SandboxResource implements QuarkusTestResourceLifecycleManager {

    private SeparateSandbox sandbox;

    @Override
    public Map<String, String> start() {
        sandbox = SeparateSandbox.start();
        return Map.of(
                "mqtt.endpoint", sandbox.tcp().toString(),
                "mqtt.instance-id", SeparateSandbox.INSTANCE_ID,
                "mqtt.access-key", SeparateSandbox.ACCESS_KEY,
                "mqtt.secret-key", SeparateSandbox.SECRET_KEY);
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(sandbox, new TestInjector.MatchesType(SeparateSandbox.class));
    }

    @Override
    public void stop() {
        sandbox.close();
    }
}
