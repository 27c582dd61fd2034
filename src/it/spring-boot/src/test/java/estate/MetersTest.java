package estate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.camelaliyun.mqtt.it.RuntimeClassPath;
import io.github.camelaliyun.mqtt.it.SeparateSandbox;
import org.apache.camel.ConsumerTemplate;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class MetersTest {

    private static final String CLIENT_ID = "GID_meters@@@00001";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

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
    void publishesReceivesReceivesP2pAndStopsCleanly() {
        try (ConfigurableApplicationContext meters = run(sandbox.tcp().toString())) {
            ProducerTemplate template = meters.getBean(ProducerTemplate.class);
            ConsumerTemplate arrivals = meters.getBean(ConsumerTemplate.class);
            template.sendBody("paho:test/p2p/" + CLIENT_ID, "to you");
            assertArrives(arrivals, "test/p2p/" + CLIENT_ID, "to you");
            template.sendBody("direct:report", "to all");
            assertArrives(arrivals, "test/meters", "to all");
        }
        assertThat(sandbox.subscriptionsOf(CLIENT_ID)).containsExactly("test/meters");
        assertThat(sandbox.connectsOf(CLIENT_ID)).isEqualTo(1);
        assertThat(sandbox.connectedClients()).isEmpty();
        // Tomcat and Logback keep threads of their own.
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                        .noneMatch(thread -> thread.getName().startsWith("Camel")));
    }

    @Test
    void theActuatorTellsOfTheConnectionAndOfNoSecretWhateverItIsToldToShow() throws Exception {
        try (ConfigurableApplicationContext meters = run(
                sandbox.tcp().toString(),
                "--aliyun.mqtt.device-id=00002",
                "--management.endpoints.web.exposure.include=health,env,configprops",
                "--management.endpoint.env.show-values=always",
                "--management.endpoint.configprops.show-values=always")) {
            Actuator actuator = Actuator.of(meters);
            await().atMost(PATIENCE)
                    .until(() -> actuator.get("health/readiness").statusCode() == 200);
            HttpResponse<String> health = actuator.get("health");
            assertThat(health.statusCode()).as(health.body()).isEqualTo(200);
            JsonNode camel = new ObjectMapper().readTree(health.body()).at("/components/camelHealth/details");
            JsonNode connection = camel.path("paho-connections.data");
            assertThat(camel.path("paho-connections").asText())
                    .as(health.body())
                    .isEqualTo("UP");
            assertThat(connection.path("clientId").asText()).isEqualTo("GID_meters@@@00002");
            assertThat(connection.path("state").asText()).isEqualTo("CONNECTED");
            for (String page : List.of("env", "configprops")) {
                assertThat(actuator.get(page).body())
                        .contains("GID_meters")
                        .doesNotContain(SeparateSandbox.SECRET_KEY, SeparateSandbox.ACCESS_KEY);
            }
        }
    }

    @Test
    void withoutTheServiceItIsAliveAndNotReady() throws Exception {
        try (ConfigurableApplicationContext meters = run("tcp://127.0.0.1:" + closedPort())) {
            Actuator actuator = Actuator.of(meters);
            assertThat(actuator.get("health/liveness").statusCode()).isEqualTo(200);
            assertThat(actuator.get("health/readiness").statusCode()).isEqualTo(503);
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(actuator.get("health").body())
                            .contains("\"paho-connections\":\"DOWN\"", "nothing accepts connections there"));
        }
    }

    @Test
    void nothingOfTheSandboxCameAlong() {
        RuntimeClassPath.assertNothingCameAlong("logback", "jul-to-slf4j");
    }

    private static ConfigurableApplicationContext run(String endpoint, String... more) {
        List<String> settings = new ArrayList<>(List.of(
                "--server.port=0",
                "--server.address=127.0.0.1",
                "--aliyun.mqtt.endpoint=" + endpoint,
                "--aliyun.mqtt.instance-id=" + SeparateSandbox.INSTANCE_ID,
                "--aliyun.mqtt.access-key=" + SeparateSandbox.ACCESS_KEY,
                "--aliyun.mqtt.secret-key=" + SeparateSandbox.SECRET_KEY));
        settings.addAll(List.of(more));
        return SpringApplication.run(Meters.class, settings.toArray(String[]::new));
    }

    private static int closedPort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static void assertArrives(ConsumerTemplate arrivals, String topic, String body) {
        Exchange exchange = arrivals.receive("seda:arrived", PATIENCE.toMillis());
        assertThat(exchange).as("message on " + topic).isNotNull();
        assertThat(exchange.getMessage().getHeader("CamelMqttTopic")).isEqualTo(topic);
        assertThat(exchange.getMessage().getBody(String.class)).isEqualTo(body);
        // It was handed over to this side: the message is acknowledged when it is done with here.
        arrivals.doneUoW(exchange);
    }
}
