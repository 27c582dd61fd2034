package io.github.camelaliyun.mqtt;

import org.apache.camel.component.paho.PahoConfiguration;
import org.apache.camel.component.paho.PahoPersistence;
import org.junit.jupiter.api.Test;

import java.util.function.Consumer;

import static org.assertj.core.api.Assertions.assertThat;

class PahoDifferencesTest {

    @Test
    void optionsThatAreNotSetAreNotWarnedOf() {
        assertThat(PahoDifferences.withoutEffect(new PahoConfiguration())).isEmpty();
        assertThat(PahoDifferences.withoutEffect(new AliyunMqttConfiguration())).isEmpty();
    }

    @Test
    void eachOptionWithoutEffectIsNamed() {
        assertNamed("automaticReconnect=false", options -> options.setAutomaticReconnect(false));
        assertNamed("maxReconnectDelay", options -> options.setMaxReconnectDelay(1_000));
        assertNamed("persistence=FILE", options -> options.setPersistence(PahoPersistence.FILE));
        assertNamed("filePersistenceDirectory", options -> options.setFilePersistenceDirectory("/tmp"));
        assertNamed("executorServiceTimeout", options -> options.setExecutorServiceTimeout(9));
    }

    private static void assertNamed(String option, Consumer<PahoConfiguration> set) {
        PahoConfiguration options = new PahoConfiguration();
        set.accept(options);
        assertThat(PahoDifferences.withoutEffect(options)).containsOnlyKeys(option);
    }
}
