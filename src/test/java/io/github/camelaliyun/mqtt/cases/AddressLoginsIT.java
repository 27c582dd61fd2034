package io.github.camelaliyun.mqtt.cases;

import io.github.camelaliyun.mqtt.AliyunMqttComponent;
import io.github.camelaliyun.mqtt.kit.Mosquitto;
import io.github.camelaliyun.mqtt.kit.RequiresMosquitto;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.function.Consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Which login of an address is presented to a server, and which one is refused. */
class AddressLoginsIT extends AddressesRig {

    @Test
    @RequiresMosquitto
    void c42TheLoginOfTheAddressIsPresentedToTheServer() throws Exception {
        try (Mosquitto broker = Mosquitto.start(USERS)) {
            String address = withLogin(broker, LOGIN);

            assertConnects(component -> component.getConfiguration().setBrokerUrl(address), "");
            assertConnects(component -> component.getAccount().setEndpoint(address), "");
            assertConnects(
                    component -> component
                            .getConfiguration()
                            .setServerURIs(withLogin(broker, LOGIN).replace(":" + broker.port(), ":1") + "," + address),
                    "");
            assertConnects(component -> {}, "?brokerUrl=RAW(" + address + ")");
            assertConnects(component -> {}, "?brokerUrl=" + address.replace("%", "%25"));
        }
    }

    @Test
    @RequiresMosquitto
    void c42TheOptionsUserNameAndPasswordGoBeforeTheLoginOfTheAddress() throws Exception {
        try (Mosquitto broker = Mosquitto.start(USERS)) {
            assertConnects(
                    component -> component.getConfiguration().setBrokerUrl(withLogin(broker, "other:wrong")),
                    "?userName=meter&password=RAW(" + PASSWORD + ")");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"userName=meter", "password=RAW(x)"})
    void c42OneOfBothOptionsBesideALoginInTheAddressIsRefused(String option) {
        try (PlainContext camel = new PlainContext(
                NOBODY,
                "half",
                component -> component.getConfiguration().setBrokerUrl("tcp://" + LOGIN + "@127.0.0.1:1"))) {
            assertThatThrownBy(() -> camel.consume("in", "paho:test/a?" + option, exchange -> {}))
                    .hasStackTraceContaining(
                            "set both userName and password, which go before the login of the address, or neither")
                    .satisfies(e -> assertThat(stackTrace(e)).doesNotContain("Planted"));
        }
    }

    @Test
    void c42WithTheKeysOfTheServiceALoginInTheAddressIsRefused() {
        try (PlainContext camel = new PlainContext(NOBODY, "GID_test@@@1", component -> {
            component.getAccount().setAccessKey("LTAIaccessKey0000");
            component.getAccount().setSecretKey("secretKeyOfTheTest");
            component.getAccount().setInstanceId("post-cn-test");
            component.getConfiguration().setBrokerUrl("tcp://" + LOGIN + "@127.0.0.1:1");
        })) {
            assertThatThrownBy(() -> camel.consume("in", "paho:test/a", exchange -> {}))
                    .hasStackTraceContaining(
                            "'tcp://***@127.0.0.1:1' carries a user: credentials belong in accessKey and secretKey, never"
                                    + " in an address")
                    .satisfies(e -> assertThat(stackTrace(e)).doesNotContain("Planted"));
        }
    }

    @Test
    void c42NoPasswordIsSentToAServerThatItWasNotWrittenFor() {
        try (PlainContext camel = new PlainContext(
                NOBODY,
                "two",
                component -> component
                        .getConfiguration()
                        .setServerURIs("tcp://" + LOGIN + "@127.0.0.1:1,tcp://127.0.0.1:2"))) {
            assertThatThrownBy(() -> camel.consume("in", "paho:test/a", exchange -> {}))
                    .hasStackTraceContaining("different logins")
                    .satisfies(e -> assertThat(stackTrace(e)).doesNotContain("Planted"));
        }
    }

    private static void assertConnects(Consumer<AliyunMqttComponent> settings, String parameters) throws Exception {
        try (PlainContext camel = new PlainContext(NOBODY, "address", settings)) {
            camel.consume("in", "paho:test/a" + parameters, exchange -> {});
            awaitConnected(camel);
        }
    }

    private static String stackTrace(Throwable e) {
        java.io.StringWriter text = new java.io.StringWriter();
        e.printStackTrace(new java.io.PrintWriter(text));
        return text.toString();
    }
}
