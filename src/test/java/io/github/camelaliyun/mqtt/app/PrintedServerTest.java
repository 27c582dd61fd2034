package io.github.camelaliyun.mqtt.app;

import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Properties;

import static org.assertj.core.api.Assertions.assertThat;

/** The server as other clients call it. */
class PrintedServerTest {

    @ParameterizedTest
    @CsvSource({
        "tcp://broker.example, mqtt://broker.example:1883",
        "'tcp://one.example:1884, tcp://two.example', mqtt://one.example:1884",
        "SSL://[::1]:8884, mqtts://[::1]:8884",
        "ws://broker.example, ws://broker.example:80/mqtt",
        "wss://broker.example:8443/path?query, wss://broker.example:8443/path",
        "tcp://user:secret@broker.example:1883, mqtt://broker.example:1883",
        "wss://user@broker.example/mqtt, wss://broker.example:443/mqtt",
        "sandbox, mqtt://127.0.0.1:1883"
    })
    void anAddressIsPrintedWithoutItsLogin(String endpoint, String printed) throws Exception {
        Properties properties = new Properties();
        properties.setProperty(Settings.PREFIX + "endpoint", endpoint);
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            context.getPropertiesComponent().setInitialProperties(properties);

            assertThat(PrintedServer.of(new Settings(context.getPropertiesComponent()))
                            .address())
                    .isEqualTo(printed);
        }
    }
}
