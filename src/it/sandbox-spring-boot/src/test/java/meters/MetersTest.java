package meters;

import io.github.camelaliyun.mqtt.sandbox.AliyunMqttSandbox;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.context.ActiveProfiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

// tag::test[]
@SpringBootTest
@ActiveProfiles("test")
class MetersTest {

    private final AliyunMqttSandbox sandbox = AliyunMqttSandbox.ofApplication();

    @Autowired
    ProducerTemplate template;

    @Test
    void aP2pReadingIsBilledThoughNothingIsSubscribedForIt() {
        sandbox.publish("test/p2p/GID_meters@@@00001", "42");

        assertThat(sandbox.awaitPublished("test/bills").text()).isEqualTo("42 kWh");
        assertThat(sandbox.sandbox().subscriptionsOf("GID_meters@@@00001")).containsExactly("test/readings");
    }

    @Test
    void aWrongParentTopicIsTold() {
        assertThatThrownBy(() -> template.sendBody("paho:tset/bills", "42 kWh"))
                .hasStackTraceContaining("the server closed the connection");
    }
}
// end::test[]
