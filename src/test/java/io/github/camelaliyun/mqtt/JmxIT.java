package io.github.camelaliyun.mqtt;

import io.github.camelaliyun.mqtt.kit.Estate;
import io.github.camelaliyun.mqtt.sandbox.Sandbox;
import io.github.camelaliyun.mqtt.sandbox.SharedSandbox;
import org.junit.jupiter.api.Test;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Set;
import javax.management.JMException;
import javax.management.MBeanInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What JMX shows of a connection. */
class JmxIT {

    private final MBeanServer jmx = ManagementFactory.getPlatformMBeanServer();
    private final Sandbox sandbox = SharedSandbox.get();
    private final String clientId = SharedSandbox.uniqueClientId();

    @Test
    void aConnectionThatNoRouteUsesAnyMoreIsNotShown() throws Exception {
        try (Estate estate = new Estate(
                sandbox.tcp(),
                clientId,
                component -> component.getConfiguration().setUnclaimedGrace(100))) {
            estate.consume("in", "paho:test/in", e -> {});
            assertThat(only()).isNotNull();

            estate.context().getRouteController().stopRoute("in");
            estate.context().removeRoute("in");
            await().atMost(Duration.ofSeconds(20)).until(() -> mbeans().isEmpty());
        }
    }

    @Test
    void aConnectionIsShownAsItIs() throws Exception {
        try (Estate estate = new Estate(sandbox.tcp(), clientId)) {
            estate.consume("in", "paho:test/in", e -> {});
            estate.publish("paho:test/in", "counted");

            ObjectName name = only();
            assertThat(name.getKeyProperty("context"))
                    .isEqualTo(estate.context().getManagementName());
            assertThat(ObjectName.unquote(name.getKeyProperty("name"))).isEqualTo(clientId + " at " + sandbox.tcp());
            assertThat(value(name, "State")).isEqualTo("CONNECTED");
            assertThat(value(name, "Published")).isEqualTo(1L);
            assertThat(value(name, "Acknowledged")).isEqualTo(1L);
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> value(name, "Received").equals(1L));
            assertThat(value(name, "Reconnects")).isEqualTo(0L);
            assertThat(value(name, "LastError")).isNull();

            sandbox.faults().kick(clientId);
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> value(name, "Reconnects").equals(1L));
            assertThat((String) value(name, "LastError")).isNotBlank();
        }
    }

    @Test
    void itCanBeReadOnly() throws Exception {
        try (Estate estate = new Estate(sandbox.tcp(), clientId)) {
            estate.publish("paho:test/out", "connected");

            MBeanInfo info = jmx.getMBeanInfo(only());
            assertThat(info.getAttributes()).hasSize(28).allMatch(a -> a.isReadable() && !a.isWritable());
            assertThat(info.getOperations())
                    .as("but what attributes are read by")
                    .allMatch(o -> o.getName().startsWith("get"));
        }
    }

    private Object value(ObjectName name, String attribute) throws JMException {
        return jmx.getAttribute(name, attribute);
    }

    private Set<ObjectName> mbeans() throws JMException {
        return jmx.queryNames(new ObjectName("org.apache.camel:type=aliyun-mqtt,*"), null);
    }

    /** Observers are told of a connection soon, not at once. */
    private ObjectName only() {
        return await().atMost(Duration.ofSeconds(20))
                .until(this::mbeans, names -> names.size() == 1)
                .iterator()
                .next();
    }
}
