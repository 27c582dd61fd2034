package io.github.camelaliyun.mqtt.observe;

import io.github.camelaliyun.mqtt.connection.ConnectionStatus;
import org.apache.camel.CamelContext;
import org.apache.camel.ExtendedCamelContext;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.function.Supplier;

/** The connections of all components in a CamelContext. Any thread may call it. */
public final class ObservedConnections {

    private final Set<Supplier<List<ConnectionStatus>>> components = new CopyOnWriteArraySet<>();

    private ObservedConnections() {}

    /**
     * Those of a context; made at the first call.
     *
     * @param context any CamelContext
     * @return the same object at each call
     */
    public static ObservedConnections of(CamelContext context) {
        ExtendedCamelContext extended = context.getCamelContextExtension();
        synchronized (ObservedConnections.class) {
            ObservedConnections present = extended.getContextPlugin(ObservedConnections.class);
            if (present == null) {
                present = new ObservedConnections();
                extended.addContextPlugin(ObservedConnections.class, present);
            }
            return present;
        }
    }

    /**
     * Adds a component, until {@link #remove}.
     *
     * @param component answers the present state of each of its connections; called from any thread
     */
    public void add(Supplier<List<ConnectionStatus>> component) {
        components.add(component);
    }

    /**
     * Takes out a component; nothing happens if it is not there.
     *
     * @param component what {@link #add} was given
     */
    public void remove(Supplier<List<ConnectionStatus>> component) {
        components.remove(component);
    }

    List<ConnectionStatus> statuses() {
        return components.stream()
                .flatMap(component -> component.get().stream())
                .toList();
    }
}
