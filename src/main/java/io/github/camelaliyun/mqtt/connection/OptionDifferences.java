package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.wire.TransportOptions;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/** In which options two users of one connection differ, by the names that a route gives them. No values: some are secrets. */
final class OptionDifferences {

    private static final Map<String, Function<ConnectionOptions, Object>> OPTIONS = new LinkedHashMap<>();

    static {
        OPTIONS.put("cleanSession", ConnectionOptions::cleanSession);
        OPTIONS.put("keepAliveInterval", ConnectionOptions::keepAlive);
        OPTIONS.put("connectionTimeout", ConnectionOptions::connectTimeout);
        OPTIONS.put("maxInflight", ConnectionOptions::maxInflight);
        OPTIONS.put("publishTimeout", ConnectionOptions::publishTimeout);
        OPTIONS.put("mqttVersion", ConnectionOptions::mqttVersion);
        OPTIONS.put("maxReconnectDelay", ConnectionOptions::maxReconnectDelay);
        will("willTopic", Will::topic);
        will("willPayload", Will::payload);
        will("willQos", Will::qos);
        will("willRetained", Will::retained);
        transport("sslClientProps", TransportOptions::tls);
        transport("httpsHostnameVerificationEnabled", TransportOptions::httpsHostnameVerification);
        transport("sslHostnameVerifier", TransportOptions::hostnameVerifier);
        transport("customWebSocketHeaders", TransportOptions::webSocketHeaders);
        transport("proxy", TransportOptions::proxies);
        inbound("unclaimedGrace", InboundOptions::unclaimedGrace);
        inbound("unclaimed", InboundOptions::unclaimed);
        inbound("maxPacketSize", InboundOptions::maxPacketSize);
        inbound("maxHeldBytes", InboundOptions::maxHeldBytes);
        // Only with one is the server taken for the service.
        OPTIONS.put("credentialProcessor", options -> List.of(options.service(), options.maxSubscriptions()));
    }

    private OptionDifferences() {}

    private static void will(String name, Function<Will, Object> reader) {
        OPTIONS.put(name, options -> options.will() == null ? null : reader.apply(options.will()));
    }

    private static void transport(String name, Function<TransportOptions, Object> reader) {
        OPTIONS.put(name, options -> reader.apply(options.transport()));
    }

    private static void inbound(String name, Function<InboundOptions, Object> reader) {
        OPTIONS.put(name, options -> reader.apply(options.inbound()));
    }

    /** The names of the options that are not equal; none if the two differ in the server or the clientId alone. */
    static List<String> between(ConnectionOptions one, ConnectionOptions other) {
        return OPTIONS.entrySet().stream()
                .filter(option -> !Objects.equals(
                        option.getValue().apply(one), option.getValue().apply(other)))
                .map(Map.Entry::getKey)
                .toList();
    }
}
