package io.github.camelaliyun.mqtt.app;

import io.github.camelaliyun.mqtt.app.live.LiveRoutes;
import io.github.camelaliyun.mqtt.service.Causes;
import io.github.camelaliyun.mqtt.service.InvalidSettingException;
import org.apache.camel.CamelContext;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The runnable project as it would run, for programs that look at it: configured, its route files loaded, its sandbox started if the
 * endpoint asks for it, and nothing else. Made and closed by one thread.
 */
public final class Project implements AutoCloseable {

    private final ProjectStart start;
    private final List<String> problems = new ArrayList<>();
    private List<ProjectSetting> settings = List.of();
    private Main main;
    private InvalidSettingException invalid;
    private String failure;

    private Project(Consumer<Boolean> sandboxStarting) {
        start = new ProjectStart(this::load, sandboxStarting);
    }

    /**
     * Configures the project of the working directory.
     *
     * @param sandboxStarting is told true before the sandbox starts, if it does, and false behind that
     * @return the project, of which {@link #failure} says whether it could be configured
     */
    public static Project open(Consumer<Boolean> sandboxStarting) {
        Project project = new Project(sandboxStarting);
        project.configure();
        return project;
    }

    /** What a program does first, before anything logs: the project's own logging is used. */
    public static void useLogging() {
        App.useLoggingOfTheProject();
    }

    private void configure() {
        try {
            main = App.main(start);
            main.addMainListener(new Looking());
            main.init();
        } catch (Exception | LinkageError e) {
            Throwable root = Causes.innermost(e);
            invalid = root instanceof InvalidSettingException setting ? setting : null;
            failure = App.reason(e);
        }
    }

    private void load(LiveRoutes routes, CamelContext context) {
        try {
            problems.addAll(routes.loadWhatCanBe(context));
        } catch (InvalidSettingException e) {
            problems.add(e.getMessage());
        }
    }

    /** {@return the settings that there are, also where they cannot be} */
    public List<ProjectSetting> settings() {
        return settings;
    }

    /** {@return why the project cannot start, if it cannot: the message that its start would have} */
    public Optional<String> failure() {
        return Optional.ofNullable(failure);
    }

    /** {@return the setting that cannot be, if that is why} */
    public Optional<InvalidSettingException> invalidSetting() {
        return Optional.ofNullable(invalid);
    }

    /** {@return whether the server is a sandbox that was started for this} */
    public boolean hasSandbox() {
        return start.hasSandbox();
    }

    /** {@return the parent topic of the settings; the first one if there are several} */
    public Optional<String> parentTopic() {
        return settings.stream()
                .filter(setting -> setting.key().equals(Settings.PREFIX + "parent-topic"))
                .flatMap(setting -> setting.value().stream())
                .map(topics -> topics.split(",")[0].strip())
                .findFirst();
    }

    /** {@return what is wrong with route files, each with its name, and a line if it is known} */
    public List<String> problems() {
        return List.copyOf(problems);
    }

    /** {@return the context, with the routes of the files that can be used; it is not started} */
    public CamelContext context() {
        return main.getCamelContext();
    }

    @Override
    public void close() {
        try (start) {
            if (main != null) {
                main.shutdown();
                if (main.getCamelContext() != null) {
                    main.getCamelContext().shutdown();
                }
            }
        }
    }

    /** Before the settings are checked, and before the sandbox puts its address into them. */
    private final class Looking extends MainListenerSupport {
        @Override
        public void beforeInitialize(BaseMainSupport of) {
            settings = ProjectSetting.all(of.getCamelContext().getPropertiesComponent());
        }
    }
}
