package io.github.camelaliyun.mqtt.observe;

import io.github.camelaliyun.mqtt.connection.ConnectionObserver;
import io.github.camelaliyun.mqtt.connection.MqttConnection;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.ManagementAgent;
import org.apache.camel.spi.ManagementStrategy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Hashtable;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * Registers each connection with JMX where Camel is managed by it, as
 * {@code org.apache.camel:context=…,type=aliyun-mqtt,name="<clientId> at <server>"}.
 */
final class ManagedConnections implements ConnectionObserver {

    private static final String TYPE = "aliyun-mqtt";

    private static final Logger LOG = LoggerFactory.getLogger(ManagedConnections.class);

    private interface Change {
        void apply(ManagementAgent agent, ObjectName name) throws JMException;
    }

    private final CamelContext context;

    ManagedConnections(CamelContext context) {
        this.context = context;
    }

    @Override
    public void onOpened(MqttConnection connection) {
        change(connection, (agent, name) -> agent.register(new ManagedConnection(connection), name));
    }

    @Override
    public void onClosed(MqttConnection connection) {
        change(connection, ManagementAgent::unregister);
    }

    /** What cannot be watched works all the same. */
    private void change(MqttConnection connection, Change change) {
        ManagementStrategy management = context.getManagementStrategy();
        ManagementAgent agent = management.getManagementAgent();
        if (agent == null) {
            return;
        }
        try {
            change.apply(agent, name(management, connection));
        } catch (JMException e) {
            LOG.warn(
                    "{} cannot be shown by JMX ({}); it works all the same. Look into the management agent of the CamelContext",
                    connection.options(),
                    e.toString());
        }
    }

    /** With the domain and the context as Camel names them for everything else. */
    private ObjectName name(ManagementStrategy management, MqttConnection connection) throws JMException {
        ObjectName camel = management.getManagementObjectNameStrategy().getObjectNameForCamelContext(context);
        Hashtable<String, String> keys = new Hashtable<>(camel.getKeyPropertyList());
        keys.put("type", TYPE);
        keys.put(
                "name",
                ObjectName.quote(connection.options().clientId() + " at "
                        + connection.options().servers()));
        return new ObjectName(camel.getDomain(), keys);
    }
}
