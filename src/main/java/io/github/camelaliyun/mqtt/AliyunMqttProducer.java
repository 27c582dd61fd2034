package io.github.camelaliyun.mqtt;

import io.github.camelaliyun.mqtt.connection.MqttConnection;
import io.github.camelaliyun.mqtt.connection.OutboundMessage;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.paho.PahoConfiguration;
import org.apache.camel.component.paho.PahoConstants;
import org.apache.camel.support.DefaultAsyncProducer;

import java.util.List;
import java.util.concurrent.RejectedExecutionException;

/**
 * Publishes exchanges. An exchange goes on when the broker has acknowledged (QoS 0: when the packet has left), on a
 * worker thread; the caller waits only while the in-flight window is full. It connects when its route starts, or at its first
 * publish.
 */
public class AliyunMqttProducer extends DefaultAsyncProducer {

    private static final byte[] EMPTY = {};
    /** What an expression of Camel's simple language begins with. */
    private static final List<String> EXPRESSIONS = List.of("${", "$simple{");

    private final ProducerConnection connection;

    AliyunMqttProducer(AliyunMqttEndpoint endpoint) {
        super(endpoint);
        connection = new ProducerConnection(endpoint);
    }

    @Override
    public AliyunMqttEndpoint getEndpoint() {
        return (AliyunMqttEndpoint) super.getEndpoint();
    }

    /** Camel starts producers of mocked endpoints too, and of routes that do not start: that is no reason to connect. */
    @Override
    protected void doStart() throws Exception {
        super.doStart();
        connection.start();
        getEndpoint().producers().add(this);
    }

    @Override
    protected void doStop() throws Exception {
        getEndpoint().producers().remove(this);
        connection.stop();
        super.doStop();
    }

    /**
     * The connection, which is opened if it is not: its route starts, or this is the first publish.
     *
     * @throws RejectedExecutionException if the producer is stopped
     */
    MqttConnection connect() throws Exception {
        return connection.get();
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        try {
            OutboundMessage message = message(exchange.getIn());
            getEndpoint().check(message);
            connect().publish(message, getEndpoint().failsWhenDisconnected(), failure -> {
                if (failure != null) {
                    exchange.setException(failure);
                }
                callback.done(false);
            });
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            exchange.setException(e);
        } catch (Throwable e) {
            exchange.setException(e);
        }
        callback.done(true);
        return true;
    }

    private OutboundMessage message(Message in) throws Exception {
        PahoConfiguration options = getEndpoint().getConfiguration();
        String topic = topic(in);
        int qos = in.getHeader(PahoConstants.CAMEL_PAHO_MSG_QOS, options.getQos(), Integer.class);
        boolean retained = in.getHeader(PahoConstants.CAMEL_PAHO_MSG_RETAINED, options.isRetained(), Boolean.class);
        byte[] payload = in.getBody() == null ? EMPTY : in.getMandatoryBody(byte[].class);
        return new OutboundMessage(topic, payload, qos, retained);
    }

    /** The header's, if there is one. That of a dynamic endpoint is for this publish alone: the next one has its own topic. */
    private String topic(Message in) {
        String own = getEndpoint().getTopic();
        String other = in.getHeader(PahoConstants.CAMEL_PAHO_OVERRIDE_TOPIC, String.class);
        if (other == null) {
            return own;
        }
        // Camel's toD sends by one endpoint, whose topic is the expression, and has the topic in the header.
        if (EXPRESSIONS.stream().anyMatch(own::contains)) {
            in.removeHeader(PahoConstants.CAMEL_PAHO_OVERRIDE_TOPIC);
        }
        return other;
    }
}
