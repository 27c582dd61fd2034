package io.github.camelaliyun.mqtt.springboot;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.env.EnvironmentPostProcessor;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

import java.net.URL;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Keeps Spring Boot's log as it is without the sandbox. The jar of the sandbox's broker has a {@code logback.xml}, which Spring
 * would take for the application's own: in place of the format of its own, and of the application's {@code logback-spring.xml}.
 */
final class SandboxLogging implements EnvironmentPostProcessor {

    private static final String CONFIG = "logging.config";
    private static final String LOGBACK = "ch/qos/logback/core/Appender.class";
    private static final String OF_THE_BROKER = "com/hivemq/embedded/EmbeddedHiveMQ.class";
    private static final String TAKEN_FOR_OWN = "logback.xml";
    private static final String BEFORE_IT = "logback-test.xml";
    private static final String[] CONVENTIONS = {"logback-test-spring.xml", "logback-spring.xml"};
    private static final String FOLDER = "io/github/camelaliyun/mqtt/springboot/";

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        ClassLoader classes = application.getClassLoader();
        if (!environment.containsProperty(CONFIG)
                && classes.getResource(LOGBACK) != null
                && classes.getResource(BEFORE_IT) == null
                && isOfTheBroker(classes.getResource(TAKEN_FOR_OWN), classes.getResource(OF_THE_BROKER))) {
            environment
                    .getPropertySources()
                    .addLast(new MapPropertySource(
                            "loggingBesideTheSandbox", Map.of(CONFIG, "classpath:" + config(environment, classes))));
        }
    }

    /** Whether both are in the same jar. */
    private static boolean isOfTheBroker(URL config, URL broker) {
        return config != null
                && broker != null
                && config.toString().equals(broker.toString().replace(OF_THE_BROKER, TAKEN_FOR_OWN));
    }

    private static String config(ConfigurableEnvironment environment, ClassLoader classes) {
        boolean toFile = Stream.of("logging.file.name", "logging.file.path").anyMatch(environment::containsProperty);
        return Stream.of(CONVENTIONS)
                .filter(name -> classes.getResource(name) != null)
                .findFirst()
                .orElse(FOLDER + (toFile ? "logback-file.xml" : "logback-console.xml"));
    }
}
