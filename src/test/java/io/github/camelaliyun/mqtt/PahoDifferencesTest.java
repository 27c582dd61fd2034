package io.github.camelaliyun.mqtt;

import io.github.camelaliyun.mqtt.service.InvalidSettingException;
import org.apache.camel.component.paho.PahoConfiguration;
import org.apache.camel.component.paho.PahoPersistence;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.function.Consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PahoDifferencesTest {

    @Test
    void optionsThatAreNotSetAreNotWarnedOf() {
        assertThat(PahoDifferences.withoutEffect(new PahoConfiguration())).isEmpty();
        assertThat(PahoDifferences.withoutEffect(new AliyunMqttConfiguration())).isEmpty();
    }

    @Test
    void eachOptionWithoutEffectIsNamed() {
        assertNamed("automaticReconnect=false", options -> options.setAutomaticReconnect(false));
        assertNamed("maxReconnectDelay=30001", options -> options.setMaxReconnectDelay(30_001));
        assertNamed("persistence=FILE", options -> options.setPersistence(PahoPersistence.FILE));
        assertNamed("filePersistenceDirectory", options -> options.setFilePersistenceDirectory("/tmp"));
        assertNamed("executorServiceTimeout", options -> options.setExecutorServiceTimeout(9));
    }

    @Test
    void aReconnectDelayThatIsHonouredIsNotWarnedOf() {
        PahoConfiguration options = new PahoConfiguration();
        options.setMaxReconnectDelay(30_000);
        assertThat(PahoDifferences.withoutEffect(options)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 999})
    void aReconnectDelayShorterThanTheFirstWaitIsRefused(int millis) {
        PahoConfiguration options = new PahoConfiguration();
        options.setMaxReconnectDelay(millis);
        assertThatThrownBy(() -> new PahoDifferences().check(options))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage(
                        "maxReconnectDelay is " + millis + ": it must be at least 1000 milliseconds, which is the first"
                                + " wait; correct it, or leave it out for 30000");
    }

    private static void assertNamed(String option, Consumer<PahoConfiguration> set) {
        PahoConfiguration options = new PahoConfiguration();
        set.accept(options);
        assertThat(PahoDifferences.withoutEffect(options)).containsOnlyKeys(option);
    }
}
