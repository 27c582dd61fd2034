package io.github.camelaliyun.mqtt.cases;

import io.github.camelaliyun.mqtt.AliyunMqttComponent;
import io.github.camelaliyun.mqtt.service.Causes;
import org.apache.camel.component.paho.PahoConfiguration;
import org.apache.camel.component.paho.PahoConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Stream;

import static io.github.camelaliyun.mqtt.cases.ScriptedServer.CONNECT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

/** A field of a packet has a length of two bytes (MQTT 3.1.1, 1.5.3): longer text is refused by name, before it is sent. */
class LongFieldsIT {

    /** Less than 65,536 characters, but more bytes. */
    private static final String TOO_LONG = "\u5ba2".repeat(30_000);

    static Stream<Arguments> fields() {
        return Stream.of(
                field("clientId", PahoConfiguration::setClientId),
                field("userName", (options, text) -> {
                    options.setUserName(text);
                    options.setPassword("x");
                }),
                field("password", (options, text) -> {
                    options.setUserName("x");
                    options.setPassword(text);
                }),
                field("willTopic", (options, text) -> {
                    options.setWillTopic(text);
                    options.setWillPayload("farewell");
                }),
                field("willPayload", (options, text) -> {
                    options.setWillTopic("gone");
                    options.setWillPayload(text);
                }));
    }

    private static Arguments field(String name, BiConsumer<PahoConfiguration, String> setter) {
        return Arguments.of(name, setter);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("fields")
    void c34AFieldOfConnectOver65535BytesIsRefusedByName(String name, BiConsumer<PahoConfiguration, String> setter)
            throws Exception {
        try (ScriptedServer server = new ScriptedServer()) {
            Throwable failure = catchThrowable(
                    () -> start(server, component -> setter.accept(component.getConfiguration(), TOO_LONG)));

            assertRefused(failure);
            assertThat(Causes.innermost(failure)).hasMessageContaining(name);
            assertThat(server.received(CONNECT)).isEmpty();
        }
    }

    @Test
    void c34ATopicOver65535BytesFailsItsExchangeAndNothingElse() throws Exception {
        List<String> bodies = new CopyOnWriteArrayList<>();
        try (ScriptedServer server = new ScriptedServer();
                PlainContext camel = new PlainContext(server.uri(), "long")) {
            camel.collect("in", "paho:test/in", bodies);
            await().until(() -> server.subscriptions().containsKey("test/in"));
            assertRefused(camel.context()
                    .createFluentProducerTemplate()
                    .to("paho:test/a")
                    .withHeader(PahoConstants.CAMEL_PAHO_OVERRIDE_TOPIC, "test/" + TOO_LONG)
                    .withBody("x")
                    .asyncSend()
                    .get(10, TimeUnit.SECONDS)
                    .getException());
            camel.publish("paho:test/a", "the connection lives");
            server.publish("test/in", "x");

            await().until(() -> bodies.equals(List.of("x")));
            assertThat(server.links()).isEqualTo(1);
        }
    }

    private static void assertRefused(Throwable failure) {
        assertThat(failure).as("what it is refused with").isNotNull();
        assertThat(Causes.innermost(failure))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageMatching("(?s).*65,?535.*")
                .message()
                .hasSizeLessThan(1_000);
    }

    private static void start(ScriptedServer server, Consumer<AliyunMqttComponent> settings) throws Exception {
        try (PlainContext camel = new PlainContext(server.uri(), "long", settings)) {
            camel.consume("in", "paho:test/a", exchange -> {});
            await().until(() -> !server.received(CONNECT).isEmpty());
        }
    }
}
