package io.github.camelaliyun.mqtt.cases;

import io.github.camelaliyun.mqtt.AliyunMqttComponent;
import io.github.camelaliyun.mqtt.kit.Estate;
import io.github.camelaliyun.mqtt.kit.EverythingLogged;
import io.github.camelaliyun.mqtt.kit.Pem;
import io.github.camelaliyun.mqtt.kit.TestProxy;
import io.github.camelaliyun.mqtt.sandbox.Sandbox;
import io.github.camelaliyun.mqtt.sandbox.SharedSandbox;
import org.apache.camel.health.HealthCheckHelper;
import org.junit.jupiter.api.io.TempDir;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A program whose connection to the sandbox goes through a proxy, and what is told of it. */
abstract class ProxiesRig {

    static final Duration LIMIT = Duration.ofSeconds(20);
    static final int CONNECT_TIMEOUT_SECONDS = 2;

    /** No resolver knows it, and the proxy needs none. */
    static final String UNKNOWN = "mqtt.unknown.example";

    static final String USER = "gate";
    static final String PASSWORD = "Planted-Secret-0451";
    static final String LOGIN = USER + ":" + PASSWORD;

    final List<String> received = new CopyOnWriteArrayList<>();

    @TempDir
    Path folder;

    Estate estate(URI server, java.util.function.Consumer<AliyunMqttComponent> settings) throws Exception {
        Path ca = caFile();
        return new Estate(server, SharedSandbox.uniqueClientId(), component -> {
            component.setCaFile("file:" + ca);
            component.getConfiguration().setConnectionTimeout(CONNECT_TIMEOUT_SECONDS);
            settings.accept(component);
        });
    }

    Path caFile() throws Exception {
        Sandbox sandbox = SharedSandbox.get();
        return Pem.certificateOf(sandbox.trustStore(), sandbox.trustStorePassword(), folder.resolve("ca.pem"));
    }

    static void login(AliyunMqttComponent component, TestProxy proxy, String password) {
        component.setProxy(proxy.address());
        component.setProxyUserName(USER);
        component.setProxyPassword(password);
    }

    static URI server(String scheme, String host) {
        Sandbox sandbox = SharedSandbox.get();
        URI uri = switch (scheme) {
            case "tcp" -> sandbox.tcp();
            case "ssl" -> sandbox.ssl();
            case "ws" -> sandbox.ws();
            default -> sandbox.wss();
        };
        return URI.create(uri.toString().replace("127.0.0.1", host));
    }

    void consume(Estate application) throws Exception {
        application.consume(
                "in",
                "paho:test/proxies",
                exchange -> received.add(exchange.getIn().getBody(String.class)));
    }

    void assertRoundTrip(Estate application) throws Exception {
        consume(application);
        application.publish("paho:test/proxies", "through");
        await().atMost(LIMIT).untilAsserted(() -> assertThat(received).contains("through"));
    }

    static List<String> shown(EverythingLogged log, Estate application) {
        Stream<String> states = Stream.concat(
                application.component().connectionStatuses().stream().map(String::valueOf),
                HealthCheckHelper.invoke(application.context(), "full").stream()
                        .map(result -> result.getMessage() + " " + result.getDetails()));
        return Stream.concat(log.lines().stream(), states).toList();
    }
}
