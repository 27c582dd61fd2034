package io.github.camelaliyun.mqtt;

import io.github.camelaliyun.mqtt.kit.LogCapture;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.function.Consumer;

import static org.assertj.core.api.Assertions.assertThat;

/** Addresses of the service that work, and should be others. */
class RiskyAddressTest {

    @Test
    void anEndpointThatIsNotEncryptedIsWarnedOfOnce() throws Exception {
        assertThat(warnings(component -> component.getAccount().setEndpoint("tcp://mq.example.com:1883")))
                .singleElement()
                .asString()
                .contains("endpoint tcp://mq.example.com:1883 is not encrypted");
    }

    @Test
    void eachServerOfAListIsLookedAt() throws Exception {
        assertThat(warnings(component -> component
                        .getConfiguration()
                        .setServerURIs("ssl://mq.example.com:8883,ws://mq.example.com:80,ssl://10.1.2.3:8883")))
                .satisfiesExactlyInAnyOrder(
                        line -> assertThat(line).contains("ws://mq.example.com:80 is not encrypted"),
                        line -> assertThat(line).contains("ssl://10.1.2.3:8883 is an IP address"));
    }

    @Test
    void theAddressOfAnEndpointIsLookedAt() throws Exception {
        assertThat(warnings(
                        component -> component.getAccount().setEndpoint("ssl://mq.example.com:8883"),
                        "paho:test/a?brokerUrl=tcp://mq.example.com:1883"))
                .singleElement()
                .asString()
                .contains("tcp://mq.example.com:1883 is not encrypted");
    }

    @Test
    void ofThisMachineAndOfTlsToANameNothingIsSaid() throws Exception {
        assertThat(warnings(component -> component
                        .getConfiguration()
                        .setServerURIs("tcp://127.0.0.1:1883,ws://localhost:80,wss://mq.example.com:443")))
                .isEmpty();
    }

    private static List<String> warnings(Consumer<AliyunMqttComponent> settings) throws Exception {
        return warnings(settings, "paho:test/a");
    }

    /** Of an endpoint that is made twice, with keys of the service. */
    private static List<String> warnings(Consumer<AliyunMqttComponent> settings, String uri) throws Exception {
        try (CamelContext context = new DefaultCamelContext();
                LogCapture log = new LogCapture()) {
            AliyunMqttComponent component = new AliyunMqttComponent();
            component.getAccount().setInstanceId("post-cn-test");
            component.getAccount().setAccessKey("my-ak");
            component.getAccount().setSecretKey("my-sk");
            component.setGroupId("GID_test");
            component.setDeviceId("1");
            settings.accept(component);
            context.addComponent("paho", component);
            context.getEndpoint(uri);
            context.getEndpoint(uri.replace("test/a", "test/b"));
            return log.lines().stream().filter(line -> line.startsWith("WARN")).toList();
        }
    }
}
