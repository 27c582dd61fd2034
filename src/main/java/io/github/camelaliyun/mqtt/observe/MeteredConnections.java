package io.github.camelaliyun.mqtt.observe;

import io.github.camelaliyun.mqtt.connection.ConnectionObserver;
import io.github.camelaliyun.mqtt.connection.MqttConnection;
import io.micrometer.core.instrument.MeterRegistry;
import org.apache.camel.CamelContext;
import org.apache.camel.component.micrometer.MicrometerConstants;
import org.apache.camel.component.micrometer.MicrometerUtils;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Gives each connection its meters, in the registry that camel-micrometer uses, if there is one; it makes none, for that
 * would keep out the one that the application makes later. So it looks again when the context has started. Needs
 * camel-micrometer on the class path. Has no lock: whoever calls it makes one call after the other, and a registry, which asks
 * filters and listeners of its users, may keep a call for as long as they like.
 */
final class MeteredConnections implements ConnectionObserver {

    private final CamelContext context;
    /** With null for those that have no meters yet. */
    private final Map<MqttConnection, ConnectionMeters> meters = new HashMap<>();

    MeteredConnections(CamelContext context) {
        this.context = context;
    }

    @Override
    public void onOpened(MqttConnection connection) {
        meters.put(connection, null);
        make(connection);
    }

    @Override
    public void onClosed(MqttConnection connection) {
        ConnectionMeters last = meters.remove(connection);
        if (last != null) {
            last.remove();
        }
    }

    @Override
    public void onApplicationStarted() {
        for (MqttConnection each : List.copyOf(meters.keySet())) {
            if (meters.get(each) == null) {
                try {
                    make(each);
                } catch (Throwable e) {
                    ConnectionObservers.complain(each, e);
                }
            }
        }
    }

    private void make(MqttConnection connection) {
        MeterRegistry registry = MicrometerUtils.getMeterRegistryFromCamelRegistry(
                context.getRegistry(), MicrometerConstants.METRICS_REGISTRY_NAME);
        if (registry == null) {
            return;
        }
        ConnectionMeters made =
                new ConnectionMeters(registry, connection, new RecentStatus(connection::status, System::nanoTime));
        try {
            made.register();
            meters.put(connection, made);
        } catch (Throwable e) {
            made.remove();
            throw e;
        }
    }
}
