package io.github.camelaliyun.mqtt;

import io.github.camelaliyun.mqtt.connection.ConnectionStatus;
import io.github.camelaliyun.mqtt.connection.InboundMessage;
import io.github.camelaliyun.mqtt.connection.MqttConnection;
import io.github.camelaliyun.mqtt.connection.MqttConnectionException;
import io.github.camelaliyun.mqtt.connection.Subscriber;
import io.github.camelaliyun.mqtt.connection.Subscription;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Suspendable;
import org.apache.camel.component.paho.PahoConstants;
import org.apache.camel.component.paho.PahoMessage;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckAware;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.trait.message.MessageTrait;
import org.apache.camel.trait.message.RedeliveryTraitPayload;
import org.eclipse.paho.client.mqttv3.MqttMessage;

import java.util.List;

/**
 * Turns the messages of its topic filters into exchanges. A QoS 1 or 2 message is acknowledged when its exchange has
 * completed; one whose exchange failed stays unacknowledged and is tried again. Exchanges run on the component's own
 * threads, never on those of the connection.
 */
public class AliyunPahoConsumer extends DefaultConsumer
        implements Subscriber, Mailbox.Owner, Suspendable, HealthCheckAware {

    private final List<Subscription> subscriptions;
    private HealthCheck healthCheck = new ConnectionHealthCheck("consumer", this::ownStatus);
    private Mailbox mailbox;
    /** Stays after the stop: what ends late is still given back to it. */
    private volatile MqttConnection connection;

    private boolean holdsConnection;

    AliyunPahoConsumer(AliyunPahoEndpoint endpoint, Processor processor, List<Subscription> subscriptions) {
        super(endpoint, processor);
        this.subscriptions = subscriptions;
    }

    @Override
    public AliyunPahoEndpoint getEndpoint() {
        return (AliyunPahoEndpoint) super.getEndpoint();
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        ComponentRuntime runtime = getEndpoint().getComponent().runtime();
        mailbox = new Mailbox(runtime.routes(), runtime.timer(), getEndpoint().getConcurrentConsumers(), this);
        mailbox.open();
        connection = getEndpoint()
                .acquireConnection(
                        subscriptions.stream().map(Subscription::filter).toList());
        holdsConnection = true;
        connection.add(this);
    }

    @Override
    protected void doSuspend() throws Exception {
        mailbox.shut();
    }

    @Override
    protected void doResume() throws Exception {
        mailbox.open();
    }

    @Override
    protected void doStop() throws Exception {
        if (holdsConnection) {
            holdsConnection = false;
            connection.remove(this);
            mailbox.close();
            getEndpoint().releaseConnection(connection);
        }
        super.doStop();
    }

    @Override
    public HealthCheck getHealthCheck() {
        return healthCheck;
    }

    /** With the refusals of its own filters only: another route's are that route's. */
    private List<ConnectionStatus> ownStatus() {
        return connection == null ? List.of() : List.of(connection.status().withRefusalsOf(subscriptions));
    }

    @Override
    public void setHealthCheck(HealthCheck healthCheck) {
        this.healthCheck = healthCheck;
    }

    @Override
    public List<Subscription> subscriptions() {
        return subscriptions;
    }

    @Override
    public void onMessage(InboundMessage message) {
        mailbox.offer(message);
    }

    @Override
    public void onConnected() {
        mailbox.proceed();
    }

    @Override
    public void onRefused(Subscription subscription, String reason) {
        getExceptionHandler().handleException(reason, new MqttConnectionException(reason));
    }

    @Override
    public void process(Mailbox.Delivery delivery, Mailbox.Outcome outcome) {
        if (delivery.redelivered()) {
            connection.countRedelivered();
        }
        Exchange exchange = createExchange(delivery);
        getAsyncProcessor().process(exchange, doneSync -> {
            boolean success = exchange.getException() == null && !exchange.isRollbackOnly();
            if (exchange.getException() != null) {
                getExceptionHandler()
                        .handleException("Error processing " + delivery.message(), exchange, exchange.getException());
            }
            releaseExchange(exchange, false);
            outcome.done(success);
        });
    }

    @Override
    public void overflowed(InboundMessage message) {
        connection.countDropped(message);
    }

    @Override
    public void leftOver(List<InboundMessage> messages) {
        connection.giveBack(messages);
    }

    private Exchange createExchange(Mailbox.Delivery delivery) {
        InboundMessage message = delivery.message();
        Exchange exchange = createExchange(false);
        MqttMessage paho = new MqttMessage(message.payload());
        paho.setQos(message.qos());
        paho.setId(message.packetId());
        PahoMessage in = new PahoMessage(exchange.getContext(), paho);
        in.setBody(message.payload());
        in.setHeader(PahoConstants.MQTT_TOPIC, message.topic());
        in.setHeader(PahoConstants.MQTT_QOS, message.qos());
        in.setPayloadForTrait(
                MessageTrait.REDELIVERY,
                delivery.redelivered() ? RedeliveryTraitPayload.IS_REDELIVERY : RedeliveryTraitPayload.NON_REDELIVERY);
        exchange.setIn(in);
        return exchange;
    }
}
