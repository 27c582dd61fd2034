package io.github.camelaliyun.mqtt;

import io.github.camelaliyun.mqtt.service.Causes;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.PropertiesFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/** What a message calls an option that is out of its range. */
class OptionSpellingTest {

    private final AliyunMqttComponent component = new AliyunMqttComponent();
    private final CamelContext context = new DefaultCamelContext();

    OptionSpellingTest() {
        component.getConfiguration().setBrokerUrl("tcp://127.0.0.1:1");
        context.addComponent("paho", component);
    }

    @AfterEach
    void close() throws Exception {
        context.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "camel.component.paho.maxInflight",
                "camel.component.paho.max-inflight",
                "camel.beans.paho.maxInflight",
                "aliyun.mqtt.max-inflight",
                "aliyun.mqtt.accounts.paho.max-inflight"
            })
    void anOptionOfTheComponentIsCalledAsTheProperty(String property) {
        context.getPropertiesComponent().addInitialProperty(property, "0");
        component.getConfiguration().setMaxInflight(0);

        assertThat(messageOf("paho:test/x")).startsWith(property + " is 0: it must be between 1 and 65535");
    }

    @Test
    void anOptionOfAUriIsCalledAsThere() {
        context.getPropertiesComponent().addInitialProperty("camel.component.paho.maxInflight", "5");

        assertThat(messageOf("paho:test/x?qos=1&maxInflight=0")).startsWith("maxInflight is 0");
    }

    @Test
    void anOptionThatIsSetInJavaIsCalledAsThere() {
        component.getConfiguration().setMaxInflight(0);

        assertThat(messageOf("paho:test/x")).startsWith("maxInflight is 0");
    }

    /** As with a vault that is away. */
    @Test
    void aPropertyWhoseFunctionFailsIsNamedAllTheSame() {
        context.getPropertiesComponent().addPropertiesFunction(new PropertiesFunction() {
            @Override
            public String getName() {
                return "vault";
            }

            @Override
            public String apply(String remainder) {
                throw new IllegalStateException("says the test");
            }
        });
        context.getPropertiesComponent().addInitialProperty("camel.component.paho.maxInflight", "{{vault:x}}");
        component.getConfiguration().setMaxInflight(0);

        assertThat(messageOf("paho:test/x")).startsWith("camel.component.paho.maxInflight is 0");
    }

    private String messageOf(String uri) {
        return Causes.innermost(catchThrowable(() -> context.getEndpoint(uri))).getMessage();
    }
}
