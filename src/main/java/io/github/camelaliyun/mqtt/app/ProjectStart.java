package io.github.camelaliyun.mqtt.app;

import io.github.camelaliyun.mqtt.app.live.LiveRoutes;
import io.github.camelaliyun.mqtt.credential.AuthMode;
import io.github.camelaliyun.mqtt.credential.ClientId;
import io.github.camelaliyun.mqtt.credential.Keys;
import io.github.camelaliyun.mqtt.credential.SignMode;
import io.github.camelaliyun.mqtt.sandbox.SandboxLease;
import io.github.camelaliyun.mqtt.sandbox.SandboxLogin;
import io.github.camelaliyun.mqtt.sandbox.SandboxOptions;
import io.github.camelaliyun.mqtt.sandbox.SandboxPorts;
import io.github.camelaliyun.mqtt.service.InvalidSettingException;
import io.github.camelaliyun.mqtt.service.Printable;
import org.apache.camel.CamelContext;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.support.RouteWatcherReloadStrategy;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * What the runnable project does before Camel configures its beans: checks the settings, and starts the sandbox when
 * {@code aliyun.mqtt.endpoint} is {@code sandbox}; and after that: loads the route files. The sandbox ends after Camel has.
 */
final class ProjectStart extends MainListenerSupport implements AutoCloseable {

    private static final int USUAL_PORT = 1883;

    private static final String ROUTES_DIR = "routes-dir";

    /** How long a failure that repeats itself is counted before it is told again. */
    private static final Duration FAILURES_WINDOW = Duration.ofMinutes(1);

    private final BiConsumer<LiveRoutes, CamelContext> loading;
    private final Consumer<Boolean> sandboxStarting;
    private SandboxLease sandbox;
    private LiveRoutes routes;

    ProjectStart() {
        this(LiveRoutes::load, starting -> {});
    }

    /**
     * @param loading brings the route files into the context
     * @param sandboxStarting is told true before the sandbox starts, and false behind that
     */
    ProjectStart(BiConsumer<LiveRoutes, CamelContext> loading, Consumer<Boolean> sandboxStarting) {
        this.loading = loading;
        this.sandboxStarting = sandboxStarting;
    }

    @Override
    public void beforeConfigure(BaseMainSupport main) {
        new RouteFailures(FAILURES_WINDOW).watch(main.getCamelContext());
        Settings settings = new Settings(main.getCamelContext().getPropertiesComponent());
        settings.checkAccount();
        CleanedSettings.apply(settings, main::addOverrideProperty);
        if (settings.get("endpoint").equalsIgnoreCase(Settings.SANDBOX)) {
            // Before Camel makes its beans: the component has the same one.
            sandboxStarting.accept(true);
            try {
                sandbox = startSandbox(settings);
            } finally {
                sandboxStarting.accept(false);
            }
        }
    }

    /**
     * Loads the route files; the setting of Camel's own watcher, {@code camel.main.routes-reload-enabled}, says whether they are
     * watched.
     */
    @Override
    public void afterConfigure(BaseMainSupport main) {
        CamelContext camel = main.getCamelContext();
        String folder = new Settings(camel.getPropertiesComponent()).get(ROUTES_DIR);
        routes = new LiveRoutes(folder(folder), Settings.PREFIX + ROUTES_DIR);
        loading.accept(routes, camel);
        RouteWatcherReloadStrategy watcher = camel.hasService(RouteWatcherReloadStrategy.class);
        if (watcher != null) {
            // Its start may be on its way; without a folder it watches nothing.
            watcher.setFolder(null);
            try {
                camel.removeService(watcher);
                camel.addService(routes);
            } catch (Exception e) {
                throw RuntimeCamelException.wrapRuntimeException(e);
            }
        }
    }

    private static Path folder(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new InvalidSettingException(
                    Settings.PREFIX + ROUTES_DIR,
                    "is '" + Printable.of(text) + "', which no file can be called here",
                    "correct it, or start with LC_ALL=C.UTF-8 in the environment, so that file names may have all characters");
        }
    }

    /** {@return where in a route file the failure of the start comes from and what to do, if it does} */
    Optional<String> explain(Throwable failure) {
        return routes == null ? Optional.empty() : routes.explain(failure);
    }

    boolean hasSandbox() {
        return sandbox != null;
    }

    /** @throws InvalidSettingException if a setting is missing or cannot be; the message names it */
    static SandboxLease startSandbox(Settings settings) {
        return Settings.inTheirWords(() -> start(settings));
    }

    private static SandboxLease start(Settings settings) {
        String accessKey = settings.get("access-key");
        String secretKey = settings.get("secret-key");
        ClientId clientId = new ClientId(settings.get("group-id"), settings.get("device-id"));
        AuthMode mode = AuthMode.parse(settings.get("auth-mode"));
        SandboxLogin login = new SandboxLogin(
                mode,
                new Keys(accessKey, secretKey),
                clientId.toString(),
                mode == AuthMode.CUSTOM ? SignMode.parse(settings.get("sign-mode")) : null);
        SandboxLease sandbox = SandboxLease.take(new SandboxOptions(
                        settings.find("sandbox.port")
                                .map(SandboxOptions::parsePort)
                                .orElse(USUAL_PORT),
                        settings.find("sandbox.port").isEmpty(),
                        accessKey,
                        secretKey,
                        settings.get("instance-id"),
                        Set.of(),
                        SandboxOptions.parseTopics(settings.get("parent-topic")))
                .withOtherPorts(SandboxPorts.parse(key -> settings.find("sandbox." + key))));
        try {
            login.registerWith(sandbox.sandbox());
            return sandbox;
        } catch (RuntimeException | Error e) {
            sandbox.close();
            throw e;
        }
    }

    @Override
    public void close() {
        if (sandbox != null) {
            sandbox.close();
        }
    }
}
