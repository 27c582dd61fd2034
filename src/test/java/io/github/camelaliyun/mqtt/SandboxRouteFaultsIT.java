package io.github.camelaliyun.mqtt;

import io.github.camelaliyun.mqtt.sandbox.AliyunMqttSandbox;
import io.github.camelaliyun.mqtt.sandbox.PublishedMessage;
import io.github.camelaliyun.mqtt.sandbox.Sandbox;
import io.github.camelaliyun.mqtt.sandbox.SandboxFaults;
import io.github.camelaliyun.mqtt.sandbox.SharedSandbox;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What an application's test does: routes on {@code endpoint=sandbox}, and faults that they have to survive. */
class SandboxRouteFaultsIT {

    private static final Duration LIMIT = Duration.ofSeconds(25);

    @RegisterExtension
    static final AliyunMqttSandbox SANDBOX = AliyunMqttSandbox.create();

    private final String clientId = SharedSandbox.uniqueClientId();
    private final String p2p = "test/p2p/" + clientId;
    private final String topic = "test/" + clientId;
    private final List<String> received = new CopyOnWriteArrayList<>();
    private DefaultCamelContext context;
    private AliyunMqttComponent component;
    private ProducerTemplate template;
    private Sandbox sandbox;
    private SandboxFaults faults;

    @BeforeEach
    void prepare() {
        sandbox = SANDBOX.sandbox();
        faults = SANDBOX.faults();
        context = new DefaultCamelContext();
        component = new AliyunMqttComponent();
        template = context.createProducerTemplate();
        component.getAccount().setEndpoint("sandbox");
        component.getConfiguration().setClientId(clientId);
        context.addComponent("aliyun-mqtt", component);
        context.getShutdownStrategy().setTimeout(3);
    }

    @AfterEach
    void stop() throws Exception {
        template.close();
        context.close();
    }

    @Test
    void routeThatWasKickedReceivesAgain() throws Exception {
        start(topic);
        faults.kick(clientId);
        await().atMost(LIMIT).until(() -> sandbox.connectsOf(clientId) == 2);
        awaitSubscribed(2);
        sandbox.publish(topic, "after the kick");

        await().atMost(LIMIT).until(() -> received.contains("after the kick"));
    }

    @Test
    void publishWaitsForALineThatStalls() throws Exception {
        start(topic);
        faults.stall(clientId);
        CompletableFuture<Exchange> publish = publish("stalled");
        await().during(Duration.ofMillis(500)).atMost(LIMIT).until(() -> !publish.isDone());
        faults.resume(clientId);

        assertThat(publish.get().getException()).isNull();
        assertThat(SANDBOX.awaitPublished(topic).text()).isEqualTo("stalled");
    }

    @Test
    void publishWhoseAcknowledgementIsLostIsSentAgainAfterTheReconnect() throws Exception {
        component.getConfiguration().setCleanSession(false);
        start(topic);
        faults.dropAcknowledgements(clientId, 1);
        CompletableFuture<Exchange> publish = publish("twice");
        SANDBOX.awaitPublished(topic);
        await().during(Duration.ofMillis(300)).atMost(LIMIT).until(() -> !publish.isDone());
        faults.kick(clientId);

        assertThat(publish.get().getException()).isNull();
        assertThat(sandbox.published())
                .filteredOn(message -> message.topic().equals(topic))
                .extracting(PublishedMessage::text)
                .containsExactly("twice", "twice");
    }

    @Test
    void refusedFilterIsAskedForAgainOnceItIsPermitted() throws Exception {
        faults.refuse(topic);
        route(topic);
        context.start();
        await().atMost(LIMIT).until(() -> sandbox.subscriptionsOf(clientId).contains(topic));
        faults.permit(topic);
        faults.kick(clientId);
        await().atMost(LIMIT).ignoreExceptions().until(() -> {
            sandbox.publish(topic, "permitted");
            return !received.isEmpty();
        });

        assertThat(received).startsWith("permitted");
    }

    @Test
    void expiredTokenIsReplacedByTheNextConnect() throws Exception {
        component.getAccount().setAuthMode("token");
        start(topic);
        faults.expireToken(clientId);
        await().atMost(LIMIT).until(() -> sandbox.connectsOf(clientId) >= 2);
        awaitSubscribed(2);
        sandbox.publish(topic, "with another token");

        await().atMost(LIMIT).until(() -> received.contains("with another token"));
    }

    @Test
    void tokenThatIsAboutToExpireIsRenewedWithoutADisconnect() throws Exception {
        component.getAccount().setAuthMode("token");
        start(topic);
        faults.expireToken(clientId, Duration.ofSeconds(3));

        await().during(Duration.ofSeconds(5))
                .atMost(LIMIT)
                .until(() -> sandbox.connectsOf(clientId) == 1
                        && sandbox.connectedClients().contains(clientId));
    }

    @Test
    void publishesOverTheRateArriveAfterTheReconnects() throws Exception {
        start(topic);
        faults.limitRate(clientId, 20);
        List<CompletableFuture<Exchange>> publishes =
                IntStream.range(0, 30).mapToObj(number -> publish("m" + number)).toList();
        await().atMost(LIMIT).until(() -> sandbox.connectsOf(clientId) >= 2);
        faults.limitRate(clientId, 0);

        assertThat(publishes)
                .allSatisfy(publish -> assertThat(publish.get().getException()).isNull());
        assertThat(sandbox.published())
                .filteredOn(message -> message.topic().equals(topic))
                .extracting(PublishedMessage::text)
                .containsAll(
                        IntStream.range(0, 30).mapToObj(number -> "m" + number).toList());
    }

    @Test
    void backlogInBatchesIsReceivedInOrder() throws Exception {
        component.getConfiguration().setCleanSession(false);
        route(p2p);
        context.start();
        await().atMost(LIMIT).until(() -> sandbox.connectedClients().contains(clientId));
        // The session stays.
        stop();
        faults.deliverBacklogInBatches(clientId, 3, Duration.ofMillis(500));
        List<String> numbers = IntStream.range(0, 8).mapToObj(Integer::toString).toList();
        numbers.forEach(number -> sandbox.publish(p2p, number));
        prepare();
        component.getConfiguration().setCleanSession(false);
        route(p2p);
        context.start();

        await().atMost(LIMIT).until(() -> received.size() >= 8);
        assertThat(received).containsExactlyElementsOf(numbers);
    }

    private void start(String filter) throws Exception {
        route(filter);
        context.start();
        awaitSubscribed(1);
    }

    private void awaitSubscribed(int times) {
        await().atMost(LIMIT).until(() -> sandbox.subscriptionsOf(clientId).size() >= times);
    }

    private void route(String filter) throws Exception {
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("aliyun-mqtt:" + filter + "?qos=1")
                        .process(exchange -> received.add(exchange.getMessage().getBody(String.class)));
            }
        });
    }

    private CompletableFuture<Exchange> publish(String text) {
        return template.asyncSend(
                "aliyun-mqtt:" + topic + "?qos=1",
                exchange -> exchange.getMessage().setBody(text));
    }
}
