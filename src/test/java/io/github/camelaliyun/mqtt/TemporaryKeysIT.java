package io.github.camelaliyun.mqtt;

import io.github.camelaliyun.mqtt.sandbox.Sandbox;
import io.github.camelaliyun.mqtt.sandbox.SandboxOptions;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.util.Map;
import java.util.Properties;
import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Keys of STS and of a RAM role, which have a security token besides, in the mode token. */
class TemporaryKeysIT {

    private static final String INSTANCE = "post-cn-test";

    private static Sandbox sandbox;

    private final AliyunMqttComponent component = new AliyunMqttComponent();
    private final AliyunMqttAccount account = component.getAccount();
    private final Properties properties = new Properties();
    private Map<String, String> found = Map.of();

    @BeforeAll
    static void start() {
        sandbox = Sandbox.start(new SandboxOptions(0, true, "key", "secret", INSTANCE, Set.of(), Set.of("test")));
        sandbox.registerAccount("STS.NTone", "secret-one", INSTANCE);
        sandbox.registerAccount("STS.NTtwo", "secret-two", INSTANCE);
    }

    @AfterAll
    static void end() {
        sandbox.close();
    }

    @AfterEach
    void forget() {
        found.keySet().forEach(System::clearProperty);
    }

    TemporaryKeysIT() {
        account.setEndpoint(sandbox.tcp().toString());
        account.setInstanceId(INSTANCE);
        account.setAuthMode("token");
        account.getToken().setEndpoint(sandbox.tokens().openApi().toString());
        component.setGroupId("GID_group");
    }

    @Test
    void aPairOfStsWithItsSecurityTokenIsUsed() throws Exception {
        component.setDeviceId("pair");
        account.setAccessKey("STS.NTone");
        account.setSecretKey("secret-one");
        account.getToken().setSecurityToken("security-token");

        publish();

        assertThat(sandbox.connectsOf("GID_group@@@pair")).isEqualTo(1);
    }

    @Test
    void allThreePartsAreTakenUpAnewAtTheNextConnect() throws Exception {
        component.setDeviceId("rotated");
        account.setAccessKeyProperty("my.key");
        account.setSecretKeyProperty("my.secret");
        account.getToken().setSecurityTokenProperty("my.token");
        account.getToken().setResources("test/#");
        properties.putAll(Map.of("my.key", "STS.NTone", "my.secret", "secret-one", "my.token", "security-token"));

        publish(() -> {
            properties.putAll(Map.of("my.key", "STS.NTtwo", "my.secret", "secret-two", "my.token", "security-token-2"));

            assertThat(component
                            .getCredentialProcessor()
                            .credentialsFor("GID_group@@@other")
                            .username())
                    .isEqualTo("Token|STS.NTtwo|" + INSTANCE);
        });
    }

    /** As that of an ECS instance, which the SDK finds elsewhere. */
    @Test
    void aRoleThatTheSdkFindsNeedsNoKeyInTheSettings() throws Exception {
        component.setDeviceId("role");
        account.setAccessKeyProperty("my.key");
        account.setSecretKeyProperty("my.secret");
        found = Map.of(
                "alibabacloud.accessKeyId", "STS.NTtwo",
                "alibabacloud.accessKeySecret", "secret-two",
                "alibabacloud.sessionToken", "security-token");
        found.forEach(System::setProperty);

        publish();

        assertThat(sandbox.connectsOf("GID_group@@@role")).isEqualTo(1);
        assertThat(component.getCredentialProcessor().describe()).contains("AccessKey ID STS.****");
    }

    @Test
    void aPairOfStsCannotSign() {
        component.setDeviceId("signs");
        account.setAuthMode("signature");
        account.setAccessKey("STS.NTone");
        account.setSecretKey("secret-one");

        assertThatThrownBy(this::publish)
                .hasStackTraceContaining("accessKey is of STS (STS.*), and CONNECT has no place");
    }

    private void publish() throws Exception {
        publish(() -> {});
    }

    /** @param then is done while the context runs still */
    private void publish(Runnable then) throws Exception {
        DefaultCamelContext context = new DefaultCamelContext();
        context.getPropertiesComponent().setOverrideProperties(properties);
        context.addComponent("paho", component);
        try (context;
                ProducerTemplate template = context.createProducerTemplate()) {
            context.start();
            template.sendBody("paho:test/oppo", "hello");
            then.run();
        }
    }
}
