package io.github.camelaliyun.mqtt.cases;

import io.github.camelaliyun.mqtt.AliyunMqttComponent;
import io.github.camelaliyun.mqtt.service.Causes;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.URI;
import java.util.function.Consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** Options out of their range are refused at the start, with their name, value and range. */
class OptionRangesTest {

    /** Nobody listens there. */
    private static final URI SERVER = URI.create("tcp://127.0.0.1:1");

    private static final String WILL = "&willTopic=gone&willPayload=farewell";

    @ParameterizedTest
    @CsvSource({
        "mqttVersion, 5, 0, 4",
        "mqttVersion, 1, 0, 4",
        "mqttVersion, 2, 0, 4",
        "mqttVersion, -1, 0, 4",
        "connectionTimeout, -1, 0, 0",
        "maxInflight, 0, 1, 65535",
        "maxInflight, -1, 1, 65535",
        "maxInflight, 65536, 1, 65535",
        "keepAliveInterval, -1, 0, 65535",
        "keepAliveInterval, 65536, 0, 65535",
        "qos, 3, 0, 2",
        "qos, -1, 0, 2",
        "willQos, 3, 0, 2",
        "willQos, -1, 0, 2"
    })
    void c34AnOptionOutOfRangeInAUriIsRefusedAtTheStart(String option, String value, String lowest, String highest) {
        assertRefused(
                () -> start(component -> {}, "?" + option + "=" + value + (option.equals("willQos") ? WILL : "")),
                option,
                value,
                lowest,
                highest);
    }

    @ParameterizedTest
    @CsvSource({
        "mqttVersion, 5, 0, 4",
        "connectionTimeout, -1, 0, 0",
        "maxInflight, 0, 1, 65535",
        "keepAliveInterval, 65536, 0, 65535",
        "qos, 3, 0, 2",
        "publishTimeout, 0, 1, 1",
        "publishTimeout, -1, 1, 1"
    })
    void c34AnOptionOutOfRangeOnTheComponentIsRefusedAtTheStart(
            String option, String value, String lowest, String highest) {
        assertRefused(
                () -> start(component -> PlainContext.setIfPresent(component, option, value), ""),
                option,
                value,
                lowest,
                highest);
    }

    /** Those that are newer than camel-paho's. */
    @ParameterizedTest
    @CsvSource({
        "maxPacketSize, 1023, 1024",
        "maxHeldBytes, -1, 1024",
        "maxInProgress, 0, 1",
        "maxDeliveryAttempts, -1, 0",
        "completionTimeout, 0, 1",
        "unclaimedGrace, -1, 0"
    })
    void c34AnOptionOfThisComponentOutOfRangeIsRefusedAtTheStart(String option, String value, String lowest) {
        assumeTrue(PlainContext.setIfPresent(new AliyunMqttComponent(), option, "5"), option + " is no option");
        assertRefused(
                () -> start(component -> PlainContext.setIfPresent(component, option, value), ""),
                option,
                value,
                lowest,
                lowest);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mqttVersion=0",
                "mqttVersion=3",
                "mqttVersion=4",
                "connectionTimeout=0",
                "maxInflight=1",
                "maxInflight=65535",
                "keepAliveInterval=0",
                "keepAliveInterval=65535",
                "qos=0",
                "qos=2",
                "willQos=0" + WILL,
                "willQos=2" + WILL
            })
    void c34TheEdgesOfTheRangesAreTaken(String option) {
        assertThatCode(() -> start(component -> {}, "?" + option)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({"keepAliveInterval, 65536, 0, 65535", "mqttVersion, 5, 0, 4", "qos, 3, 0, 2"})
    void c34AProducerWithAnOptionOutOfRangeIsRefusedAtTheStart(
            String option, String value, String lowest, String highest) {
        assertRefused(
                () -> {
                    try (PlainContext camel = new PlainContext(SERVER, "ranges")) {
                        camel.context()
                                .getEndpoint("paho:test/a?" + option + "=" + value)
                                .createProducer()
                                .start();
                    }
                },
                option,
                value,
                lowest,
                highest);
    }

    private static void start(Consumer<AliyunMqttComponent> settings, String parameters) throws Exception {
        try (PlainContext camel = new PlainContext(SERVER, "ranges", settings)) {
            camel.consume("in", "paho:test/a" + parameters, exchange -> {});
        }
    }

    private static void assertRefused(
            ThrowingCallable start, String option, String value, String lowest, String highest) {
        Throwable failure = catchThrowable(start);

        assertThat(failure).as("what %s=%s is refused with", option, value).isNotNull();
        assertThat(Causes.innermost(failure))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .containsIgnoringCase(option)
                .matches(text -> plain(text).contains(value), "has the value " + value)
                .matches(text -> hasNumber(text, lowest), "has the lowest, " + lowest)
                .matches(text -> hasNumber(text, highest), "has the highest, " + highest);
    }

    private static boolean hasNumber(String text, String number) {
        return plain(text).matches("(?s).*(?<![\\d-])" + number + "(?!\\d).*");
    }

    /** 65,535 as 65535. */
    private static String plain(String text) {
        return text.replaceAll("(?<=\\d),(?=\\d{3})", "");
    }
}
