package io.github.camelaliyun.mqtt.observe;

import io.github.camelaliyun.mqtt.connection.ConnectionStatus;
import org.apache.camel.spi.annotations.DevConsole;
import org.apache.camel.support.console.AbstractDevConsole;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Camel's developer console {@code aliyun-mqtt}: every connection of every component of this kind, with its state. Camel
 * finds it by itself where the console is on.
 */
@DevConsole(
        name = AliyunMqttDevConsole.ID,
        displayName = "Aliyun MQTT",
        description = "Connections to Alibaba Cloud's MQTT service")
public class AliyunMqttDevConsole extends AbstractDevConsole {

    static final String ID = "aliyun-mqtt";

    /** Called by Camel, which then sets its context. */
    public AliyunMqttDevConsole() {
        super("camel", ID, "Aliyun MQTT", "Connections to Alibaba Cloud's MQTT service");
    }

    @Override
    protected Map<String, Object> doCallJson(Map<String, Object> options) {
        return Map.of(
                "connections",
                statuses().stream()
                        .map(status -> ConnectionFact.details(status, ""))
                        .toList());
    }

    @Override
    protected String doCallText(Map<String, Object> options) {
        return statuses().stream()
                .map(status -> ConnectionFact.details(status, "").entrySet().stream()
                        .map(detail -> detail.getKey() + ": " + detail.getValue())
                        .collect(Collectors.joining("\n")))
                .collect(Collectors.joining("\n\n"));
    }

    private List<ConnectionStatus> statuses() {
        return ObservedConnections.of(getCamelContext()).statuses();
    }
}
