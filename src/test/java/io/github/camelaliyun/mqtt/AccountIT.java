package io.github.camelaliyun.mqtt;

import io.github.camelaliyun.mqtt.kit.Estate;
import io.github.camelaliyun.mqtt.sandbox.Sandbox;
import io.github.camelaliyun.mqtt.sandbox.SandboxOptions;
import io.github.camelaliyun.mqtt.sandbox.SharedSandbox;
import org.junit.jupiter.api.Test;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** An endpoint that names an account of its own, beside the component's. */
class AccountIT {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final String clientId = SharedSandbox.uniqueClientId();
    private final String other = SharedSandbox.uniqueClientId();
    private final Sandbox sandbox = SharedSandbox.get();
    private final List<String> bodies = new CopyOnWriteArrayList<>();

    @Test
    void anotherServerWithOtherKeysIsReachedBesideTheComponentsOwn() throws Exception {
        try (Sandbox second = Sandbox.start(new SandboxOptions(
                        0,
                        false,
                        "second-access-key",
                        "second-secret-key",
                        "post-cn-second",
                        Set.of(),
                        Set.of("second")));
                Estate estate = new Estate(sandbox.tcp(), clientId)) {
            estate.context()
                    .getRegistry()
                    .bind("second", account(second.tcp(), "post-cn-second", "second-access-key", "second-secret-key"));
            estate.consume("own", "paho:test/account", e -> bodies.add("own " + body(e)));
            estate.consume("other", "paho:second/x?account=#bean:second", e -> bodies.add("other " + body(e)));
            await().atMost(LIMIT)
                    .until(() -> sandbox.subscriptionsOf(clientId).contains("test/account")
                            && second.subscriptionsOf(clientId).contains("second/x"));

            estate.publish("paho:test/account", "1");
            estate.publish("paho:second/x?account=#bean:second", "2");

            await().atMost(LIMIT).untilAsserted(() -> assertThat(bodies).containsExactlyInAnyOrder("own 1", "other 2"));
            assertThat(sandbox.connectsOf(clientId)).isEqualTo(1);
            assertThat(second.connectsOf(clientId)).isEqualTo(1);
        }
    }

    @Test
    void withoutAServerOfItsOwnTheAccountUsesTheComponents() throws Exception {
        sandbox.registerDevice("device-key-of-" + other, "device-secret", other);
        AliyunMqttAccount device = account(null, SharedSandbox.INSTANCE_ID, "device-key-of-" + other, "device-secret");
        device.setAuthMode("device");
        try (Estate estate = new Estate(sandbox.tcp(), clientId)) {
            estate.context().getRegistry().bind("device", device);

            estate.publish("paho:test/account?clientId=" + other + "&account=#bean:device", "1");

            assertThat(sandbox.connectsOf(other)).isEqualTo(1);
        }
    }

    @Test
    void equalAccountsShareTheConnectionOfAClientId() throws Exception {
        try (Estate estate = new Estate(sandbox.tcp(), clientId)) {
            estate.context().getRegistry().bind("one", sandboxAccount(SharedSandbox.SECRET_KEY));
            estate.context().getRegistry().bind("two", sandboxAccount(SharedSandbox.SECRET_KEY));
            estate.consume("one", account("one", "test/one"), e -> bodies.add(body(e)))
                    .consume("two", account("two", "test/two"), e -> bodies.add(body(e)));
            await().atMost(LIMIT).until(() -> sandbox.subscriptionsOf(other).size() == 2);

            estate.publish(account("one", "test/two"), "1");
            estate.publish(account("two", "test/one"), "2");

            await().atMost(LIMIT).untilAsserted(() -> assertThat(bodies).containsExactlyInAnyOrder("1", "2"));
            assertThat(sandbox.connectsOf(other)).isEqualTo(1);
        }
    }

    @Test
    void anAccountThatEqualsTheComponentsOwnSharesItsConnection() throws Exception {
        try (Estate estate = new Estate(sandbox.tcp(), clientId)) {
            AliyunMqttAccount same = sandboxAccount(SharedSandbox.SECRET_KEY);
            estate.context().getRegistry().bind("same", same);
            estate.publish("paho:test/account", "1");
            estate.publish("paho:test/account?account=#bean:same", "2");

            assertThat(sandbox.connectsOf(clientId)).isEqualTo(1);
        }
    }

    @Test
    void differentAccountsOfOneClientIdAndServerAreRefused() throws Exception {
        try (Estate estate = new Estate(sandbox.tcp(), clientId)) {
            estate.context().getRegistry().bind("one", sandboxAccount(SharedSandbox.SECRET_KEY));
            estate.context().getRegistry().bind("two", sandboxAccount("another-secret-key"));
            estate.publish(account("one", "test/one"), "1");

            assertThatThrownBy(() -> estate.publish(account("two", "test/one"), "2"))
                    .rootCause()
                    .hasMessageContaining(other)
                    .hasMessageContaining("give both the same account")
                    .hasMessageNotContaining("another-secret-key");
        }
    }

    @Test
    void anAccountWithoutKeysIsRefused() throws Exception {
        try (Estate estate = new Estate(sandbox.tcp(), clientId)) {
            estate.context().getRegistry().bind("empty", new AliyunMqttAccount());

            assertThatThrownBy(() -> estate.publish(account("empty", "test/one"), "1"))
                    .rootCause()
                    .hasMessageContaining("set its instanceId, accessKey and secretKey");
        }
    }

    @Test
    void theRulesOfTheServiceHoldForAnAccountOfAComponentWithoutKeys() throws Exception {
        try (Estate estate = new Estate(sandbox.tcp(), clientId, component -> {
            component.getAccount().setInstanceId(null);
            component.getAccount().setAccessKey(null);
            component.getAccount().setSecretKey(null);
        })) {
            estate.context().getRegistry().bind("one", sandboxAccount(SharedSandbox.SECRET_KEY));

            assertThatThrownBy(() -> estate.publish(account("one", "test/one") + "&retained=true", "1"))
                    .rootCause()
                    .hasMessageContaining("does not support retained");
        }
    }

    private String account(String bean, String topic) {
        return "paho:" + topic + "?clientId=" + other + "&account=#bean:" + bean;
    }

    private AliyunMqttAccount sandboxAccount(String secretKey) {
        return account(sandbox.tcp(), SharedSandbox.INSTANCE_ID, SharedSandbox.ACCESS_KEY, secretKey);
    }

    private static AliyunMqttAccount account(URI server, String instanceId, String accessKey, String secretKey) {
        AliyunMqttAccount account = new AliyunMqttAccount();
        account.setEndpoint(server == null ? null : server.toString());
        account.setInstanceId(instanceId);
        account.setAccessKey(accessKey);
        account.setSecretKey(secretKey);
        return account;
    }

    private static String body(org.apache.camel.Exchange exchange) {
        return exchange.getIn().getBody(String.class);
    }
}
