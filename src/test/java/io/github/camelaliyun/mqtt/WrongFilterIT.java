package io.github.camelaliyun.mqtt;

import io.github.camelaliyun.mqtt.sandbox.AliyunMqttSandbox;
import io.github.camelaliyun.mqtt.sandbox.Sandbox;
import io.github.camelaliyun.mqtt.sandbox.SharedSandbox;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A route whose topic filter makes the server close the connection, and its correction while the context runs. */
class WrongFilterIT {

    private static final Duration LIMIT = Duration.ofSeconds(25);

    @RegisterExtension
    static final AliyunMqttSandbox SANDBOX = AliyunMqttSandbox.create();

    private final String clientId = SharedSandbox.uniqueClientId();
    private final String topic = "test/" + clientId;
    private final List<String> received = new CopyOnWriteArrayList<>();

    @Test
    void aRouteThatIsCorrectedReceivesSoonAndNoPublishFails() throws Exception {
        Sandbox sandbox = SANDBOX.sandbox();
        try (DefaultCamelContext context = new DefaultCamelContext();
                ProducerTemplate template = context.createProducerTemplate()) {
            AliyunMqttComponent component = new AliyunMqttComponent();
            component.getAccount().setEndpoint("sandbox");
            component.getConfiguration().setClientId(clientId);
            context.addComponent("aliyun-mqtt", component);
            context.addRoutes(collect("nosuch/oppo"));
            context.start();
            await().atMost(LIMIT).until(() -> sandbox.connectsOf(clientId) >= 3);
            CompletableFuture<Object> publish =
                    template.asyncRequestBody("aliyun-mqtt:" + topic + "/innocent", "published meanwhile");
            await().atMost(LIMIT).until(() -> sandbox.connectsOf(clientId) >= 4);
            context.getRouteController().stopRoute("wrong");
            context.removeRoute("wrong");
            context.addRoutes(collect(topic));

            await().atMost(LIMIT).until(() -> sandbox.subscriptionsOf(clientId).contains(topic));
            assertThat(sandbox.connectsOf(clientId)).isLessThanOrEqualTo(5);
            sandbox.publish(topic, "corrected");
            await().atMost(LIMIT).until(() -> received.contains("corrected"));
            assertThat(publish.get()).isEqualTo("published meanwhile");
        }
    }

    private RouteBuilder collect(String filter) {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("aliyun-mqtt:" + filter)
                        .routeId("wrong")
                        .process(exchange -> received.add(exchange.getMessage().getBody(String.class)));
            }
        };
    }
}
