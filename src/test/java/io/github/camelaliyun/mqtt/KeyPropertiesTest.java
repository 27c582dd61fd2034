package io.github.camelaliyun.mqtt;

import io.github.camelaliyun.mqtt.credential.CredentialException;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.PropertiesComponent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Keys that a property file has, which is edited meanwhile. */
class KeyPropertiesTest {

    @TempDir
    private Path folder;

    private final DefaultCamelContext context = new DefaultCamelContext();
    private Path file;
    private KeyProperties keys;

    @BeforeEach
    void start() throws Exception {
        file = folder.resolve("keys.properties");
        write("secret = first");
        PropertiesComponent properties = context.getPropertiesComponent();
        properties.setLocation("file:" + file);
        context.start();
        keys = new KeyProperties(properties, "ak", null, null, "secret", null);
        assertThat(keys.get().secretKey()).isEqualTo("first");
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    private void write(String text) throws IOException {
        Files.writeString(file, text);
    }

    @Test
    void aFileThatIsNoPropertiesFileIsToldWithoutItsText() throws Exception {
        write("secret = C:\\users\\hunter2");

        assertThatThrownBy(keys::get)
                .isInstanceOf(CredentialException.class)
                .hasMessage("the property file " + file
                        + " cannot be read (IllegalArgumentException): a backslash in it begins"
                        + " an escape, write two for one, and let this process read the file");
    }

    @Test
    void aValueWhoseBracesAreNoPlaceholdersIsToldWithTheEscape() throws Exception {
        write("secret = {{hunter2}}");

        assertThatThrownBy(keys::get)
                .isInstanceOf(CredentialException.class)
                .hasMessage(
                        "the property 'secret' (secretKeyProperty) has braces that Camel takes for those of a"
                                + " placeholder, and none that it can resolve: set what the placeholder names, or write \\{{ and \\}}"
                                + " for braces that are none of a placeholder, which in a properties file are \\\\{{ and \\\\}}");
    }

    @Test
    void aValueThatIsGoneIsToldWithWhereItMayBeSet() throws Exception {
        write("secret =");

        assertThatThrownBy(keys::get)
                .hasMessage(
                        "the property 'secret' (secretKeyProperty) has no value: set it in the environment, in a property"
                                + " file or in the vault that it comes from; it is asked for at every connect");
    }
}
