package io.github.camelaliyun.mqtt;

import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** How camel-paho's option becomes the longest wait of a connection. */
class MaxReconnectDelayTest {

    private final CamelContext context = new DefaultCamelContext();

    MaxReconnectDelayTest() {
        AliyunMqttComponent component = new AliyunMqttComponent();
        component.getConfiguration().setBrokerUrl("tcp://127.0.0.1:1");
        context.addComponent("paho", component);
    }

    @AfterEach
    void close() throws Exception {
        context.close();
    }

    @Test
    void withoutItTheLongestWaitIsThirtySeconds() throws Exception {
        assertThat(ConnectionOptionsFactory.connection(endpoint("paho:test/a")).maxReconnectDelay())
                .hasSeconds(30);
    }

    @ParameterizedTest
    @CsvSource({"1000,1", "5000,5", "30000,30", "30001,30", "128000,30", "2147483647,30"})
    void itIsHonouredUpToThirtySeconds(int millis, int seconds) throws Exception {
        AliyunMqttEndpoint endpoint = endpoint("paho:test/a?maxReconnectDelay=" + millis);

        assertThat(ConnectionOptionsFactory.connection(endpoint).maxReconnectDelay())
                .hasSeconds(seconds);
    }

    @Test
    void endpointsWithOtherWaitsHaveConnectionsOfTheirOwn() {
        String five = clientId("paho:test/a?maxReconnectDelay=5000");

        assertThat(clientId("paho:test/b?maxReconnectDelay=5000")).isEqualTo(five);
        assertThat(clientId("paho:test/b?maxReconnectDelay=6000")).isNotEqualTo(five);
        assertThat(clientId("paho:test/b?maxReconnectDelay=60000")).isEqualTo(clientId("paho:test/b"));
    }

    private String clientId(String uri) {
        return endpoint(uri).getConfiguration().getClientId();
    }

    private AliyunMqttEndpoint endpoint(String uri) {
        return context.getEndpoint(uri, AliyunMqttEndpoint.class);
    }
}
