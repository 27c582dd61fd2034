package lines;

import io.github.camelaliyun.mqtt.it.Arrivals;
import io.github.camelaliyun.mqtt.it.Leftovers;
import io.github.camelaliyun.mqtt.it.RuntimeClassPath;
import io.github.camelaliyun.mqtt.it.SeparateSandbox;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.console.DevConsole;
import org.apache.camel.console.DevConsoleRegistry;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckHelper;
import org.apache.camel.main.Main;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import javax.management.ObjectName;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** One application on camel-main, with whatever of Camel the line has. */
@ExtendWith(SandboxOfTheLine.class)
class ApplicationTest {

    private static final String CLIENT_ID = "GID_lines@@@00001";
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private static Leftovers leftovers;
    private static Bills bills;
    private static Main main;
    private static ProducerTemplate template;

    @BeforeAll
    static void start() throws Exception {
        leftovers = new Leftovers();
        bills = new Bills();
        main = SandboxOfTheLine.application();
        main.configure().addRoutesBuilder(bills);
        String routes = "classpath:routes/*.camel.yaml";
        if (Served.is("camel-kamelet")) {
            routes += ",classpath:kamelet-routes/*.camel.yaml";
        }
        if (Served.is("camel-java-joor-dsl")) {
            routes += ",classpath:source-routes/*.java";
        }
        if (Served.is("camel-micrometer")) {
            main.addOverrideProperty(
                    "camel.beans.metricsRegistry", "#class:io.micrometer.core.instrument.simple.SimpleMeterRegistry");
        }
        if (Served.is("camel-console")) {
            main.addOverrideProperty("camel.main.dev-console-enabled", "true");
        }
        main.addOverrideProperty("camel.main.routes-include-pattern", routes);
        main.start();
        template = main.getCamelTemplate();
        await("the connection")
                .atMost(LIMIT)
                .until(() ->
                        sandbox().connectedClients().contains(CLIENT_ID) && check().getState() == HealthCheck.State.UP);
    }

    @AfterAll
    static void stop() {
        if (main != null) {
            main.stop();
        }
        sandbox().awaitNoClients();
        leftovers.assertNone();
        assertThat(sandbox().connectsOf(CLIENT_ID)).isEqualTo(1);
    }

    @Test
    void yamlRoutesPublishAndReceive() {
        try (Arrivals arrivals = arrivals("seda:meters")) {
            template.sendBody("direct:report", "12 kWh");
            arrivals.assertNext("test/meters/hall", "12 kWh");
            template.sendBody("aliyun-mqtt:test/p2p/" + CLIENT_ID, "to you");
            arrivals.assertNext("test/p2p/" + CLIENT_ID, "to you");
        }
    }

    @Test
    void javaRoutesPublishAndReceive() {
        try (Arrivals arrivals = arrivals("seda:bills")) {
            template.sendBody("direct:bill", "9 yuan");
            arrivals.assertNext("test/bills", "9 yuan");
        }
    }

    @Test
    void aMessageWhoseExchangeFailsComesAgain() {
        try (Arrivals arrivals = arrivals("seda:bills")) {
            template.sendBody("direct:bill", "again 10 yuan");
            arrivals.assertNext("test/bills", "again 10 yuan");
        }
        assertThat(bills.failed()).containsExactly("again 10 yuan");
    }

    @Test
    @Needs("camel-java-joor-dsl")
    void javaSourceRoutesPublishAndReceive() {
        try (Arrivals arrivals = arrivals("seda:alerts")) {
            template.sendBody("direct:alert", "fire");
            arrivals.assertNext("alert/fire", "fire");
        }
    }

    @Test
    @Needs("camel-kamelet")
    void kameletsOfTheJarPublishAndReceive() {
        try (Arrivals arrivals = arrivals("seda:readings")) {
            template.sendBody("direct:reading", "21 C");
            arrivals.assertNext("some/readings/hall", "21 C");
        }
    }

    @Test
    void theHealthCheckTellsOfTheConnection() {
        assertThat(check().getState()).isEqualTo(HealthCheck.State.UP);
        assertThat(check().getDetails().toString()).contains(CLIENT_ID);
    }

    @Test
    @Needs("camel-console")
    void theDeveloperConsoleShowsTheConnection() {
        DevConsole console = context()
                .getCamelContextExtension()
                .getContextPlugin(DevConsoleRegistry.class)
                .resolveById("aliyun-mqtt");
        assertThat(console.call(DevConsole.MediaType.TEXT).toString()).contains(CLIENT_ID);
        assertThat(console.call(DevConsole.MediaType.JSON).toString()).contains(CLIENT_ID);
    }

    @Test
    @Needs("camel-micrometer")
    void theMetersAreInTheRegistryOfCamel() {
        assertThat(context().getRegistry().lookupByName("metricsRegistry"))
                .extracting("meters", InstanceOfAssertFactories.ITERABLE)
                .extracting("id.name")
                .contains("aliyun.mqtt.reconnects", "aliyun.mqtt.in.flight");
    }

    @Test
    @Needs("camel-management")
    void theConnectionIsAnMBean() throws Exception {
        assertThat(ManagementFactory.getPlatformMBeanServer()
                        .queryNames(new ObjectName("org.apache.camel:context=lines,*"), null))
                .anyMatch(name -> name.toString().contains(CLIENT_ID));
    }

    @Test
    void nothingOfTheSandboxCameAlong() {
        RuntimeClassPath.assertNothingCameAlong("slf4j-simple");
    }

    private static HealthCheck.Result check() {
        return HealthCheckHelper.invokeReadiness(context()).stream()
                .filter(result -> result.getCheck().getId().startsWith("aliyun-mqtt-"))
                .findFirst()
                .orElseThrow();
    }

    private static Arrivals arrivals(String queue) {
        return new Arrivals(context(), queue);
    }

    private static CamelContext context() {
        return main.getCamelContext();
    }

    private static SeparateSandbox sandbox() {
        return SandboxOfTheLine.get();
    }
}
