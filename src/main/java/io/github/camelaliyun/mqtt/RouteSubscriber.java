package io.github.camelaliyun.mqtt;

import io.github.camelaliyun.mqtt.connection.Delivery;
import io.github.camelaliyun.mqtt.connection.MqttConnection;
import io.github.camelaliyun.mqtt.connection.Outcome;
import io.github.camelaliyun.mqtt.connection.Subscriber;
import io.github.camelaliyun.mqtt.connection.SubscriberOptions;
import io.github.camelaliyun.mqtt.connection.Subscription;

import java.util.List;

/**
 * What a connection knows of a route: its topic filters and whoever is its consumer at the time. Camel makes a new consumer
 * each time that a route starts, and none for a route that has not started; messages wait for the route, so they wait here.
 */
final class RouteSubscriber implements Subscriber {

    private final AliyunMqttEndpoint endpoint;
    private final String name;
    private final List<Subscription> subscriptions;
    private final SubscriberOptions options;
    /** Null before the first start of the route. */
    private volatile AliyunMqttConsumer consumer;
    /** Null if the connection does not know of it. */
    private volatile MqttConnection connection;

    private volatile boolean declared;

    /**
     * @param name what operators call it
     * @throws IllegalArgumentException if the server would not take the topic filters of the endpoint
     */
    RouteSubscriber(AliyunMqttEndpoint endpoint, String name) {
        this(
                endpoint,
                name,
                endpoint.subscriptions(),
                ConnectionOptionsFactory.subscriber(endpoint.getConfiguration()));
    }

    RouteSubscriber(
            AliyunMqttEndpoint endpoint, String name, List<Subscription> subscriptions, SubscriberOptions options) {
        this.endpoint = endpoint;
        this.name = name;
        this.subscriptions = subscriptions;
        this.options = options;
    }

    /** Has the connection keep messages for a route that has no consumer yet. */
    void announce() throws Exception {
        connection = endpoint.announce(this).orElse(null);
    }

    /**
     * The route starts, with a consumer that is not that of its last start.
     *
     * @param inputs needed unless it is declared
     */
    void handOver(AliyunMqttConsumer next, ConnectionInputs inputs) {
        if (!declared) {
            connection = endpoint.declare(inputs, this);
            declared = true;
        }
        consumer = next;
    }

    void remove() {
        if (connection != null) {
            endpoint.remove(connection, this);
        }
    }

    boolean isDeclared() {
        return declared;
    }

    MqttConnection connection() {
        return connection;
    }

    @Override
    public String name() {
        return name;
    }

    /** While its context starts; what has not started then waits for somebody to start it. */
    @Override
    public boolean isComing() {
        return !endpoint.getCamelContext().isStarted();
    }

    @Override
    public List<Subscription> subscriptions() {
        return subscriptions;
    }

    @Override
    public SubscriberOptions options() {
        return options;
    }

    @Override
    public void process(Delivery delivery, Outcome outcome) {
        consumer.begin(delivery, outcome);
    }

    @Override
    public boolean diverts(Diversion why) {
        return diversionUri(why) != null;
    }

    @Override
    public void divert(Delivery delivery, Diversion why, Outcome outcome) {
        endpoint.getComponent().runtime().diversions().send(delivery, diversionUri(why), outcome);
    }

    private String diversionUri(Diversion why) {
        return why == Diversion.GIVEN_UP ? endpoint.getConfiguration().getDeadLetterUri() : endpoint.whenStoppedUri();
    }

    @Override
    public void onRefused(Subscription subscription, String reason) {
        consumer.refused(reason);
    }
}
