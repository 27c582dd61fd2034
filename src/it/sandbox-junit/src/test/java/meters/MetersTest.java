package meters;

import io.github.camelaliyun.mqtt.sandbox.AliyunMqttSandbox;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.*;

class MetersTest {
    @RegisterExtension
    static AliyunMqttSandbox sandbox = AliyunMqttSandbox.create();

    @Test
    void aP2pReadingIsBilledAndAWrongParentTopicIsTold() throws Exception {
        Main meters = new Main();
        meters.addOverrideProperty("mqtt.endpoint", "sandbox");
        meters.start();
        sandbox.publish("test/p2p/GID_meters@@@00001", "42");
        assertThat(sandbox.awaitPublished("test/bills").text()).isEqualTo("42 kWh");
        assertThatThrownBy(() -> meters.getCamelTemplate().sendBody("paho:tset/bills", "42 kWh"))
                .hasStackTraceContaining("the server closed the connection");
        meters.stop();
    }
}
