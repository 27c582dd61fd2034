package io.github.camelaliyun.mqtt.app.live;

import io.github.camelaliyun.mqtt.AliyunMqttComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/** What an option in the URI of a route is refused with. */
class UriOptionsTest {

    private final DefaultCamelContext context = new DefaultCamelContext();

    UriOptionsTest() {
        AliyunMqttComponent component = new AliyunMqttComponent();
        component.getConfiguration().setBrokerUrl("tcp://127.0.0.1:1");
        context.addComponent("paho", component);
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
        assertThat(told(scheme + ":x?" + name + "=secret")).hasValue(message);
    }

    @Test
    void ofSeveralEachIsTold() {
        assertThat(told("paho:x?retaned=secret&qoss=secret"))
                .hasValue("paho: there are no options \"qoss\", \"retaned\": did you mean \"qos\", \"retained\"?");
    }

    @Test
    void withoutAContextNoneIsProposed() {
        Throwable refused = catchThrowable(() -> context.getEndpoint("paho:x?qoss=1"));
        assertThat(UriOptions.unknownOf(refused, null))
                .hasValue("paho: there is no option \"qoss\": look for a typing error");
    }

    @Test
    void aValueOfAnotherTypeIsToldWithWhatMayBe() {
        assertThat(BindingWords.of(catchThrowable(() -> context.getEndpoint("paho:x?qos=three"))))
                .contains("qos is 'three': it must be a whole number; correct it, or leave it out for its default");
        assertThat(BindingWords.of(catchThrowable(() -> context.getEndpoint("paho:x?whenDisconnected=never"))))
                .contains("whenDisconnected is 'never': it must be wait or fail; correct it, or leave it out for its"
                        + " default");
    }

    private Optional<String> told(String uri) {
        return UriOptions.unknownOf(catchThrowable(() -> context.getEndpoint(uri)), context);
    }
}
