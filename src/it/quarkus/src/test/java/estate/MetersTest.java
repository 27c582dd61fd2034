package estate;

import io.github.camelaliyun.mqtt.it.Arrivals;
import io.github.camelaliyun.mqtt.it.Leftovers;
import io.github.camelaliyun.mqtt.it.RuntimeClassPath;
import io.github.camelaliyun.mqtt.it.SeparateSandbox;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

@QuarkusTest
@QuarkusTestResource(SandboxResource.class)
class MetersTest {

    private static final String CLIENT_ID = "GID_quarkus@@@00001";

    @Inject
    CamelContext context;

    SeparateSandbox sandbox;

    @Test
    void publishesReceivesReceivesP2pAndStopsCleanly() throws Exception {
        try (ProducerTemplate template = context.createProducerTemplate();
                Arrivals arrivals = new Arrivals(context, "seda:arrived")) {
            template.sendBody("paho:test/p2p/" + CLIENT_ID, "to you");
            arrivals.assertNext("test/p2p/" + CLIENT_ID, "to you");
            template.sendBody("direct:report", "to all");
            arrivals.assertNext("test/meters", "to all");
        }
        assertThat(sandbox.subscriptionsOf(CLIENT_ID)).containsExactly("test/meters");
        assertThat(sandbox.connectsOf(CLIENT_ID)).isEqualTo(1);
        context.stop();
        Leftovers.assertNoneOfCamel();
        sandbox.awaitNoClients();
    }

    @Test
    void nothingOfTheSandboxCameAlong() {
        RuntimeClassPath.assertNothingCameAlong("slf4j-jboss");
    }
}
