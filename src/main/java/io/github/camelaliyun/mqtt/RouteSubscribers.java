package io.github.camelaliyun.mqtt;

import org.apache.camel.CamelContext;
import org.apache.camel.DelegateEndpoint;
import org.apache.camel.Endpoint;
import org.apache.camel.Route;
import org.apache.camel.spi.InterceptSendToEndpoint;
import org.apache.camel.support.LifecycleStrategySupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The subscriber of each route, from the making of the route to its removal. Camel tells of both here and nowhere else: it
 * makes no consumer for a route that does not start by itself, and the consumer of a route that was stopped before is not shut
 * down.
 *
 * <p>All routes that a context starts with are made before any of their producers or consumers starts. So what a persistent
 * session has for one of them finds it known, whichever route connects first.
 */
final class RouteSubscribers extends LifecycleStrategySupport {

    private static final Logger LOG = LoggerFactory.getLogger(RouteSubscribers.class);

    /** A route that is not in its context so long after it was begun to be made has failed to be made. */
    private static final long LONGEST_MAKING_SECONDS = 5;

    private final CamelContext context;
    private final AliyunMqttComponent component;
    private final ScheduledExecutorService timer;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Route, RouteSubscriber> subscribers = new IdentityHashMap<>();

    RouteSubscribers(CamelContext context, AliyunMqttComponent component, ScheduledExecutorService timer) {
        this.context = context;
        this.component = component;
        this.timer = timer;
    }

    void begin() {
        context.addLifecycleStrategy(this);
    }

    void end() {
        context.getLifecycleStrategies().remove(this);
    }

    /** The subscriber of the consumer's route, declared on its connection. Keys and TLS may hang: others do not wait for them. */
    RouteSubscriber of(AliyunMqttConsumer consumer) throws Exception {
        Route route = consumer.getRoute();
        RouteSubscriber known = of(route);
        ConnectionInputs inputs = known != null && known.isDeclared()
                ? null
                : consumer.getEndpoint().consumerInputs();
        lock.lock();
        try {
            RouteSubscriber found = subscribers.get(route);
            RouteSubscriber subscriber = found == null ? consumer.newSubscriber() : found;
            subscriber.handOver(consumer, inputs);
            if (route != null) {
                subscribers.put(route, subscriber);
            }
            return subscriber;
        } finally {
            lock.unlock();
        }
    }

    private RouteSubscriber of(Route route) {
        lock.lock();
        try {
            return subscribers.get(route);
        } finally {
            lock.unlock();
        }
    }

    /** What is wrong with the route is told at its start, as for any other. */
    @Override
    public void onRouteContextCreate(Route route) {
        AliyunMqttEndpoint endpoint = ownEndpoint(route.getEndpoint());
        if (endpoint == null || !endpoint.isPersistent()) {
            return;
        }
        try {
            RouteSubscriber made = new RouteSubscriber(endpoint, route.getRouteId());
            made.announce();
            if (made.connection() != null) {
                keep(route, made);
            }
        } catch (Exception e) {
            LOG.debug("no messages are kept for route {} before its start", route.getRouteId(), e);
        }
    }

    private void keep(Route route, RouteSubscriber made) {
        lock.lock();
        try {
            subscribers.put(route, made);
            timer.schedule(() -> removeIfNotMade(route), LONGEST_MAKING_SECONDS, TimeUnit.SECONDS);
        } finally {
            lock.unlock();
        }
    }

    /** Null if it is not of this component. */
    private AliyunMqttEndpoint ownEndpoint(Endpoint endpoint) {
        Endpoint inner = endpoint;
        while (!(inner instanceof AliyunMqttEndpoint)) {
            if (inner instanceof InterceptSendToEndpoint intercepted) {
                inner = intercepted.getOriginalEndpoint();
            } else if (inner instanceof DelegateEndpoint delegate) {
                inner = delegate.getEndpoint();
            } else {
                return null;
            }
        }
        AliyunMqttEndpoint found = (AliyunMqttEndpoint) inner;
        return found.getComponent() == component ? found : null;
    }

    /** Camel does not tell that the making of a route has failed. */
    private void removeIfNotMade(Route route) {
        lock.lock();
        try {
            RouteSubscriber subscriber = subscribers.get(route);
            boolean made = context.getRouteController().getRouteStatus(route.getRouteId()) != null;
            if (subscriber == null || subscriber.isDeclared() || made) {
                return;
            }
            subscribers.remove(route);
            subscriber.remove();
        } finally {
            lock.unlock();
        }
    }

    /** Called too when the context stops: nothing is given up then. */
    @Override
    public void onRoutesRemove(Collection<Route> routes) {
        if (context.isStopping() || context.isStopped()) {
            return;
        }
        for (Route route : routes) {
            RouteSubscriber gone;
            lock.lock();
            try {
                gone = subscribers.remove(route);
            } finally {
                lock.unlock();
            }
            if (gone != null) {
                gone.remove();
            }
        }
    }
}
