package io.github.camelaliyun.mqtt.app;

import io.github.camelaliyun.mqtt.app.live.BindingWords;
import io.github.camelaliyun.mqtt.service.Causes;
import io.github.camelaliyun.mqtt.service.Distribution;
import io.github.camelaliyun.mqtt.service.NearestName;
import io.github.camelaliyun.mqtt.service.PlaceholderBraces;
import org.apache.camel.main.Main;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The runnable project, {@code mvn compile camel:run}: Camel's own main with {@code application.properties} and the
 * route files of the working directory, and with the sandbox when the endpoint asks for it.
 */
public final class App {

    /** What the packages of this jar begin with: its messages have no secret. */
    private static final String OURS = "io.github.camelaliyun.mqtt";

    private static final String LOGGING = "log4j2.properties";
    private static final String LOGGING_KEY = "log4j2.configurationFile";

    /** Camel's message, which has no value. */
    private static final Pattern NO_COMPONENT = Pattern.compile(
            "Error configuring property: camel\\.component\\.([\\w-]+)\\.([\\w.-]+) because cannot find");

    private static final long STOP_LIMIT_SECONDS = 30;

    private App() {}

    /**
     * Runs until it is told to stop; ends the JVM with 1 if it could not start.
     *
     * @param args the options of Camel's main
     */
    public static void main(String[] args) {
        useLoggingOfTheProject();
        CompletableFuture<Integer> ended = new CompletableFuture<>();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> exitWith(ended), "exit-code"));
        int exitCode = run(args);
        ended.complete(exitCode);
        if (exitCode != 0) {
            System.exit(exitCode);
        }
    }

    /** To be called before anything logs. */
    static void useLoggingOfTheProject() {
        if (System.getProperty(LOGGING_KEY) == null) {
            Stream.of(Optional.of(Path.of("")), Distribution.home())
                    .flatMap(Optional::stream)
                    .map(folder -> folder.resolve(LOGGING))
                    .filter(Files::exists)
                    .findFirst()
                    .ifPresent(
                            file -> System.setProperty(LOGGING_KEY, file.toUri().toString()));
        }
    }

    /** Ctrl-C is the ordinary way to end: once all is closed the JVM says so with 0, and not with the signal's number. */
    private static void exitWith(CompletableFuture<Integer> ended) {
        try {
            Runtime.getRuntime().halt(ended.get(STOP_LIMIT_SECONDS, TimeUnit.SECONDS));
        } catch (ExecutionException | TimeoutException e) {
            LoggerFactory.getLogger(App.class).warn("not stopped within {} s", STOP_LIMIT_SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The same without ending the JVM. */
    static int run(String... args) {
        Main main = null;
        ProjectStart startup = new ProjectStart();
        try (startup) {
            main = main(startup);
            return main.run(args);
        } catch (Exception e) {
            Logger log = LoggerFactory.getLogger(App.class);
            log.error("cannot start: {}", startup.explain(e).orElseGet(() -> reason(e)));
            log.debug("cannot start", e);
            if (main != null) {
                main.stop();
            }
            return 1;
        }
    }

    static Main main(ProjectStart startup) {
        Main main = new ProjectMain();
        main.addMainListener(startup);
        return main;
    }

    /**
     * The innermost message of ours, which says what to do, with what the JDK says behind it; else the innermost at all: what
     * surrounds that says where Camel was.
     */
    static String reason(Throwable e) {
        Throwable root = Causes.innermost(e);
        Optional<String> ours = Causes.of(e).stream()
                .filter(App::isOurs)
                .map(Throwable::getMessage)
                .filter(Objects::nonNull)
                .reduce((outer, inner) -> inner);
        if (ours.isPresent()) {
            return ours.get() + (addsTo(ours.get(), root) ? " (" + inWords(root) + ")" : "");
        }
        // Camel's messages about a value have the value, which may be a secret, also one whose name has a typing error.
        Optional<String> option = BindingWords.of(e);
        if (option.isPresent()) {
            return option.get();
        }
        Matcher component = NO_COMPONENT.matcher(String.valueOf(root.getMessage()));
        if (component.lookingAt()) {
            return noComponent(component.group(1), component.group(2));
        }
        if (isOfPlaceholder(root)) {
            return "a setting has a placeholder that cannot be resolved: set what it names, or "
                    + PlaceholderBraces.AVOID;
        }
        return isBare(root) ? inWords(root) : root.getMessage();
    }

    private static boolean isOurs(Throwable failure) {
        return failure.getClass().getPackageName().startsWith(OURS);
    }

    /** Whether it is about a file or the network, and not said yet: what others say may have a value. */
    private static boolean addsTo(String said, Throwable root) {
        return root instanceof IOException
                && !isOurs(root)
                && (root.getMessage() == null || !said.contains(root.getMessage()));
    }

    /** Whether the message is a file's name alone, as with those of java.nio, or nothing. */
    private static boolean isBare(Throwable failure) {
        return failure.getMessage() == null
                || failure instanceof FileSystemException file
                        && file.getMessage().equals(file.getFile());
    }

    private static String inWords(Throwable failure) {
        String name = failure.getClass().getSimpleName();
        return failure.getMessage() == null ? name : name + ": " + failure.getMessage();
    }

    private static String noComponent(String name, String option) {
        String key = "camel.component." + name + ".";
        return key + option + ": there is no component '" + name + "': "
                + NearestName.of(name, List.of("paho"))
                        .map(nearest -> "did you mean camel.component." + nearest + "." + option + "?")
                        .orElseGet(
                                () -> "add its library to " + Distribution.librariesPlace() + ", or remove the line");
    }

    /** Whether Camel's reader of placeholders, or its place for properties, has thrown it. */
    private static boolean isOfPlaceholder(Throwable failure) {
        return Arrays.stream(failure.getStackTrace())
                .limit(1)
                .anyMatch(at -> at.getClassName().startsWith("org.apache.camel.component.properties."));
    }
}
