package io.github.camelaliyun.mqtt.observe;

import io.github.camelaliyun.mqtt.connection.ConnectionObserver;
import io.github.camelaliyun.mqtt.connection.MqttConnection;
import org.apache.camel.CamelContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Shows the connections to whatever the application is watched with: JMX, and Micrometer if camel-micrometer is there. */
public final class ConnectionObservers implements ConnectionObserver {

    /** Looked for by its name: without it no class may be touched that needs Micrometer. */
    private static final String CAMEL_MICROMETER = "org.apache.camel.component.micrometer.MicrometerUtils";

    private static final Logger LOG = LoggerFactory.getLogger(ConnectionObservers.class);

    private final List<ConnectionObserver> all = new ArrayList<>();

    /**
     * Finds out which of JMX and Micrometer there are.
     *
     * @param context the CamelContext of the component
     */
    public ConnectionObservers(CamelContext context) {
        all.add(new ManagedConnections(context));
        if (context.getClassResolver().resolveClass(CAMEL_MICROMETER) != null) {
            all.add(new MeteredConnections(context));
        }
    }

    @Override
    public void onOpened(MqttConnection connection) {
        tell(connection, observer -> observer.onOpened(connection));
    }

    @Override
    public void onClosed(MqttConnection connection) {
        tell(connection, observer -> observer.onClosed(connection));
    }

    @Override
    public void onApplicationStarted() {
        all.forEach(ConnectionObserver::onApplicationStarted);
    }

    /** The appender of a log is somebody else's code. */
    static void complain(MqttConnection connection, Throwable failure) {
        try {
            LOG.warn("{} cannot be shown in metrics or JMX", connection.options(), failure);
        } catch (Throwable e) {
            // There is no other place to say it.
            return;
        }
    }

    /** A connection that cannot be watched works all the same. */
    private void tell(MqttConnection connection, Consumer<ConnectionObserver> event) {
        for (ConnectionObserver observer : all) {
            try {
                event.accept(observer);
            } catch (Throwable e) {
                complain(connection, e);
            }
        }
    }
}
