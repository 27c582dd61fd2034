package io.github.camelaliyun.mqtt.moving;

import io.github.camelaliyun.mqtt.AliyunMqttComponent;
import io.github.camelaliyun.mqtt.kit.ChildJvm;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.InterceptStrategy;
import org.apache.camel.support.PluginHelper;

import java.util.Properties;

/** An application with the outbox of the page, in a process that a test kills: folder, broker, DSL, first and last number. */
final class OutboxProgram {

    static final String YAML = "classpath:moving/outbox.camel.yaml";
    static final String TAKEN = "taken ";
    static final String WRITTEN = "written";

    private OutboxProgram() {}

    public static void main(String[] args) throws Exception {
        CamelContext camel =
                application(args[0], args[1], args[2], 30_000, (context, definition, target, next) -> target);
        try (ProducerTemplate template = camel.createProducerTemplate()) {
            for (int i = Integer.parseInt(args[3]); i <= Integer.parseInt(args[4]); i++) {
                template.sendBody("direct:report", String.valueOf(i));
                System.out.println(TAKEN + i);
            }
        }
        System.out.println(WRITTEN);
        ChildJvm.awaitEndOfInput();
        System.exit(0);
    }

    static CamelContext application(
            String outbox, String broker, String dsl, int publishTimeout, InterceptStrategy around) throws Exception {
        CamelContext camel = new DefaultCamelContext();
        Properties settings = new Properties();
        settings.setProperty("outbox", outbox);
        camel.getPropertiesComponent().setInitialProperties(settings);
        AliyunMqttComponent paho = new AliyunMqttComponent();
        // With keys, so that the service's rules hold; the broker asks for none.
        paho.getAccount().setEndpoint(broker);
        paho.getAccount().setInstanceId("post-cn-test");
        paho.getAccount().setAccessKey("test-access-key");
        paho.getAccount().setSecretKey("test-secret-key");
        paho.setGroupId("GID_outbox");
        paho.setDeviceId("00001");
        paho.setPublishTimeout(publishTimeout);
        camel.addComponent("paho", paho);
        camel.getCamelContextExtension().addInterceptStrategy(around);
        if (dsl.equals("java")) {
            camel.addRoutes(new Outbox());
        } else {
            PluginHelper.getRoutesLoader(camel)
                    .loadRoutes(PluginHelper.getResourceLoader(camel).resolveResource(YAML));
        }
        camel.getShutdownStrategy().setTimeout(2);
        camel.start();
        return camel;
    }
}
