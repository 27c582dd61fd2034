package lines;

import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Options that camel-paho has got in the course of time. */
class OptionsTest {

    private static final String URI = "aliyun-mqtt:test/a?brokerUrl=tcp://127.0.0.1:1&manualAcksEnabled=true";

    @Test
    void anOptionThatTheLinesCamelPahoHasNotIsRefusedByName() throws Exception {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            if (hasManualAcks()) {
                assertThat(context.getEndpoint(URI)).isNotNull();
            } else {
                assertThatThrownBy(() -> context.getEndpoint(URI)).hasMessageContaining("manualAcksEnabled=true");
            }
        }
    }

    private static boolean hasManualAcks() {
        try {
            Class.forName("org.apache.camel.component.paho.PahoConfiguration").getMethod("isManualAcksEnabled");
            return true;
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }
}
