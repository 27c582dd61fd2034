package io.github.camelaliyun.mqtt;

import io.github.camelaliyun.mqtt.service.Causes;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.PropertiesFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

/** What an endpoint has of its component's login, and what of its own account. Nothing connects. */
class EndpointAccountTest {

    private static final String CLIENT = "GID_test@@@1";

    private final AliyunMqttComponent component = new AliyunMqttComponent();
    private final CamelContext context = new DefaultCamelContext();
    private final AliyunMqttAccount other = new AliyunMqttAccount();

    EndpointAccountTest() {
        component.getConfiguration().setBrokerUrl("ws://127.0.0.1:1/mqtt");
        component.getConfiguration().setClientId(CLIENT);
        context.addComponent("paho", component);
        other.setInstanceId("post-cn-other");
        other.setAccessKey("other-access-key");
        other.setSecretKey("other-secret-key");
        context.getRegistry().bind("other", other);
    }

    @AfterEach
    void close() throws Exception {
        context.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ws://127.0.0.1:2/mqtt"})
    void theLoginOfTheComponentIsNotThatOfAnAccount(String server) {
        component.getConfiguration().setUserName("plant-user");
        component.getConfiguration().setPassword("hunter2");
        other.setEndpoint(server.isEmpty() ? null : server);

        AliyunMqttConfiguration options = options("paho:test/x?account=#bean:other");

        assertThat(options.getUserName()).isEqualTo("Signature|other-access-key|post-cn-other");
        assertThat(options.getPassword()).isNotEqualTo("hunter2");
        assertThat(options("paho:test/x").getUserName()).isEqualTo("plant-user");
    }

    @Test
    void aLoginOfTheEndpointsOwnGoesBeforeItsAccount() {
        component.getConfiguration().setUserName("plant-user");
        component.getConfiguration().setPassword("hunter2");

        assertThat(options("paho:test/x?account=#bean:other&userName=me&password=mine")
                        .getUserName())
                .isEqualTo("me");
    }

    @Test
    void theHeadersOfTheComponentGoToItsOwnServerAlone() {
        component.getConfiguration().setCustomWebSocketHeaders(new Properties());
        component.getConfiguration().getCustomWebSocketHeaders().setProperty("Authorization", "Bearer hunter2");
        String own = "&customWebSocketHeaders[X-Own]=1";

        assertThat(headers("paho:test/x?account=#bean:other" + own)).containsKeys("Authorization", "X-Own");
        other.setEndpoint("ws://127.0.0.1:2/mqtt");
        assertThat(headers("paho:test/y?account=#bean:other" + own)).containsOnlyKeys("X-Own");
    }

    @Test
    void whatAnEndpointAddsToTheHeadersAndToTlsIsItsOwn() {
        component.getConfiguration().setCustomWebSocketHeaders(new Properties());
        component.getConfiguration().setSslClientProps(new Properties());

        AliyunMqttConfiguration options = options("paho:test/x?customWebSocketHeaders[Authorization]=mine"
                + "&sslClientProps[com.ibm.ssl.protocol]=TLSv1.3");

        assertThat(options.getCustomWebSocketHeaders()).containsKey("Authorization");
        assertThat(options.getSslClientProps()).isNotEmpty();
        assertThat(component.getConfiguration().getCustomWebSocketHeaders()).isEmpty();
        assertThat(component.getConfiguration().getSslClientProps()).isEmpty();
    }

    @Test
    void whiteSpaceAroundASettingIsNoPartOfIt() {
        other.setInstanceId(" post-cn-other\n");
        other.setAccessKey("other-access-key\r\n");
        other.setAuthMode("signature ");
        component.setGroupId("GID_test ");
        component.setDeviceId("1\n");
        component.getConfiguration().setClientId(null);

        AliyunMqttConfiguration options = options("paho:test/x?account=#bean:other");

        assertThat(options.getUserName()).isEqualTo("Signature|other-access-key|post-cn-other");
        assertThat(options.getClientId()).isEqualTo(CLIENT);
    }

    @Test
    void noSettingMayBeNull() {
        assertThatThrownBy(() -> component.setAccount(null)).hasMessageStartingWith("account is not set");
        assertThatThrownBy(() -> other.setToken(null)).hasMessageStartingWith("token is not set");
        component.getConfiguration().setBrokerUrl(null);
        assertThat(messageOf("paho:test/x")).startsWith("brokerUrl");
        assertThat(messageOf("paho:test/x?serverURIs=,")).startsWith("serverURIs");
    }

    @Test
    void anAddressOfAnAccountThatHasALoginIsToldOfByItsSetting() {
        other.setEndpoint("ws://me:hunter2@127.0.0.1:2/mqtt");

        assertThat(messageOf("paho:test/x?account=#bean:other"))
                .startsWith("endpoint ")
                .contains("carries a user")
                .doesNotContain("hunter2");
    }

    /** As of a vault behind a firewall that drops. */
    @Test
    void aPropertyThatDoesNotComeKeepsNeitherOtherEndpointsNorTheStop() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        context.getPropertiesComponent().addPropertiesFunction(new Vault(asked, answer));
        context.getPropertiesComponent().addInitialProperty("the-secret", "{{vault:secret}}");
        AliyunMqttAccount slow = new AliyunMqttAccount();
        slow.setInstanceId("post-cn-slow");
        slow.setAccessKey("slow-access-key");
        slow.setSecretKeyProperty("the-secret");
        context.getRegistry().bind("slow", slow);
        context.start();
        CompletableFuture<Throwable> waiting =
                CompletableFuture.supplyAsync(() -> catchThrowable(() -> options("paho:test/x?account=#bean:slow")));
        try {
            assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();

            assertThat(options("paho:test/x?account=#bean:other").getClientId()).isEqualTo(CLIENT);
            CompletableFuture.runAsync(context::stop).get(20, TimeUnit.SECONDS);
            assertThat(waiting).isNotDone();
        } finally {
            answer.countDown();
            waiting.get(20, TimeUnit.SECONDS);
        }
    }

    private Properties headers(String uri) {
        return options(uri).getCustomWebSocketHeaders();
    }

    private AliyunMqttConfiguration options(String uri) {
        return context.getEndpoint(uri, AliyunMqttEndpoint.class).getConfiguration();
    }

    private String messageOf(String uri) {
        return Causes.innermost(catchThrowable(() -> options(uri))).getMessage();
    }

    private record Vault(CountDownLatch asked, CountDownLatch answer) implements PropertiesFunction {

        @Override
        public String getName() {
            return "vault";
        }

        @Override
        public String apply(String remainder) {
            asked.countDown();
            try {
                answer.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return "secret";
        }
    }
}
