package io.github.camelaliyun.mqtt;

import io.github.camelaliyun.mqtt.connection.Will;
import io.github.camelaliyun.mqtt.credential.CredentialProcessor;
import io.github.camelaliyun.mqtt.credential.Credentials;
import org.apache.camel.component.paho.PahoConfiguration;

import java.util.Arrays;
import java.util.List;

/**
 * camel-paho's options with the service's defaults, and with a user name and password that are computed for the
 * clientId at hand. Camel copies the configuration for each endpoint, so every endpoint is signed for its own clientId.
 */
public class AliyunPahoConfiguration extends PahoConfiguration {

    /** QoS 2 costs five times a QoS 0 message and has no persistent session; QoS 1 is what the service is made for. */
    static final int DEFAULT_QOS = 1;
    /** Seconds; the service closes a connection after one and a half times this without a packet. */
    static final int DEFAULT_KEEP_ALIVE = 90;
    /** Seconds. */
    static final int DEFAULT_CONNECTION_TIMEOUT = 3;
    /** MQTT 3.1.1, in Paho's counting; the service does not speak 3.1, which Paho would fall back to. */
    static final int DEFAULT_MQTT_VERSION = 4;
    /** Publishes under way at once; ten, as in Paho, would cap a link of 20 ms round trip at 500 a second. */
    static final int DEFAULT_MAX_INFLIGHT = 1_000;

    private CredentialProcessor credentialProcessor;

    public AliyunPahoConfiguration() {
        setQos(DEFAULT_QOS);
        setKeepAliveInterval(DEFAULT_KEEP_ALIVE);
        setConnectionTimeout(DEFAULT_CONNECTION_TIMEOUT);
        setMqttVersion(DEFAULT_MQTT_VERSION);
        setMaxInflight(DEFAULT_MAX_INFLIGHT);
    }

    /** Whom to ask for credentials; null to use {@code userName} and {@code password} as they were set. */
    void setCredentialProcessor(CredentialProcessor credentialProcessor) {
        this.credentialProcessor = credentialProcessor;
    }

    /** Whether this is the service, or its sandbox, rather than a broker without credentials of the service. */
    boolean isService() {
        return credentialProcessor != null;
    }

    /** The computed user name, unless one was set. */
    @Override
    public String getUserName() {
        return computes() ? credentialProcessor.credentialsFor(getClientId()).username() : super.getUserName();
    }

    /** The computed password, unless a user name was set. */
    @Override
    public String getPassword() {
        return computes() ? credentialProcessor.credentialsFor(getClientId()).password() : super.getPassword();
    }

    /** As it was set; null if it is computed. */
    String ownUserName() {
        return super.getUserName();
    }

    /** As it was set. Not to be logged. */
    String ownPassword() {
        return super.getPassword();
    }

    /** The addresses, with commas between them. */
    String servers() {
        return getServerURIs() == null ? getBrokerUrl() : getServerURIs();
    }

    /** Who answers at every connect, or null for a connection without credentials. */
    CredentialProcessor credentials() {
        if (computes()) {
            return credentialProcessor;
        }
        if (super.getUserName() != null && super.getPassword() != null) {
            return new Fixed(new Credentials(super.getUserName(), super.getPassword()));
        }
        Credentials login = addressLogin();
        return login == null ? null : new Fixed(login);
    }

    /** The login that the addresses have; null for none. The options userName and password go before it. */
    Credentials addressLogin() {
        return ServerAddress.parseAll(servers()).get(0).login();
    }

    /** Null for none; the service refuses one. */
    Will will() {
        return getWillTopic() == null || getWillPayload() == null
                ? null
                : new Will(getWillTopic(), getWillPayload(), getWillQos(), isWillRetained());
    }

    /** All of camel-paho's options that make a connection of its own, but the clientId. Not to be logged: it has the password. */
    List<Object> ofConnection() {
        return Arrays.asList(
                servers(),
                credentialProcessor,
                super.getUserName(),
                super.getPassword(),
                isCleanSession(),
                getKeepAliveInterval(),
                getConnectionTimeout(),
                getMaxInflight(),
                getMqttVersion(),
                will(),
                getSocketFactory(),
                getSslClientProps(),
                isHttpsHostnameVerificationEnabled(),
                getSslHostnameVerifier(),
                getCustomWebSocketHeaders());
    }

    private boolean computes() {
        return credentialProcessor != null && super.getUserName() == null && getClientId() != null;
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
    }
}
