package estate;

import io.github.camelaliyun.mqtt.it.Arrivals;
import io.github.camelaliyun.mqtt.it.Leftovers;
import io.github.camelaliyun.mqtt.it.RuntimeClassPath;
import io.github.camelaliyun.mqtt.it.SeparateSandbox;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.component.paho.PahoComponent;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class BridgeTest {

    /** The same in both instances, which know nothing of each other. */
    private static final String CLIENT_ID = "GID_bridge@@@00001";

    private static SeparateSandbox plant;
    private static SeparateSandbox office;

    @BeforeAll
    static void start() {
        plant = SeparateSandbox.start("plant-key", "plant-secret", "post-cn-plant");
        office = SeparateSandbox.start("office-key", "office-secret", "post-cn-office");
    }

    @AfterAll
    static void stop() {
        plant.close();
        office.close();
    }

    @Test
    void eachNameHasItsOwnAccountInstanceAndConnection() throws Exception {
        Leftovers leftovers = new Leftovers();
        Main main = new Main();
        main.addOverrideProperty("plant.endpoint", plant.tcp().toString());
        main.addOverrideProperty("plant.access-key", "plant-key");
        main.addOverrideProperty("plant.secret-key", "plant-secret");
        main.addOverrideProperty("office.endpoint", office.tcp().toString());
        main.addOverrideProperty("office.access-key", "office-key");
        main.addOverrideProperty("office.secret-key", "office-secret");
        main.start();
        try (ProducerTemplate template = main.getCamelTemplate();
                Arrivals arrivals = new Arrivals(main.getCamelContext(), "seda:arrived")) {
            template.sendBody("plant:test/alarms", "hot");
            arrivals.assertNext("alert/plant", "hot");
            template.sendBody("plant:test/p2p/" + CLIENT_ID, "to the plant");
            arrivals.assertNext("alert/plant", "to the plant");
            template.sendBody("office:test/p2p/" + CLIENT_ID, "to the office");
            arrivals.assertNext("test/p2p/" + CLIENT_ID, "to the office");
            assertThat(cleanSession(main, "plant")).isTrue();
            assertThat(cleanSession(main, "office")).isFalse();
        } finally {
            main.stop();
        }
        assertThat(plant.subscriptionsOf(CLIENT_ID)).containsExactly("test/alarms");
        assertThat(office.subscriptionsOf(CLIENT_ID)).containsExactly("alert/plant");
        assertThat(plant.connectsOf(CLIENT_ID)).isEqualTo(1);
        assertThat(office.connectsOf(CLIENT_ID)).isEqualTo(1);
        plant.awaitNoClients();
        office.awaitNoClients();
        leftovers.assertNone();
    }

    @Test
    void nothingOfTheSandboxCameAlong() {
        RuntimeClassPath.assertNothingCameAlong("slf4j-simple");
    }

    private static boolean cleanSession(Main main, String name) {
        return main.getCamelContext()
                .getComponent(name, PahoComponent.class)
                .getConfiguration()
                .isCleanSession();
    }
}
