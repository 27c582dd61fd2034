package estate;

import io.github.camelaliyun.mqtt.it.Arrivals;
import io.github.camelaliyun.mqtt.it.Leftovers;
import io.github.camelaliyun.mqtt.it.RuntimeClassPath;
import io.github.camelaliyun.mqtt.it.SeparateSandbox;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class MetersTest {

    private static final String CLIENT_ID = "GID_meters@@@00001";

    private static SeparateSandbox sandbox;

    @BeforeAll
    static void start() {
        sandbox = SeparateSandbox.start();
    }

    @AfterAll
    static void stop() {
        sandbox.close();
    }

    @Test
    void publishesReceivesReceivesP2pAndStopsCleanly() throws Exception {
        Leftovers leftovers = new Leftovers();
        Main main = new Main();
        main.addOverrideProperty("mqtt.endpoint", sandbox.tcp().toString());
        main.addOverrideProperty("mqtt.instance-id", SeparateSandbox.INSTANCE_ID);
        main.addOverrideProperty("mqtt.access-key", SeparateSandbox.ACCESS_KEY);
        main.addOverrideProperty("mqtt.secret-key", SeparateSandbox.SECRET_KEY);
        main.start();
        try (ProducerTemplate template = main.getCamelTemplate();
                Arrivals arrivals = new Arrivals(main.getCamelContext(), "seda:arrived")) {
            template.sendBody("paho:test/p2p/" + CLIENT_ID, "to you");
            arrivals.assertNext("test/p2p/" + CLIENT_ID, "to you");
            template.sendBody("direct:report", "to all");
            arrivals.assertNext("test/meters", "to all");
        } finally {
            main.stop();
        }
        assertThat(sandbox.subscriptionsOf(CLIENT_ID)).containsExactly("test/meters");
        assertThat(sandbox.connectsOf(CLIENT_ID)).isEqualTo(1);
        sandbox.awaitNoClients();
        leftovers.assertNone();
    }

    @Test
    void nothingOfTheSandboxCameAlong() {
        RuntimeClassPath.assertNothingCameAlong("slf4j-simple");
    }
}
