package io.github.camelaliyun.mqtt;

import io.github.camelaliyun.mqtt.connection.ConnectionStatus;
import io.github.camelaliyun.mqtt.connection.Delivery;
import io.github.camelaliyun.mqtt.connection.InboundMessage;
import io.github.camelaliyun.mqtt.connection.MqttConnectionException;
import io.github.camelaliyun.mqtt.connection.Outcome;
import io.github.camelaliyun.mqtt.connection.SubscriberOptions;
import io.github.camelaliyun.mqtt.connection.Subscription;
import io.github.camelaliyun.mqtt.observe.ConnectionHealthCheck;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.ShutdownRunningTask;
import org.apache.camel.Suspendable;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckAware;
import org.apache.camel.spi.ShutdownAware;
import org.apache.camel.support.DefaultConsumer;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Turns the messages of its topic filters into exchanges. A QoS 1 or 2 message is acknowledged when its exchange has
 * completed, wherever that is; one whose exchange failed stays unacknowledged and is tried again. Exchanges run on the
 * component's own threads, never on those of the connection.
 *
 * <p>Camel makes a new one each time that a route starts; what outlives it is its {@link RouteSubscriber}.
 */
public class AliyunMqttConsumer extends DefaultConsumer implements Suspendable, ShutdownAware, HealthCheckAware {

    private final List<Subscription> subscriptions;
    private final SubscriberOptions options;
    private HealthCheck healthCheck = new ConnectionHealthCheck("consumer", this::ownStatus);
    /** From the initialisation on. */
    private volatile RouteSubscriber subscriber;

    private boolean active;

    AliyunMqttConsumer(
            AliyunMqttEndpoint endpoint,
            Processor processor,
            List<Subscription> subscriptions,
            SubscriberOptions options) {
        super(endpoint, processor);
        this.subscriptions = subscriptions;
        this.options = options;
    }

    @Override
    public AliyunMqttEndpoint getEndpoint() {
        return (AliyunMqttEndpoint) super.getEndpoint();
    }

    /** Named after the route; after the endpoint where there is no route. */
    RouteSubscriber newSubscriber() {
        String name = getRouteId() == null ? getEndpoint().toString() : getRouteId();
        return new RouteSubscriber(getEndpoint(), name, subscriptions, options);
    }

    @Override
    protected void doInit() throws Exception {
        super.doInit();
        if (subscriber == null) {
            subscriber = getEndpoint().getComponent().runtime().subscribers().of(this);
        }
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        active = true;
        getEndpoint().activate(subscriber.connection());
        subscriber.connection().start(subscriber);
    }

    @Override
    protected void doSuspend() throws Exception {
        if (subscriber == null) {
            // Its start has failed.
            return;
        }
        if (isContextStopping()) {
            subscriber.connection().freeze(subscriber);
        } else {
            subscriber.connection().suspend(subscriber);
        }
    }

    @Override
    protected void doResume() throws Exception {
        subscriber.connection().start(subscriber);
    }

    @Override
    protected void doStop() throws Exception {
        if (active) {
            active = false;
            if (isContextStopping()) {
                subscriber.connection().freeze(subscriber);
            } else {
                subscriber.connection().stop(subscriber);
            }
            getEndpoint().deactivate(subscriber.connection(), subscriber);
        }
        super.doStop();
    }

    /** The subscriber of a route goes with the route. */
    @Override
    protected void doShutdown() throws Exception {
        if (subscriber != null && getRoute() == null) {
            if (isContextStopping()) {
                subscriber.connection().freeze(subscriber);
            }
            subscriber.remove();
            subscriber = null;
        }
        super.doShutdown();
    }

    private boolean isContextStopping() {
        return getEndpoint().getCamelContext().getStatus().isStopping()
                || getEndpoint().getCamelContext().isStopped();
    }

    /** Exchanges that went on elsewhere are not among Camel's own of this route; a stop waits for them all the same. */
    @Override
    public int getPendingExchangesSize() {
        RouteSubscriber own = subscriber;
        return own == null ? 0 : own.connection().inProgress(own);
    }

    @Override
    public boolean deferShutdown(ShutdownRunningTask shutdownRunningTask) {
        return false;
    }

    @Override
    public void prepareShutdown(boolean suspendOnly, boolean forced) {
        // Nothing is to be prepared: what has begun goes on, and is waited for.
    }

    @Override
    public HealthCheck getHealthCheck() {
        return healthCheck;
    }

    /** With what concerns this route alone: another route's troubles are that route's. */
    private List<ConnectionStatus> ownStatus() {
        RouteSubscriber own = subscriber;
        return own == null ? List.of() : List.of(own.connection().status().of(own.name(), subscriptions));
    }

    @Override
    public void setHealthCheck(HealthCheck healthCheck) {
        this.healthCheck = healthCheck;
    }

    /** A topic filter is not delivered as it was asked for. */
    void refused(String reason) {
        getExceptionHandler().handleException(reason, new MqttConnectionException(reason));
    }

    /** An exchange for a message; called on a thread of the component's own. */
    void begin(Delivery delivery, Outcome outcome) {
        Exchange exchange = Arrivals.exchange(this, delivery);
        try {
            createUoW(exchange);
        } catch (Exception e) {
            throw new IllegalStateException("the exchange of a message cannot be made", e);
        }
        Completion.of(exchange, outcome);
        AtomicBoolean over = new AtomicBoolean();
        try {
            getAsyncProcessor().process(exchange, doneSync -> {
                if (over.compareAndSet(false, true)) {
                    returned(delivery.message(), exchange, outcome);
                }
            });
        } catch (Throwable e) {
            if (over.compareAndSet(false, true)) {
                // What Camel does after a route it has not done: a stop would wait for this exchange.
                getEndpoint().getCamelContext().getInflightRepository().remove(exchange, getRouteId());
                exchange.setException(e);
                returned(delivery.message(), exchange, outcome);
            }
        }
    }

    /** The route has returned: the exchange has ended, or has gone on elsewhere with its completion. */
    private void returned(InboundMessage message, Exchange exchange, Outcome outcome) {
        try {
            Exception failure = exchange.getException();
            doneUoW(exchange);
            if (failure != null) {
                // Even if the completion went elsewhere: a seda queue that is full takes it, and not the exchange.
                outcome.done(false);
                getExceptionHandler().handleException("Error processing " + message, exchange, failure);
            }
        } finally {
            outcome.turnOver();
            releaseExchange(exchange, false);
        }
    }
}
