package io.github.camelaliyun.mqtt;

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
import org.apache.camel.support.DefaultConsumer;
import org.eclipse.paho.client.mqttv3.MqttMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Turns the messages of its topic filters into exchanges. A QoS 1 or 2 message is acknowledged when its exchange has
 * completed; one whose exchange failed stays unacknowledged, for the broker to deliver it again.
 */
public class AliyunPahoConsumer extends DefaultConsumer implements Subscriber, Suspendable {

    private static final Logger LOG = LoggerFactory.getLogger(AliyunPahoConsumer.class);

    private final List<Subscription> subscriptions;
    private final AtomicLong dropped = new AtomicLong();
    private Mailbox mailbox;
    private MqttConnection connection;

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
        mailbox = new Mailbox(
                getEndpoint().getComponent().workers(),
                getEndpoint().getConcurrentConsumers(),
                this::process,
                this::drop);
        mailbox.open();
        connection = getEndpoint().acquireConnection();
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
        if (connection != null) {
            mailbox.shut();
            connection.remove(this);
            connection.giveBack(mailbox.takeAll());
            getEndpoint().releaseConnection(connection);
            connection = null;
        }
        super.doStop();
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
    public void onRefused(Subscription subscription, String reason) {
        getExceptionHandler().handleException(reason, new MqttConnectionException(reason));
    }

    private void process(InboundMessage message, Runnable done) {
        Exchange exchange = createExchange(message);
        getAsyncProcessor().process(exchange, doneSync -> {
            boolean success = exchange.getException() == null && !exchange.isRollbackOnly();
            if (exchange.getException() != null) {
                getExceptionHandler().handleException("Error processing " + message, exchange, exchange.getException());
            }
            releaseExchange(exchange, false);
            message.complete(success);
            done.run();
        });
    }

    private Exchange createExchange(InboundMessage message) {
        Exchange exchange = createExchange(false);
        MqttMessage paho = new MqttMessage(message.payload());
        paho.setQos(message.qos());
        paho.setId(message.packetId());
        PahoMessage in = new PahoMessage(exchange.getContext(), paho);
        in.setBody(message.payload());
        in.setHeader(PahoConstants.MQTT_TOPIC, message.topic());
        in.setHeader(PahoConstants.MQTT_QOS, message.qos());
        exchange.setIn(in);
        return exchange;
    }

    private void drop(InboundMessage message) {
        message.complete(true);
        long count = dropped.incrementAndGet();
        if (Long.bitCount(count) == 1) {
            LOG.warn(
                    "{}: QoS 0 arrives faster than the route takes it; {} dropped so far, last on {}",
                    getEndpoint(),
                    count,
                    message.topic());
        }
    }
}
