package io.github.camelaliyun.mqtt;

import io.github.camelaliyun.mqtt.wire.EventLoops;
import org.apache.camel.CamelContext;
import org.apache.camel.ExtendedCamelContext;

/** The event loops of a CamelContext: the components in it have the same ones, and the last that ends ends them. */
final class SharedLoops {

    private final CamelContext context;
    private EventLoops loops;
    private int users;

    private SharedLoops(CamelContext context) {
        this.context = context;
    }

    /** The one of this context. */
    static SharedLoops of(CamelContext context) {
        ExtendedCamelContext extended = context.getCamelContextExtension();
        synchronized (SharedLoops.class) {
            SharedLoops shared = extended.getContextPlugin(SharedLoops.class);
            if (shared == null) {
                shared = new SharedLoops(context);
                extended.addContextPlugin(SharedLoops.class, shared);
            }
            return shared;
        }
    }

    /** To be followed by {@link #release}. */
    synchronized EventLoops acquire() {
        if (loops == null) {
            loops = new EventLoops(number -> context.getExecutorServiceManager().resolveThreadName("MqttEventLoop"));
        }
        users++;
        return loops;
    }

    /** Waits a bounded time if this was the last user. */
    synchronized void release() {
        if (--users == 0) {
            loops.close();
            loops = null;
        }
    }
}
