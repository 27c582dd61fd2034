package io.github.camelaliyun.mqtt.observe;

import io.github.camelaliyun.mqtt.connection.ConnectionObserver;
import io.github.camelaliyun.mqtt.connection.MqttConnection;
import io.micrometer.core.instrument.MeterRegistry;
import org.apache.camel.CamelContext;
import org.apache.camel.StartupListener;
import org.apache.camel.component.micrometer.MicrometerConstants;
import org.apache.camel.component.micrometer.MicrometerUtils;

import java.util.HashMap;
import java.util.Map;

/**
 * Gives each connection its meters, in the registry that camel-micrometer uses, if there is one; it makes none, for that
 * would keep out the one that the application makes later. So it looks again when the context has started. Needs
 * camel-micrometer on the class path.
 */
final class MeteredConnections implements ConnectionObserver, StartupListener {

    private final CamelContext context;
    /** With null for those that have no meters yet; guarded by this. */
    private final Map<MqttConnection, ConnectionMeters> meters = new HashMap<>();

    MeteredConnections(CamelContext context) throws Exception {
        this.context = context;
        context.addStartupListener(this);
    }

    @Override
    public synchronized void onOpened(MqttConnection connection) {
        meters.put(connection, null);
        makeMissing();
    }

    @Override
    public synchronized void onClosed(MqttConnection connection) {
        ConnectionMeters last = meters.remove(connection);
        if (last != null) {
            last.remove();
        }
    }

    @Override
    public void onCamelContextStarted(CamelContext started, boolean alreadyStarted) {
        makeMissing();
    }

    @Override
    public void onCamelContextFullyStarted(CamelContext started, boolean alreadyStarted) {
        makeMissing();
    }

    private synchronized void makeMissing() {
        MeterRegistry registry = MicrometerUtils.getMeterRegistryFromCamelRegistry(
                context.getRegistry(), MicrometerConstants.METRICS_REGISTRY_NAME);
        if (registry != null) {
            meters.replaceAll((connection, made) -> made == null ? new ConnectionMeters(registry, connection) : made);
        }
    }
}
