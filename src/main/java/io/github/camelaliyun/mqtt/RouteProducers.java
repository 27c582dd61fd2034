package io.github.camelaliyun.mqtt;

import org.apache.camel.CamelContext;
import org.apache.camel.Channel;
import org.apache.camel.Consumer;
import org.apache.camel.EndpointAware;
import org.apache.camel.Navigate;
import org.apache.camel.Producer;
import org.apache.camel.Route;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.Service;
import org.apache.camel.processor.errorhandler.RedeliveryErrorHandler;
import org.apache.camel.spi.InterceptSendToEndpoint;
import org.apache.camel.support.LifecycleStrategySupport;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;

/**
 * Has the producers of a route, and of its error handlers and completions, connect when the route starts, so that what keeps them
 * from it is told then, and not by the first message. Camel starts all producers that it makes: those of a route that does not start by itself, and those of an endpoint
 * that is mocked or otherwise intercepted, which is not the endpoint that the route then knows. These connect at their first
 * publish, as do all producers of a context with a mocked endpoint, whichever that is: a test is not to take over a clientId that
 * is in use elsewhere.
 */
final class RouteProducers extends LifecycleStrategySupport {

    private static final String MOCK = "mock:";

    private final CamelContext context;
    private final AliyunMqttComponent component;

    RouteProducers(CamelContext context, AliyunMqttComponent component) {
        this.context = context;
        this.component = component;
    }

    void begin() {
        context.addLifecycleStrategy(this);
    }

    void end() {
        context.getLifecycleStrategies().remove(this);
    }

    /** Camel tells it of a route's consumer just before it starts that, and of no consumer of a route that does not start. */
    @Override
    public void onServiceAdd(CamelContext context, Service service, Route route) {
        if (service instanceof Consumer && route != null && !hasMocks()) {
            Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
            connect(route.navigate(), seen);
            route.getOnExceptions().forEach(handler -> connect(handler, seen));
            route.getOnCompletions().forEach(completion -> connect(completion, seen));
        }
    }

    /** As adviceWith and Camel's test support make them. */
    private boolean hasMocks() {
        return context.getEndpoints().stream()
                .anyMatch(endpoint -> endpoint instanceof InterceptSendToEndpoint intercepted
                        && intercepted.getBefore() instanceof Producer before
                        && before.getEndpoint().getEndpointUri().startsWith(MOCK));
    }

    private void connect(Object processor, Set<Object> seen) {
        if (!seen.add(processor)) {
            return;
        }
        if (processor instanceof EndpointAware sender
                && sender.getEndpoint() instanceof AliyunMqttEndpoint endpoint
                && endpoint.getComponent() == component) {
            endpoint.producers().forEach(RouteProducers::connect);
        }
        if (processor instanceof Channel channel) {
            connect(channel.getErrorHandler(), seen);
        }
        if (processor instanceof RedeliveryErrorHandler handler) {
            connect(handler.getDeadLetter(), seen);
        }
        if (processor instanceof Navigate<?> parent && parent.hasNext()) {
            parent.next().forEach(child -> connect(child, seen));
        }
    }

    /** It may be that of another route, which is being stopped. */
    private static void connect(AliyunMqttProducer producer) {
        try {
            producer.connect();
        } catch (RejectedExecutionException e) {
            if (producer.isRunAllowed()) {
                throw e;
            }
        } catch (Exception e) {
            throw RuntimeCamelException.wrapRuntimeException(e);
        }
    }
}
