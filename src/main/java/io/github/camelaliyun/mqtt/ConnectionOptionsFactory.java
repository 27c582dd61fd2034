package io.github.camelaliyun.mqtt;

import io.github.camelaliyun.mqtt.connection.ConnectionOptions;
import io.github.camelaliyun.mqtt.connection.InboundOptions;
import io.github.camelaliyun.mqtt.connection.SubscriberOptions;
import io.github.camelaliyun.mqtt.connection.SubscriberOptions.WhenStopped;
import io.github.camelaliyun.mqtt.connection.Will;
import io.github.camelaliyun.mqtt.credential.CredentialException;
import io.github.camelaliyun.mqtt.credential.CredentialProcessor;
import io.github.camelaliyun.mqtt.credential.Credentials;
import io.github.camelaliyun.mqtt.service.InvalidSettingException;
import io.github.camelaliyun.mqtt.service.ServiceLimits;
import io.github.camelaliyun.mqtt.wire.TransportOptions;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** Makes of the options of an endpoint those of its connection and its subscriber. */
final class ConnectionOptionsFactory {

    /** What camel-paho's zero, waiting without an end, becomes here: Paho's own default. */
    static final Duration UNLIMITED_CONNECT = Duration.ofSeconds(30);

    private ConnectionOptionsFactory() {}

    static ConnectionOptions connection(AliyunMqttEndpoint endpoint) throws IOException {
        AliyunMqttConfiguration options = endpoint.getConfiguration();
        AliyunMqttComponent component = endpoint.getComponent();
        List<String> servers = ServerAddress.parseAll(options.serversOption(), options.servers()).stream()
                .map(ServerAddress::uri)
                .toList();
        return ConnectionOptions.of(servers, options.getClientId())
                .cleanSession(options.isCleanSession())
                .keepAlive(Duration.ofSeconds(options.getKeepAliveInterval()))
                .connectTimeout(connectTimeout(options))
                .maxInflight(options.getMaxInflight())
                .publishTimeout(Duration.ofMillis(component.getPublishTimeout()))
                .mqttVersion(options.getMqttVersion())
                .transport(new TransportOptions(
                        component.tls(options),
                        options.isHttpsHostnameVerificationEnabled(),
                        options.getSslHostnameVerifier(),
                        options.getCustomWebSocketHeaders(),
                        component.proxies()))
                .maxSubscriptions(options.isService() ? ServiceLimits.MAX_SUBSCRIPTIONS : Integer.MAX_VALUE)
                .will(will(options))
                .service(options.isService())
                .maxReconnectDelay(maxReconnectDelay(options))
                .inbound(inbound(options, component))
                .build();
    }

    static Duration connectTimeout(AliyunMqttConfiguration options) {
        return options.getConnectionTimeout() == 0
                ? UNLIMITED_CONNECT
                : Duration.ofSeconds(options.getConnectionTimeout());
    }

    private static Duration maxReconnectDelay(AliyunMqttConfiguration options) {
        Duration set = Duration.ofMillis(options.getMaxReconnectDelay());
        return set.compareTo(ConnectionOptions.MAX_RECONNECT_DELAY) < 0 ? set : ConnectionOptions.MAX_RECONNECT_DELAY;
    }

    private static InboundOptions inbound(AliyunMqttConfiguration options, AliyunMqttComponent component) {
        InboundOptions defaults = InboundOptions.defaults(options.isService());
        return new InboundOptions(
                Duration.ofMillis(options.getUnclaimedGrace()),
                component.runtime().diversions().sink(options.getUnclaimed()),
                options.getMaxPacketSize() == 0 ? defaults.maxPacketSize() : options.getMaxPacketSize(),
                options.getMaxHeldBytes() == 0 ? defaults.maxHeldBytes() : options.getMaxHeldBytes());
    }

    static SubscriberOptions subscriber(AliyunMqttConfiguration options) {
        return new SubscriberOptions(
                options.getConcurrentConsumers(),
                options.getMaxInProgress(),
                options.getMaxDeliveryAttempts(),
                Duration.ofMillis(options.getCompletionTimeout()),
                switch (options.getWhenStopped()) {
                    case AliyunMqttConfiguration.KEEP -> WhenStopped.KEEP;
                    case AliyunMqttConfiguration.DISCARD -> WhenStopped.DISCARD;
                    default -> WhenStopped.DIVERT;
                });
    }

    /**
     * Who answers at every connect, or null for a connection without credentials. To be called by whoever connects: what only has
     * an endpoint needs no keys.
     *
     * @throws InvalidSettingException if a key is missing
     * @throws CredentialException if a key that comes from elsewhere is not there
     */
    static CredentialProcessor credentials(AliyunMqttConfiguration options) {
        if (options.computes()) {
            return options.readyProcessor();
        }
        if (options.ownUserName() != null && options.ownPassword() != null) {
            return new Fixed(new Credentials(options.ownUserName(), options.ownPassword()));
        }
        Credentials login = options.addressLogin();
        return login == null ? null : new Fixed(login);
    }

    /** Null for none; the service refuses one. */
    private static Will will(AliyunMqttConfiguration options) {
        return options.getWillTopic() == null || options.getWillPayload() == null
                ? null
                : new Will(
                        options.getWillTopic(),
                        options.getWillPayload(),
                        options.getWillQos(),
                        options.isWillRetained());
    }

    /** What endpoints must have in common to share a connection, besides the clientId. Not to be logged: it has the password. */
    static List<Object> shared(AliyunMqttConfiguration options) {
        return Arrays.asList(
                options.servers(),
                options.credentialProcessor(),
                options.ownUserName(),
                options.ownPassword(),
                options.isCleanSession(),
                options.getKeepAliveInterval(),
                options.getConnectionTimeout(),
                options.getMaxInflight(),
                options.getMqttVersion(),
                maxReconnectDelay(options),
                will(options),
                options.getSslClientProps(),
                options.isHttpsHostnameVerificationEnabled(),
                options.getSslHostnameVerifier(),
                options.getCustomWebSocketHeaders(),
                options.getUnclaimedGrace(),
                options.getUnclaimed(),
                options.getMaxPacketSize(),
                options.getMaxHeldBytes());
    }

    /** The same for every clientId; equal by value, as endpoints that share a connection must have the same. */
    private record Fixed(Credentials credentials) implements CredentialProcessor {
        @Override
        public Credentials credentialsFor(String clientId) {
            return credentials;
        }

        @Override
        public String describe() {
            return "the user name and password that were set";
        }

        @Override
        public String advice() {
            return "Check userName and password, or the login in the address, against the server's; its log says more";
        }
    }
}
