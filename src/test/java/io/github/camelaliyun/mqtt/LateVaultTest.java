package io.github.camelaliyun.mqtt;

import io.github.camelaliyun.mqtt.kit.ConnectCounter;
import org.apache.camel.ConsumerTemplate;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.PropertiesFunction;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The vault that the keys come from does not answer, or not with a key. */
@Timeout(60)
class LateVaultTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final ConnectCounter server = new ConnectCounter();
    private final DefaultCamelContext context = new DefaultCamelContext();
    private final Vault vault = new Vault();
    private final AliyunMqttComponent component = new AliyunMqttComponent();
    private ProducerTemplate template;

    @BeforeEach
    void start() throws Exception {
        component.getAccount().setEndpoint(server.uri().toString());
        component.getAccount().setInstanceId("post-cn-test");
        component.getAccount().setAccessKey("test-access-key");
        component.getAccount().setSecretKeyProperty("secret");
        component.setGroupId("GID_test");
        component.setDeviceId("late");
        component.setPublishTimeout(100);
        Properties properties = new Properties();
        properties.setProperty("secret", "{{vault:secret}}");
        context.getPropertiesComponent().setInitialProperties(properties);
        context.getPropertiesComponent().addPropertiesFunction(vault);
        context.addComponent("paho", component);
        context.getShutdownStrategy().setTimeout(1);
        context.start();
        template = context.createProducerTemplate();
    }

    @AfterEach
    void stop() {
        vault.answer.countDown();
        template.stop();
        context.stop();
        server.close();
    }

    private Exception publish(String uri) {
        return template.send(uri, exchange -> exchange.getIn().setBody("x")).getException();
    }

    @Test
    void aVaultThatFailsIsNotAskedForEachMessage() {
        List<Exception> failures = new ArrayList<>();
        context.getEndpoint("paho:test/out");
        int before = vault.asked.get();
        for (int i = 0; i < 50; i++) {
            failures.add(publish("paho:test/out"));
        }

        assertThat(failures)
                .allSatisfy(
                        failure -> assertThat(failure)
                                .hasStackTraceContaining(
                                        "the property 'secret' (secretKeyProperty) cannot be resolved (IllegalStateException): check"
                                                + " the vault or function that it comes from, and this machine's access to it"));
        assertThat(vault.asked.get() - before).isLessThan(10);
    }

    @Test
    void aVaultThatWorksAgainIsFoundOut() {
        assertThat(publish("paho:test/out")).isNotNull();
        vault.works = true;

        await().atMost(LIMIT).untilAsserted(() -> {
            publish("paho:test/out");
            assertThat(server.connects()).isPositive();
        });
    }

    @Test
    void eachMessageEndsThoughTheVaultHangsWhichIsAskedOnce() throws Exception {
        context.getEndpoint("paho:test/out?connectionTimeout=1");
        int before = vault.asked.get();
        vault.hangs = true;
        List<CompletableFuture<Exchange>> sent = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            sent.add(template.asyncSend("paho:test/out?connectionTimeout=1", exchange -> {}));
        }

        for (CompletableFuture<Exchange> each : sent) {
            assertThat(each.get(20, TimeUnit.SECONDS).getException())
                    .hasMessageContaining("its keys, certificates and other settings have not come within 1 s;"
                            + " check the vault, function or disk that they come from");
        }
        assertThat(vault.asked.get() - before).isEqualTo(1);
    }

    @Test
    void aProducerStopsThoughTheVaultHangs() throws Exception {
        AliyunMqttProducer producer = (AliyunMqttProducer)
                context.getEndpoint("paho:test/out?connectionTimeout=30").createProducer();
        vault.hangs = true;
        producer.start();
        Exchange exchange = new DefaultExchange(context);
        CompletableFuture<Void> published = CompletableFuture.runAsync(() -> producer.process(exchange, done -> {}));
        vault.awaitHanging();

        CompletableFuture.runAsync(producer::stop).get(10, TimeUnit.SECONDS);
        published.get(10, TimeUnit.SECONDS);

        assertThat(exchange.getException())
                .isInstanceOf(RejectedExecutionException.class)
                .hasMessageStartingWith("the producer of ")
                .hasMessageEndingWith("is stopped");
        vault.works = true;
        vault.answer.countDown();
        await().during(Duration.ofMillis(200)).atMost(LIMIT).until(() -> server.connects() == 0);
    }

    @Test
    void aConsumerThatWaitsForTheVaultKeepsNoOtherFromItsStart() throws Exception {
        context.getEndpoint("paho:test/in");
        vault.hangs = true;
        CompletableFuture<Object> hanging = CompletableFuture.supplyAsync(() -> receive("paho:test/in"));
        vault.awaitHanging();

        CompletableFuture.runAsync(() -> receive("paho:test/other?userName=u&password=p&clientId=GID_test@@@other"))
                .get(10, TimeUnit.SECONDS);
        awaitConnected();

        vault.works = true;
        vault.answer.countDown();
        hanging.get(20, TimeUnit.SECONDS);
    }

    private void awaitConnected() {
        await().atMost(LIMIT).until(() -> server.connects() > 0);
    }

    private Object receive(String uri) {
        try (ConsumerTemplate consumers = context.createConsumerTemplate()) {
            return consumers.receive(uri, 100);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Vault implements PropertiesFunction {

        private final AtomicInteger asked = new AtomicInteger();
        private final CountDownLatch hanging = new CountDownLatch(1);
        private final CountDownLatch answer = new CountDownLatch(1);
        private volatile boolean hangs;
        private volatile boolean works;

        @Override
        public String getName() {
            return "vault";
        }

        @Override
        public String apply(String name) {
            asked.incrementAndGet();
            if (hangs) {
                hanging.countDown();
                awaitAnswer();
            }
            if (!works) {
                throw new IllegalStateException("sealed");
            }
            return "test-secret-key";
        }

        private void awaitAnswer() {
            try {
                answer.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        void awaitHanging() throws InterruptedException {
            assertThat(hanging.await(20, TimeUnit.SECONDS)).isTrue();
        }
    }
}
