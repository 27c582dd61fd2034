package io.github.camelaliyun.mqtt;

import io.github.camelaliyun.mqtt.service.InvalidSettingException;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Properties;
import java.util.function.Consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A server of the service has its instance in its name. */
class ServiceHostTest {

    private final AliyunMqttComponent component = new AliyunMqttComponent();
    private final AliyunMqttAccount account = component.getAccount();

    ServiceHostTest() {
        account.setEndpoint("ssl://post-cn-xxxx.mqtt.aliyuncs.com:8883");
        account.setInstanceId("post-cn-xxxx");
        account.setAccessKey("LTAI5tTest");
        account.setSecretKey("my-secret");
        component.setGroupId("GID_group");
        component.setDeviceId("00001");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ssl://post-cn-yyyy.mqtt.aliyuncs.com:8883",
                "wss://post-cn-yyyy-internal-vpc.mqtt.aliyuncs.com:443",
                "SSL://POST-CN-YYYY.MQTT.ALIYUNCS.COM",
                "ssl://post-cn-yyyy.mqtt.cn-shenzhen.aliyuncs.com.",
                "ssl://mqtt-cn-yyyy.mqtt.aliyuncs.com",
                "ssl://post-cn-xxxx1.mqtt.aliyuncs.com"
            })
    void anotherInstanceIsRefused(String endpoint) {
        account.setEndpoint(endpoint);

        assertThatThrownBy(account::check)
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageStartingWith("instanceId 'post-cn-xxxx' is another instance than that of endpoint '")
                .hasMessageContaining(", whose host begins with ");
        assertThatThrownBy(() -> open("aliyun:test/x"))
                .hasStackTraceContaining("instanceId 'post-cn-xxxx' is another instance than that of");
    }

    @Test
    void bothValuesAndTheCureAreTold() {
        account.setInstanceId("post-cn-yyyy");

        assertThatThrownBy(account::check)
                .hasMessage("instanceId 'post-cn-yyyy' is another instance than that of endpoint"
                        + " 'ssl://post-cn-xxxx.mqtt.aliyuncs.com:8883', whose host begins with post-cn-xxxx: set"
                        + " instanceId to post-cn-xxxx, or endpoint to the address of post-cn-yyyy");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ssl://post-cn-xxxx.mqtt.aliyuncs.com:8883",
                "ssl://post-cn-xxxx-internal-vpc.mqtt.aliyuncs.com",
                "wss://Post-CN-xxxx.mqtt.aliyuncs.com:443",
                "ssl://mqtt.example.com",
                "ssl://10.1.2.3:8883",
                "ssl://alias.aliyuncs.com",
                "ssl://post-cn-yyyy.mqtt.aliyuncs.com.example.com"
            })
    void theSameInstanceAndNamesThatSayNothingPass(String endpoint) {
        account.setEndpoint(endpoint);

        assertThatCode(account::check).doesNotThrowAnyException();
        assertThatCode(() -> open("aliyun:test/x")).doesNotThrowAnyException();
    }

    @Test
    void aCustomIdentityHasNoInstance() {
        account.setAuthMode("custom");
        account.setInstanceId("post-cn-sandbox");

        assertThatCode(account::check).doesNotThrowAnyException();
    }

    @Test
    void theAddressOfTheCloudSdkIsRefused() {
        account.setEndpoint("tcp://post-cn-xxxx-server-internet.mqtt.aliyuncs.com");

        assertThatThrownBy(account::check)
                .hasMessage("endpoint 'tcp://post-cn-xxxx-server-internet.mqtt.aliyuncs.com:1883' is for the cloud SDK,"
                        + " which does not speak MQTT: set the host post-cn-xxxx.mqtt.aliyuncs.com, or in a VPC"
                        + " post-cn-xxxx-internal-vpc.mqtt.aliyuncs.com");
    }

    @ParameterizedTest
    @CsvSource({
        "sandbox-access-key, sandbox-secret-key, post-cn-sandbox, accessKey and secretKey and instanceId are",
        "LTAI5tTest, sandbox-secret-key, post-cn-xxxx, secretKey is",
        "LTAI5tTest, my-secret, post-cn-sandbox, instanceId is"
    })
    void keysOfTheSandboxAreRefused(String accessKey, String secretKey, String instanceId, String begin) {
        account.setAccessKey(accessKey);
        account.setSecretKey(secretKey);
        account.setInstanceId(instanceId);
        String message = begin + " still the sandbox's, and endpoint 'ssl://post-cn-xxxx.mqtt.aliyuncs.com:8883' is the"
                + " service: set what the console has for your instance (AccessKey pair: RAM console; instance ID: MQTT"
                + " console), or endpoint to sandbox";

        assertThatThrownBy(account::check).hasMessage(message);
        assertThatThrownBy(() -> open("aliyun:test/x")).hasStackTraceContaining(begin + " still the sandbox's");
    }

    @Test
    void keysOfPropertiesAreLookedAtToo() {
        account.setSecretKey(null);
        account.setSecretKeyProperty("my.secret");

        assertThatThrownBy(() -> open("aliyun:test/x", context -> {
                    addRoute(context);
                    context.start();
                }))
                .hasStackTraceContaining("secretKey is still the sandbox's, and endpoint");
    }

    /** A started route asks for its keys; an endpoint that nothing uses does not. */
    private static void addRoute(CamelContext context) {
        try {
            context.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("aliyun:test/x").to("log:x");
                }
            });
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void eachServerOfAListAndThatOfAnEndpointIsLookedAt() {
        account.setEndpoint(null);
        component
                .getConfiguration()
                .setServerURIs("ssl://post-cn-xxxx.mqtt.aliyuncs.com,ssl://post-cn-yyyy.mqtt.aliyuncs.com");

        assertThatThrownBy(() -> open("aliyun:test/x")).hasStackTraceContaining("whose host begins with post-cn-yyyy");
        component.getConfiguration().setServerURIs(null);
        assertThatThrownBy(() -> open("aliyun:test/x?brokerUrl=ssl://post-cn-yyyy.mqtt.aliyuncs.com"))
                .hasStackTraceContaining("is another instance than that of brokerUrl");
    }

    @Test
    void anAccountOfAnEndpointIsLookedAt() {
        AliyunMqttAccount other = new AliyunMqttAccount();
        other.setEndpoint("ssl://post-cn-zzzz.mqtt.aliyuncs.com");
        other.setInstanceId("post-cn-xxxx");
        other.setAccessKey("LTAI5tTest");
        other.setSecretKey("my-secret");

        assertThatThrownBy(() -> open(
                        "aliyun:test/x?account=#bean:other",
                        context -> context.getRegistry().bind("other", other)))
                .hasStackTraceContaining("whose host begins with post-cn-zzzz");
    }

    private void open(String uri) throws Exception {
        open(uri, context -> {});
    }

    private void open(String uri, Consumer<CamelContext> more) throws Exception {
        try (CamelContext context = new DefaultCamelContext()) {
            Properties properties = new Properties();
            properties.setProperty("my.secret", "sandbox-secret-key");
            context.getPropertiesComponent().setInitialProperties(properties);
            context.addComponent("aliyun", component);
            more.accept(context);
            assertThat(context.getEndpoint(uri)).isNotNull();
        }
    }
}
