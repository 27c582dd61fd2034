package io.github.camelaliyun.mqtt.generated;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is made of the settings' declarations is what these say. With {@code -Dgenerated.write=true} it is written:
 * {@code mvn -B process-classes -Pmetadata}, then {@code mvn -B test -Dtest=GeneratedFilesTest -Dgenerated.write=true}.
 */
class GeneratedFilesTest {

    private static final boolean WRITE = Boolean.getBoolean("generated.write");
    private static final Path SPRING = Path.of("src/generated/java/io/github/camelaliyun/mqtt/springboot");

    private final SpringSettings spring = new SpringSettings(new Catalog());

    @Test
    void springsSettingsOfAnAccountAreThoseOfTheComponent() throws IOException {
        compare(SPRING.resolve("AccountProperties.java"), spring.accountClass());
    }

    @Test
    void springsSettingsOfTokensAreThoseOfTheirBean() throws IOException {
        compare(SPRING.resolve("TokenProperties.java"), spring.tokensClass());
    }

    @Test
    void springsDefaultsAreThoseOfTheComponent() throws IOException {
        Path file = Path.of("src/main/resources/META-INF/additional-spring-configuration-metadata.json");
        compare(file, spring.metadata(Files.readString(file)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"aliyun-mqtt-source", "aliyun-mqtt-sink", "aliyun-mqtt-p2p-sink"})
    void kameletsHaveTheSettingsOfTheComponent(String name) throws IOException {
        Path file = Path.of("src/main/resources/kamelets", name + ".kamelet.yaml");
        compare(file, new KameletSettings(new Catalog()).fill(Files.readString(file)));
    }

    private static void compare(Path file, String wanted) throws IOException {
        if (WRITE) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, wanted);
        }
        assertThat(file).as("write it as CONTRIBUTING.md says").content().isEqualTo(wanted);
    }
}
