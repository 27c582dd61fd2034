package io.github.camelaliyun.mqtt.cases;

import io.github.camelaliyun.mqtt.AliyunMqttComponent;
import io.github.camelaliyun.mqtt.AliyunMqttEndpoint;
import io.github.camelaliyun.mqtt.kit.EverythingLogged;
import org.apache.camel.Endpoint;
import org.apache.camel.health.HealthCheckHelper;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A login in an address, well formed or not, is shown nowhere: not in the error, nor in what is logged and reported. */
class SecretsInAddressesTest {

    private static final URI SERVER = URI.create("tcp://127.0.0.1:1");
    private static final String SECRET = "PlantedSecret0451";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ssl://ak:PlantedSecret0451@post_cn_x.invalid:8883",
                "mqttt://ak:PlantedSecret0451@127.0.0.1:1883",
                "ak:PlantedSecret0451@127.0.0.1:1883",
                "tcp:/ak:PlantedSecret0451@127.0.0.1:1883",
                "tcp://ak:PlantedSecret0451@",
                "tcp://ak:PlantedSecret0451@127.0.0.1:port",
                "tcp://ak:PlantedSecret0451@127.0.0.1:99999",
                "tcp://ak:PlantedSecret0451@127.0.0.1 :1883",
                "tcp://ak:PlantedSecret0451@[::1:1883",
                "tcp://ak:%zzPlantedSecret0451@127.0.0.1:1883",
                "tcp://ak:PlantedSecret0451#x@127.0.0.1:1883",
                "tcp://ak:PlantedSecret0451/x@127.0.0.1:1883",
                "tcp://ak:x@PlantedSecret0451@127.0.0.1:1883",
                "tcp://ak:PlantedSecret0451,x@127.0.0.1:1883",
                "tcp://127.0.0.1:1,mqttt://ak:PlantedSecret0451@127.0.0.1:1883",
                "tcp://ak:PlantedSecret0451@127.0.0.1:1/path",
                "tcp://PlantedSecret0451@127.0.0.1:1",
                "tcp://:PlantedSecret0451@127.0.0.1:1",
                "tcp://ak:PlantedSecret0451@127.0.0.1:1,tcp://127.0.0.1:2",
                "tcp://ak:PlantedSecret0451@127.0.0.1:1,tcp://ak:PlantedSecret0451@127.0.0.1:2",
                "tcp://ak:PlantedSecret0451@127.0.0.1",
                "tcp://ak:PlantedSecret0451@mqtt_broker.invalid",
                "tcp://ak:PlantedSecret0451@[::1]:1",
                "ws://ak:PlantedSecret0451@127.0.0.1:1/path?query",
                "tcp://PlantedSecret0451:x@127.0.0.1:1",
                "tcp://ak:PlantedSecret0451@127.0.0.1:1"
            })
    void c35TheLoginOfAnAddressIsNotShown(String address) {
        List<BiConsumer<AliyunMqttComponent, String>> places = List.of(
                (component, text) -> component.getConfiguration().setBrokerUrl(text),
                (component, text) -> component.getConfiguration().setServerURIs(text),
                (component, server) -> component.getAccount().setEndpoint(server));

        List<String> shown = new ArrayList<>();
        places.forEach(place -> shown.addAll(shownBy(component -> place.accept(component, address))));

        assertThat(shown).hasSizeGreaterThan(places.size());
        assertThat(shown.stream()
                        .filter(text -> text.contains(SECRET))
                        .map(text -> text.lines()
                                .filter(line -> line.contains(SECRET))
                                .findFirst()
                                .orElse(text))
                        .distinct())
                .as("with the secret of %s", address)
                .isEmpty();
    }

    private static List<String> shownBy(Consumer<AliyunMqttComponent> settings) {
        List<String> shown = new ArrayList<>();
        try (EverythingLogged log = new EverythingLogged()) {
            try (PlainContext camel = new PlainContext(SERVER, "secrets", settings)) {
                camel.consume("in", "paho:test/a", exchange -> {});
                awaitAttempt(log);
                camel.context().getEndpoints().stream().map(Endpoint::toString).forEach(shown::add);
                camel.context().getEndpoints().stream()
                        .map(Endpoint::getEndpointUri)
                        .forEach(shown::add);
                camel.context().getEndpoints().stream()
                        .filter(AliyunMqttEndpoint.class::isInstance)
                        .map(endpoint -> ((AliyunMqttEndpoint) endpoint).getServiceUrl())
                        .forEach(shown::add);
                shown.add(camel.component().connectionStatuses().toString());
                HealthCheckHelper.invoke(camel.context(), "full")
                        .forEach(result -> shown.add(result.getMessage() + " " + result.getDetails()));
            } catch (Exception e) {
                StringWriter trace = new StringWriter();
                e.printStackTrace(new PrintWriter(trace));
                shown.add(trace.toString());
            }
            shown.addAll(log.lines());
        }
        return shown;
    }

    /** Not every address is one that can fail at once: a name has to be looked up. */
    private static void awaitAttempt(EverythingLogged log) {
        try {
            await().atMost(Duration.ofMillis(500))
                    .until(() ->
                            log.lines().stream().anyMatch(line -> line.startsWith("WARN") || line.startsWith("ERROR")));
        } catch (ConditionTimeoutException stillTrying) {
            // What it has said until now counts.
        }
    }
}
