package io.github.camelaliyun.mqtt;

import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.LoggingExceptionHandler;
import org.apache.camel.tooling.model.BaseOptionModel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import javax.net.ssl.HostnameVerifier;

import static org.assertj.core.api.Assertions.assertThat;

/** Endpoints without a clientId share a connection as far as their options let them: those of the connection are the same. */
class SharedOptionsTest {

    private static final String WILL = "willTopic=gone&willPayload=farewell";

    /** Options that say who is meant, or that are refused alone. */
    private static final List<String> OTHERS = List.of("account", "clientId", "clientIdPrefix", "socketFactory");

    /** Another value than the default for each option. */
    private static final Map<String, String> VALUES = new HashMap<>();

    static {
        VALUES.put("automaticReconnect", "automaticReconnect=false");
        VALUES.put("brokerUrl", "brokerUrl=ssl://127.0.0.1:2");
        VALUES.put("cleanSession", "cleanSession=false");
        VALUES.put("connectionTimeout", "connectionTimeout=5");
        VALUES.put("filePersistenceDirectory", "filePersistenceDirectory=target");
        VALUES.put("keepAliveInterval", "keepAliveInterval=10");
        VALUES.put("maxInflight", "maxInflight=5");
        VALUES.put("maxReconnectDelay", "maxReconnectDelay=1000");
        VALUES.put("mqttVersion", "mqttVersion=3");
        VALUES.put("persistence", "persistence=FILE");
        VALUES.put("qos", "qos=2");
        VALUES.put("retained", "retained=true");
        VALUES.put("serverURIs", "serverURIs=ssl://127.0.0.1:1,ssl://127.0.0.1:2");
        VALUES.put("willPayload", WILL);
        VALUES.put("willTopic", WILL);
        VALUES.put("willQos", WILL + "&willQos=1");
        VALUES.put("willRetained", WILL + "&willRetained=true");
        VALUES.put("deadLetterUri", "deadLetterUri=seda:x");
        VALUES.put("manualAcksEnabled", "manualAcksEnabled=true");
        VALUES.put("maxDeliveryAttempts", "maxDeliveryAttempts=2");
        VALUES.put("bridgeErrorHandler", "bridgeErrorHandler=true");
        VALUES.put("completionTimeout", "completionTimeout=5");
        VALUES.put("concurrentConsumers", "concurrentConsumers=5");
        VALUES.put("exceptionHandler", "exceptionHandler=#handler");
        VALUES.put("exchangePattern", "exchangePattern=InOut");
        VALUES.put("maxHeldBytes", "maxHeldBytes=5000");
        VALUES.put("maxInProgress", "maxInProgress=5");
        VALUES.put("maxPacketSize", "maxPacketSize=5000");
        VALUES.put("unclaimed", "unclaimed=seda:x");
        VALUES.put("unclaimedGrace", "unclaimedGrace=5");
        VALUES.put("whenStopped", "whenStopped=discard");
        VALUES.put("whenDisconnected", "whenDisconnected=fail");
        VALUES.put("lazyStartProducer", "lazyStartProducer=true");
        VALUES.put("customWebSocketHeaders", "customWebSocketHeaders[a]=b");
        VALUES.put("executorServiceTimeout", "executorServiceTimeout=9");
        VALUES.put("httpsHostnameVerificationEnabled", "httpsHostnameVerificationEnabled=false");
        VALUES.put("userName", "userName=me&password=mine");
        VALUES.put("password", "userName=me&password=mine");
        VALUES.put("sslClientProps", "sslClientProps[com.ibm.ssl.protocol]=TLSv1.3");
        VALUES.put("sslHostnameVerifier", "sslHostnameVerifier=#verifier");
    }

    private final CamelContext context = new DefaultCamelContext();

    SharedOptionsTest() {
        AliyunMqttComponent component = new AliyunMqttComponent();
        component.getConfiguration().setBrokerUrl("ssl://127.0.0.1:1");
        context.addComponent("paho", component);
        context.getRegistry().bind("verifier", (HostnameVerifier) (host, session) -> false);
        context.getRegistry().bind("handler", new LoggingExceptionHandler(context, SharedOptionsTest.class));
        context.start();
    }

    @AfterEach
    void close() throws Exception {
        context.close();
    }

    static Stream<String> options() {
        return OptionsPage.OURS.getEndpointParameterOptions().stream()
                .map(BaseOptionModel::getName)
                .filter(name -> !OTHERS.contains(name));
    }

    @Test
    void everyOptionIsTried() {
        assertThat(VALUES.keySet())
                .containsExactlyInAnyOrderElementsOf(options().toList());
    }

    @ParameterizedTest
    @MethodSource("options")
    void whoHasAnotherOptionOfTheConnectionHasAnotherConnectionAndAnotherClientId(String option) throws Exception {
        AliyunMqttEndpoint plain = endpoint("paho:test/plain");
        AliyunMqttEndpoint other = endpoint("paho:test/other?" + VALUES.get(option));
        String clientId = other.getConfiguration().getClientId();
        other.getConfiguration().setClientId(plain.getConfiguration().getClientId());

        boolean together = ConnectionOptionsFactory.connection(other).equals(ConnectionOptionsFactory.connection(plain))
                && sameLogin(plain, other);

        assertThat(clientId.equals(plain.getConfiguration().getClientId())).isEqualTo(together);
    }

    private static boolean sameLogin(AliyunMqttEndpoint one, AliyunMqttEndpoint other) {
        return Objects.equals(
                ConnectionOptionsFactory.credentials(one.getConfiguration()),
                ConnectionOptionsFactory.credentials(other.getConfiguration()));
    }

    private AliyunMqttEndpoint endpoint(String uri) {
        return context.getEndpoint(uri, AliyunMqttEndpoint.class);
    }
}
