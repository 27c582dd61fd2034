package io.github.camelaliyun.mqtt.app.live;

import io.github.camelaliyun.mqtt.AliyunMqttComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.RouteDefinition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/** What an option in the URI of a route is refused with. */
class UriOptionsTest {

    private final DefaultCamelContext context = new DefaultCamelContext();
    private final RouteDefinition route = new RouteDefinition();

    UriOptionsTest() {
        AliyunMqttComponent component = new AliyunMqttComponent();
        component.getConfiguration().setBrokerUrl("tcp://127.0.0.1:1");
        context.addComponent("paho", component);
        route.setCamelContext(context);
    }

    @AfterEach
    void close() {
        context.stop();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "paho | qoss | paho: there is no option \"qoss\": did you mean \"qos\"?",
                "paho | maxDeliveryAtempts | paho: there is no option \"maxDeliveryAtempts\": did you mean \"maxDeliveryAttempts\"?",
                "log | levle | log: there is no option \"levle\": did you mean \"level\"?",
                "timer | perod | timer: there is no option \"perod\": did you mean \"period\"?",
                "paho | zzz | paho: there is no option \"zzz\": look for a typing error"
            })
    void anOptionThatThereIsNotIsToldWithTheNearest(String scheme, String name, String message) {
        assertThat(UriOptions.unknown(scheme, List.of(name), List.of(route))).isEqualTo(message);
    }

    @Test
    void ofSeveralEachIsTold() {
        assertThat(UriOptions.unknown("paho", List.of("qoss", "retaned"), List.of(route)))
                .isEqualTo("paho: there are no options \"qoss\", \"retaned\": did you mean \"qos\", \"retained\"?");
    }

    @Test
    void aValueOfAnotherTypeIsToldWithWhatMayBe() {
        assertThat(BindingWords.of(catchThrowable(() -> context.getEndpoint("paho:x?qos=three"))))
                .contains("qos is 'three': it must be a whole number; correct it, or leave it out for its default");
        assertThat(BindingWords.of(catchThrowable(() -> context.getEndpoint("paho:x?whenDisconnected=never"))))
                .contains("whenDisconnected is 'never': it must be wait or fail; correct it, or leave it out for its"
                        + " default");
    }
}
