package io.github.camelaliyun.mqtt.cases;

import io.github.camelaliyun.mqtt.connection.ConnectionState;
import io.github.camelaliyun.mqtt.kit.Mosquitto;

import java.net.URI;
import java.time.Duration;
import java.util.Map;

import static org.awaitility.Awaitility.await;

/** A broker that wants a login, and addresses with it. */
abstract class AddressesRig {

    static final URI NOBODY = URI.create("tcp://127.0.0.1:1");
    static final Duration LIMIT = Duration.ofSeconds(30);
    static final String PASSWORD = "Planted@Secret0451";
    static final String LOGIN = "meter:Planted%40Secret0451";
    static final Mosquitto.Options USERS = Mosquitto.Options.withUsers(Map.of("meter", PASSWORD));

    static String withLogin(Mosquitto broker, String login) {
        return "tcp://" + login + "@127.0.0.1:" + broker.port();
    }

    static void awaitConnected(PlainContext camel) {
        await().atMost(LIMIT)
                .until(() -> camel.component().connectionStatuses().stream()
                        .anyMatch(status -> status.state() == ConnectionState.CONNECTED));
    }
}
