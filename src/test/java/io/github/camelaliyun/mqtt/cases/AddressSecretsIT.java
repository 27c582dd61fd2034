package io.github.camelaliyun.mqtt.cases;

import io.github.camelaliyun.mqtt.AliyunMqttEndpoint;
import io.github.camelaliyun.mqtt.kit.EverythingLogged;
import io.github.camelaliyun.mqtt.kit.Mosquitto;
import io.github.camelaliyun.mqtt.kit.RequiresMosquitto;
import org.apache.camel.Endpoint;
import org.apache.camel.console.DevConsole;
import org.apache.camel.console.DevConsoleRegistry;
import org.apache.camel.health.HealthCheckHelper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import javax.management.JMException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A login in an address is shown nowhere. */
class AddressSecretsIT extends AddressesRig {

    @Test
    @RequiresMosquitto
    void c42ALoginThatIsPresentedIsShownNowhere() throws Exception {
        try (Mosquitto broker = Mosquitto.start(USERS);
                EverythingLogged log = new EverythingLogged();
                PlainContext camel = new PlainContext(
                        NOBODY,
                        "shown",
                        component -> component.getConfiguration().setBrokerUrl(withLogin(broker, LOGIN)))) {
            camel.consume("in", "paho:test/a", exchange -> {});
            awaitConnected(camel);
            camel.publish("paho:test/a", "a message");

            List<String> shown = shownBy(camel);
            shown.addAll(log.lines());
            assertThat(shown).hasSizeGreaterThan(100).anyMatch(text -> text.contains(":" + broker.port()));
            assertThat(holdingTheLogin(shown)).isEmpty();
        }
    }

    @Test
    @RequiresMosquitto
    void c42ALoginThatIsRefusedIsShownNowhere() throws Exception {
        try (Mosquitto broker = Mosquitto.start(USERS);
                EverythingLogged log = new EverythingLogged();
                PlainContext camel = new PlainContext(
                        NOBODY,
                        "shown",
                        component -> component.getConfiguration().setBrokerUrl(withLogin(broker, LOGIN + "x")))) {
            camel.consume("in", "paho:test/a", exchange -> {});
            await().atMost(LIMIT)
                    .until(() ->
                            log.lines().stream().anyMatch(line -> line.startsWith("WARN") && line.contains("CONNACK")));

            List<String> shown = shownBy(camel);
            shown.addAll(log.lines());
            assertThat(holdingTheLogin(shown)).isEmpty();
        }
    }

    /** What Camel itself writes of a URI at the levels of a developer is its own: it masks the plain form alone. */
    @ParameterizedTest
    @ValueSource(
            strings = {"%s&qos=1", "RAW(%s)&qos=1&keepAliveInterval=30", "%s&userName=other&password=RAW(other)&qos=1"})
    @RequiresMosquitto
    void c42ALoginInTheUriOfARouteIsMaskedWhereTheEndpointIsShown(String option) throws Exception {
        try (Mosquitto broker = Mosquitto.start(USERS);
                EverythingLogged log = new EverythingLogged();
                PlainContext camel = new PlainContext(NOBODY, "shown")) {
            String address = String.format(option, "tcp://meter:PlantedSecret0451@127.0.0.1:" + broker.port());
            camel.consume("in", "paho:test/a?brokerUrl=" + address, exchange -> {});
            await().atMost(LIMIT)
                    .until(() ->
                            log.lines().stream().anyMatch(line -> line.startsWith("WARN") && line.contains("CONNACK")));

            List<String> shown = shownBy(camel);
            log.lines().stream()
                    .filter(line -> line.matches("(?s)(INFO|WARN|ERROR) .*"))
                    .forEach(shown::add);
            assertThat(holdingTheLogin(shown)).isEmpty();
            assertThat(log.lines())
                    .filteredOn(line -> line.startsWith("WARN") && line.contains("brokerUrl of an endpoint's URI has"))
                    .hasSize(1);
        }
    }

    private static List<String> holdingTheLogin(List<String> texts) {
        return texts.stream()
                .filter(text -> text.contains("Planted") || text.contains("meter:") || text.contains("meter%3A"))
                .toList();
    }

    private static List<String> shownBy(PlainContext camel) throws JMException {
        List<String> shown = new ArrayList<>();
        for (Endpoint endpoint : camel.context().getEndpoints()) {
            shown.addAll(List.of(endpoint.toString(), endpoint.getEndpointUri(), endpoint.getEndpointKey()));
            if (endpoint instanceof AliyunMqttEndpoint ours) {
                shown.add(ours.getServiceUrl() + ours.getServiceMetadata());
            }
        }
        shown.add(camel.component() + " " + camel.component().getConfiguration());
        shown.add(camel.component().connectionStatuses().toString());
        HealthCheckHelper.invoke(camel.context(), "full")
                .forEach(result -> shown.add(result.getState() + " " + result.getMessage() + result.getDetails()));
        DevConsoleRegistry consoles =
                camel.context().getCamelContextExtension().getContextPlugin(DevConsoleRegistry.class);
        if (consoles != null) {
            consoles.stream()
                    .filter(console -> console.supportMediaType(DevConsole.MediaType.TEXT))
                    .forEach(console -> shown.add(String.valueOf(console.call(DevConsole.MediaType.TEXT))));
        }
        MBeanServer jmx = ManagementFactory.getPlatformMBeanServer();
        for (ObjectName name : jmx.queryNames(new ObjectName("*camel*:*"), null)) {
            for (MBeanAttributeInfo attribute : jmx.getMBeanInfo(name).getAttributes()) {
                if (attribute.isReadable()) {
                    shown.add(name + " " + attribute.getName() + "=" + jmx.getAttribute(name, attribute.getName()));
                }
            }
        }
        return shown;
    }
}
