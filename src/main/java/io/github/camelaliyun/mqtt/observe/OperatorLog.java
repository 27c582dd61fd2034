package io.github.camelaliyun.mqtt.observe;

import io.github.camelaliyun.mqtt.connection.ConnectionEvent;
import io.github.camelaliyun.mqtt.connection.ConnectionListener;
import io.github.camelaliyun.mqtt.connection.ConnectionOptions;
import io.github.camelaliyun.mqtt.connection.MqttConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.Locale;
import java.util.function.Supplier;

/** Tells the connection's story in the log: one line an event, with what an operator can do about it. */
public final class OperatorLog implements ConnectionListener {

    /** All lines come under this name, whichever class the event comes from. */
    static final Logger LOG = LoggerFactory.getLogger(MqttConnection.class);

    private final Supplier<String> scheme;

    /**
     * Makes a listener for the connections of one component.
     *
     * @param scheme answers that of the routes which use the component; called from any thread
     */
    public OperatorLog(Supplier<String> scheme) {
        this.scheme = scheme;
    }

    @Override
    public void onEvent(ConnectionOptions connection, ConnectionEvent event) {
        boolean told = LinkLines.tell(connection, event)
                || MessageLines.tell(connection, event, scheme)
                || TokenLines.tell(connection, event);
        if (!told) {
            LOG.info("{}: {}", connection, event);
        }
    }

    static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
    }
}
