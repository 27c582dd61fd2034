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

import java.time.Duration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class MetersTest {

    private static final String CLIENT_ID = "GID_meters@@@00001";
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private static SeparateSandbox sandbox;
    private static SeparateSandbox other;

    @BeforeAll
    static void start() {
        sandbox = SeparateSandbox.start();
        other = SeparateSandbox.start("other-access-key", "other-secret-key", "post-cn-other");
    }

    @AfterAll
    static void stop() {
        sandbox.close();
        other.close();
    }

    @Test
    void kameletsAndUrisOfOneClientIdShareAConnectionAndStopCleanly() throws Exception {
        Leftovers leftovers = new Leftovers();
        Main main = new Main();
        main.addOverrideProperty("mqtt.endpoint", sandbox.tcp().toString());
        main.addOverrideProperty("mqtt.instance-id", SeparateSandbox.INSTANCE_ID);
        main.addOverrideProperty("mqtt.access-key", SeparateSandbox.ACCESS_KEY);
        main.addOverrideProperty("mqtt.secret-key", SeparateSandbox.SECRET_KEY);
        main.addOverrideProperty("other.endpoint", other.tcp().toString());
        main.addOverrideProperty("other.instance-id", "post-cn-other");
        main.addOverrideProperty("other.access-key", "other-access-key");
        main.addOverrideProperty("other.secret-key", "other-secret-key");
        main.start();
        try (ProducerTemplate template = main.getCamelTemplate();
                Arrivals arrivals = new Arrivals(main.getCamelContext(), "seda:arrived")) {
            await().atMost(LIMIT)
                    .until(() -> sandbox.subscriptionsOf(CLIENT_ID).size() == 2
                            && other.subscriptionsOf(CLIENT_ID).contains("alert/fire"));

            template.sendBody("direct:report", "12 kWh");
            arrivals.assertNext("test/readings/hall", "12 kWh");
            template.sendBody("direct:answer", "to you");
            arrivals.assertNext("test/p2p/" + CLIENT_ID, "to you");
            template.sendBody("direct:order", "one");
            arrivals.assertNext("test/orders", "one");
            template.sendBody("direct:forward", "to the other account");
            arrivals.assertNext("alert/fire", "to the other account");
        } finally {
            main.stop();
        }
        assertThat(sandbox.subscriptionsOf(CLIENT_ID)).containsExactlyInAnyOrder("test/readings/+", "test/orders");
        assertThat(sandbox.connectsOf(CLIENT_ID)).isEqualTo(1);
        assertThat(other.connectsOf(CLIENT_ID)).isEqualTo(1);
        assertThat(sandbox.connectedClients()).isEmpty();
        assertThat(other.connectedClients()).isEmpty();
        leftovers.assertNone();
    }

    @Test
    void nothingOfTheSandboxCameAlong() {
        RuntimeClassPath.assertNothingCameAlong("slf4j-simple");
    }
}
