package io.github.camelaliyun.mqtt.kit;

import org.apache.camel.component.paho.PahoComponent;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class OptionalOptionsTest {

    /** Has one option more than camel-paho's. */
    public static final class Component extends PahoComponent {
        private long patience = 1;

        public void setPatience(long patience) {
            if (patience < 0) {
                throw new IllegalArgumentException("patience must not be negative");
            }
            this.patience = patience;
        }
    }

    private final Component component = new Component();

    @Test
    void anOptionOfTheComponentOrOfItsConfigurationIsSet() {
        OptionalOptions.set(component, "patience", 5);
        OptionalOptions.set(component, "maxInflight", "7");

        assertThat(component.patience).isEqualTo(5);
        assertThat(component.getConfiguration().getMaxInflight()).isEqualTo(7);
        assertThat(OptionalOptions.with(component, "paho:a", "patience", 5)).isEqualTo("paho:a?patience=5");
        assertThat(OptionalOptions.with(component, "paho:a?qos=1", "patience", 5))
                .isEqualTo("paho:a?qos=1&patience=5");
    }

    @Test
    void anOptionThatIsNotThereIsLeftOut() {
        OptionalOptions.set(component, "noSuchOption", 5);

        assertThat(OptionalOptions.has(component, "noSuchOption")).isFalse();
        assertThat(OptionalOptions.with(component, "paho:a", "noSuchOption", 5)).isEqualTo("paho:a");
    }

    @Test
    void aValueThatTheOptionRefusesFailsTheTest() {
        assertThatThrownBy(() -> OptionalOptions.set(component, "patience", -1))
                .hasMessageContaining("refused -1")
                .hasRootCauseMessage("patience must not be negative");
    }
}
