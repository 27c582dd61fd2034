package io.github.camelaliyun.mqtt.springboot;

import com.hivemq.embedded.EmbeddedHiveMQ;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.env.EnvironmentPostProcessor;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.DefaultResourceLoader;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.core.io.support.SpringFactoriesLoader.FailureHandler;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

/** Which file Spring Boot reads for Logback, on class paths with the broker and without it. */
class SandboxLoggingTest {

    private static final String LOGBACK = "ch/qos/logback/core/Appender.class";
    private static final String OURS = "classpath:io/github/camelaliyun/mqtt/springboot/";

    @TempDir
    Path application;

    @Test
    void theBrokersFileIsNotTakenForTheApplications() throws Exception {
        assertThat(configBesideTheBroker(LOGBACK)).isEqualTo(OURS + "logback-console.xml");
        assertThat(configBesideTheBroker(LOGBACK, "logback-spring.xml")).isEqualTo("classpath:logback-spring.xml");
        assertThat(configBesideTheBroker(LOGBACK, "logback-test-spring.xml"))
                .isEqualTo("classpath:logback-test-spring.xml");
    }

    @Test
    void whatTheApplicationSaysItselfStays() throws Exception {
        assertThat(configBesideTheBroker(LOGBACK, "logback.xml")).isNull();
        Files.delete(application.resolve("logback.xml"));
        assertThat(configBesideTheBroker(LOGBACK, "logback-test.xml")).isNull();
        Files.delete(application.resolve("logback-test.xml"));
        assertThat(config("logging.config", "file:own.xml", broker(), LOGBACK)).isEqualTo("file:own.xml");
    }

    @Test
    void aFileThatTheSettingsNameIsLoggedToAsWell() throws Exception {
        assertThat(config("logging.file.name", "app.log", broker(), LOGBACK)).isEqualTo(OURS + "logback-file.xml");
    }

    @Test
    void withoutTheBrokerOrWithoutLogbackNothingHappens() throws Exception {
        assertThat(configBesideTheBroker("log4j2.xml")).isNull();
        assertThat(config("any", "thing", application.toUri().toURL(), LOGBACK)).isNull();
    }

    @Test
    void springKnowsIt() {
        assertThat(SpringFactoriesLoader.forDefaultResourceLocation()
                        // Some of Spring's own are made with arguments.
                        .load(EnvironmentPostProcessor.class, FailureHandler.handleMessage((message, failure) -> {})))
                .hasAtLeastOneElementOfType(SandboxLogging.class);
        for (String name : List.of("logback-console.xml", "logback-file.xml")) {
            assertThat(getClass().getResource(name)).isNotNull();
        }
    }

    private String configBesideTheBroker(String... files) throws Exception {
        return config("any", "thing", broker(), files);
    }

    private String config(String key, String value, URL jar, String... files) throws IOException {
        for (String file : files) {
            Path path = application.resolve(file);
            Files.createDirectories(path.getParent());
            Files.writeString(path, "");
        }
        try (URLClassLoader classes = new URLClassLoader(
                new URL[] {application.toUri().toURL(), jar}, ClassLoader.getPlatformClassLoader())) {
            StandardEnvironment environment = new StandardEnvironment();
            environment.getPropertySources().addFirst(new MapPropertySource("given", Map.of(key, value)));
            SpringApplication spring = new SpringApplication(new DefaultResourceLoader(classes), getClass());
            new SandboxLogging().postProcessEnvironment(environment, spring);
            return environment.getProperty("logging.config");
        }
    }

    private static URL broker() {
        return EmbeddedHiveMQ.class.getProtectionDomain().getCodeSource().getLocation();
    }
}
