package io.github.camelaliyun.mqtt;

import io.github.camelaliyun.mqtt.sandbox.AliyunMqttSandbox;
import io.github.camelaliyun.mqtt.sandbox.Sandbox;
import io.github.camelaliyun.mqtt.sandbox.SandboxException;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Properties;
import java.util.function.Consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What the endpoint {@code sandbox} means for the components of an application. */
class SandboxAccountIT {

    private final AliyunMqttSandbox application = AliyunMqttSandbox.ofApplication();

    @Test
    void componentsOfTwoInstancesWithoutKeysShareOneSandboxWhichEndsWithTheLast() throws Exception {
        CamelContext office = context(component("GID_office", account -> account.setInstanceId("post-cn-office")));
        CamelContext plant = context(component("GID_plant", account -> {
            account.setInstanceId("post-cn-plant");
            account.setAccessKey("");
            account.setSecretKey(" ");
        }));
        publish(office, "paho:test/x");
        publish(plant, "paho:test/x");
        Sandbox sandbox = application.sandbox();
        assertThat(sandbox.connectedClients()).containsExactlyInAnyOrder("GID_office@@@1", "GID_plant@@@1");

        // The first instance's login is good after the second came.
        sandbox.faults().kick("GID_office@@@1");
        publish(office, "paho:test/x");

        plant.stop();
        publish(office, "paho:test/x");
        assertThat(application.sandbox()).isSameAs(sandbox);
        office.stop();
        assertThatThrownBy(application::sandbox).hasMessageContaining("no sandbox runs in this JVM");
        assertThatThrownBy(sandbox::connectedClients).isInstanceOf(SandboxException.class);
    }

    @Test
    void theSandboxLearnsOfAnAccountThatHasNoServerOfItsOwn() throws Exception {
        try (DefaultCamelContext context = context(component("GID_office", account -> {}))) {
            AliyunMqttAccount other = new AliyunMqttAccount();
            other.setInstanceId("post-cn-other");
            other.setAccessKey("other-key");
            other.setSecretKey("other-secret");
            context.getRegistry().bind("other", other);

            publish(context, "paho:test/x?clientId=GID_other@@@1&account=#bean:other");

            assertThat(application.sandbox().connectsOf("GID_other@@@1")).isEqualTo(1);
        }
    }

    @Test
    void aDeviceOfAnotherInstanceThanTheFirstIsKnown() throws Exception {
        try (DefaultCamelContext first = context(component("GID_office", account -> {}));
                DefaultCamelContext second = context(component("GID_plant", account -> {
                    account.setInstanceId("post-cn-plant");
                    account.setAuthMode("device");
                    account.setAccessKey("device-key");
                    account.setSecretKey("device-secret");
                }))) {
            publish(first, "paho:test/x");
            publish(second, "paho:test/x");

            assertThat(application.sandbox().connectsOf("GID_plant@@@1")).isEqualTo(1);
        }
    }

    @Test
    void theParentTopicsAreThoseOfTheSettings() throws Exception {
        try (DefaultCamelContext context =
                context(component("GID_office", account -> {}), "aliyun.mqtt.parent-topic", " plant, office ,")) {
            publish(context, "paho:plant/x");
            publish(context, "paho:office/x");

            assertThatThrownBy(() -> publish(context, "paho:test/x"))
                    .hasStackTraceContaining("the server closed the connection");
        }
    }

    @Test
    void anEmptyParentTopicIsTheUsualOne() throws Exception {
        try (DefaultCamelContext context =
                context(component("GID_office", account -> {}), "aliyun.mqtt.parent-topic", "")) {
            publish(context, "paho:test/x");
            assertThat(application.awaitPublished("test/x").clientId()).isEqualTo("GID_office@@@1");
        }
    }

    @Test
    void aPortThatIsNoneIsToldByItsName() throws Exception {
        try (DefaultCamelContext context =
                context(component("GID_office", account -> {}), "aliyun.mqtt.sandbox.port", "mqtt")) {
            assertThatThrownBy(() -> publish(context, "paho:test/x"))
                    .hasStackTraceContaining("aliyun.mqtt.sandbox.port 'mqtt' is no port");
        }
    }

    @Test
    void aPortThatIsTakenIsToldByItsName() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
                DefaultCamelContext context = context(
                        component("GID_office", account -> {}),
                        "aliyun.mqtt.sandbox.port",
                        String.valueOf(taken.getLocalPort()))) {
            assertThatThrownBy(() -> publish(context, "paho:test/x"))
                    .hasStackTraceContaining(
                            "aliyun.mqtt.sandbox.port " + taken.getLocalPort() + " on 127.0.0.1 is already in use");
        }
    }

    @Test
    void aParentTopicThatIsNoneIsToldByItsName() throws Exception {
        try (DefaultCamelContext context =
                context(component("GID_office", account -> {}), "aliyun.mqtt.parent-topic", "test,plant/#")) {
            assertThatThrownBy(() -> publish(context, "paho:test/x"))
                    .hasStackTraceContaining("aliyun.mqtt.parent-topic 'plant/#' is no parent topic");
        }
    }

    private static AliyunMqttComponent component(String groupId, Consumer<AliyunMqttAccount> settings) {
        AliyunMqttComponent component = new AliyunMqttComponent();
        component.getAccount().setEndpoint("sandbox");
        component.setGroupId(groupId);
        component.setDeviceId("1");
        settings.accept(component.getAccount());
        return component;
    }

    private static DefaultCamelContext context(AliyunMqttComponent component, String... setting) {
        DefaultCamelContext context = new DefaultCamelContext();
        Properties properties = new Properties();
        if (setting.length == 2) {
            properties.setProperty(setting[0], setting[1]);
        }
        context.getPropertiesComponent().setInitialProperties(properties);
        context.addComponent("paho", component);
        context.start();
        return context;
    }

    private static void publish(CamelContext context, String uri) {
        context.createProducerTemplate().sendBody(uri, "1");
    }
}
