package estate;

import io.github.camelaliyun.mqtt.AliyunMqttComponent;
import io.github.camelaliyun.mqtt.it.Arrivals;
import io.github.camelaliyun.mqtt.it.Leftovers;
import io.github.camelaliyun.mqtt.it.RuntimeClassPath;
import io.github.camelaliyun.mqtt.it.SeparateSandbox;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.component.paho.PahoComponent;
import org.apache.camel.component.paho.PahoConfiguration;
import org.apache.camel.component.paho.PahoConstants;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class BesideStockPahoTest {

    private static final String CLIENT_ID = "GID_meters@@@00001";
    private static final String LEGACY_CLIENT_ID = "GID_legacy@@@00001";
    /** camel-paho opens a connection for each endpoint: the test's own has to be another client. */
    private static final String LEGACY_SENDER = "GID_legacy@@@00002";

    private static SeparateSandbox service;
    /** Another broker for the estate's own paho: it knows no account of the service's. */
    private static SeparateSandbox legacy;

    @BeforeAll
    static void start() {
        service = SeparateSandbox.start();
        legacy = SeparateSandbox.start("legacy-key", "legacy-secret", "legacy");
    }

    @AfterAll
    static void stop() {
        service.close();
        legacy.close();
    }

    @Test
    void theEstatesOwnPahoGoesOnToItsOwnBroker() throws Exception {
        Leftovers leftovers = new Leftovers();
        Main main = new Main();
        main.addOverrideProperty("legacy.url", legacy.tcp().toString());
        main.addOverrideProperty("legacy.user", legacy.userName());
        main.addOverrideProperty("legacy.password", legacy.passwordOf(LEGACY_CLIENT_ID));
        main.addOverrideProperty("mqtt.endpoint", service.tcp().toString());
        main.addOverrideProperty("mqtt.instance-id", SeparateSandbox.INSTANCE_ID);
        main.addOverrideProperty("mqtt.access-key", SeparateSandbox.ACCESS_KEY);
        main.addOverrideProperty("mqtt.secret-key", SeparateSandbox.SECRET_KEY);
        main.start();
        try (ProducerTemplate template = main.getCamelTemplate();
                Arrivals arrivals = new Arrivals(main.getCamelContext(), "seda:arrived")) {
            assertThat(legacy.connectedClients()).containsExactly(LEGACY_CLIENT_ID);
            template.sendBody(
                    "paho:test/legacy?clientId=" + LEGACY_SENDER + "&password=RAW(" + legacy.passwordOf(LEGACY_SENDER)
                            + ")",
                    "12.5");
            arrivals.assertNext("test/meters", "12.5");
            template.sendBody("aliyun:test/p2p/" + CLIENT_ID, "to you");
            arrivals.assertNext("test/p2p/" + CLIENT_ID, "to you");
            assertStockPahoIsUntouched(main.getCamelContext());
        } finally {
            main.stop();
        }
        assertThat(legacy.connectsOf(CLIENT_ID)).isZero();
        assertThat(service.connectsOf(LEGACY_CLIENT_ID)).isZero();
        assertThat(service.connectsOf(CLIENT_ID)).isEqualTo(1);
        service.awaitNoClients();
        leftovers.assertNone();
    }

    @Test
    void nothingOfTheSandboxCameAlong() {
        RuntimeClassPath.assertNothingCameAlong("slf4j-simple");
    }

    private static void assertStockPahoIsUntouched(CamelContext context) {
        PahoComponent paho = context.getComponent("paho", PahoComponent.class);
        assertThat(paho).isExactlyInstanceOf(PahoComponent.class);
        assertThat(paho.getConfiguration()).isExactlyInstanceOf(PahoConfiguration.class);
        assertThat(paho.getConfiguration().getQos()).isEqualTo(PahoConstants.DEFAULT_QOS);
        assertThat(context.getComponent("aliyun")).isInstanceOf(AliyunMqttComponent.class);
    }
}
