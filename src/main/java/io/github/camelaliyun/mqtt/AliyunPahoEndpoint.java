package io.github.camelaliyun.mqtt;

import io.github.camelaliyun.mqtt.connection.ConnectionOptions;
import io.github.camelaliyun.mqtt.connection.MqttConnection;
import io.github.camelaliyun.mqtt.connection.OutboundMessage;
import io.github.camelaliyun.mqtt.connection.Subscription;
import org.apache.camel.Category;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.component.paho.PahoConstants;
import org.apache.camel.component.paho.PahoEndpoint;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriParam;
import org.eclipse.paho.client.mqttv3.MqttClient;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * Publish and receive messages of Alibaba Cloud's MQTT service (ApsaraMQ for MQTT), or of any MQTT 3.1.1 broker.
 *
 * <p>One URI: a topic to publish to, or the topic filters of a consumer.
 */
@UriEndpoint(
        firstVersion = "0.1.0",
        scheme = "aliyun-mqtt",
        extendsScheme = "paho",
        title = "Alibaba Cloud MQTT",
        syntax = "aliyun-mqtt:topic",
        category = {Category.MESSAGING, Category.IOT, Category.CLOUD},
        headersClass = PahoConstants.class)
@Metadata(excludeProperties = "client")
public class AliyunPahoEndpoint extends PahoEndpoint {

    /** Paho's own default; what camel-paho's zero, waiting without an end, becomes here. */
    private static final Duration LONGEST_CONNECT = Duration.ofSeconds(30);

    private final AliyunPahoConfiguration options;

    @UriParam(label = "security")
    private AliyunMqttAccount account;

    @UriParam(label = "consumer,advanced", defaultValue = "1")
    private int concurrentConsumers = 1;

    AliyunPahoEndpoint(String uri, String topic, AliyunPahoComponent component, AliyunPahoConfiguration options) {
        super(uri, topic, component, options);
        this.options = options;
    }

    @Override
    public AliyunPahoComponent getComponent() {
        return (AliyunPahoComponent) super.getComponent();
    }

    @Override
    public Producer createProducer() {
        return new AliyunPahoProducer(this);
    }

    @Override
    public Consumer createConsumer(Processor processor) throws Exception {
        List<Subscription> subscriptions = TopicFilters.parse(getTopic(), options.getQos());
        if (options.isService()) {
            ServiceRules.checkSubscriptions(subscriptions, options.isCleanSession());
        }
        AliyunPahoConsumer consumer = new AliyunPahoConsumer(this, processor, subscriptions);
        configureConsumer(consumer);
        return consumer;
    }

    /** Without the user name that camel-paho puts here: it holds the AccessKey. */
    @Override
    public Map<String, String> getServiceMetadata() {
        return Map.of("clientId", options.getClientId());
    }

    public AliyunMqttAccount getAccount() {
        return account;
    }

    /** Server and keys of this endpoint, in place of the component's: a bean, so that no secret is in the URI. */
    public void setAccount(AliyunMqttAccount account) {
        this.account = account;
    }

    public int getConcurrentConsumers() {
        return concurrentConsumers;
    }

    /**
     * How many messages the consumer may have in process at once. One keeps their order; more gives it up for speed.
     */
    public void setConcurrentConsumers(int concurrentConsumers) {
        if (concurrentConsumers < 1) {
            throw new IllegalArgumentException("concurrentConsumers must be at least 1, not " + concurrentConsumers);
        }
        this.concurrentConsumers = concurrentConsumers;
    }

    /** Refused, as on the component: connections are the component's own. */
    @Override
    public void setClient(MqttClient client) {
        throw new IllegalArgumentException(AliyunPahoComponent.OWN_CLIENT);
    }

    void check(OutboundMessage message) {
        if (options.isService()) {
            ServiceRules.checkMessage(message, options.isCleanSession());
        }
    }

    /** The connection of this endpoint's clientId, which will be used for these topics or topic filters. */
    MqttConnection acquireConnection(Collection<String> topics) throws Exception {
        return getComponent().runtime().connections().acquire(connectionOptions(), options.credentials(), topics);
    }

    void releaseConnection(MqttConnection connection) {
        getComponent().runtime().connections().release(connection);
    }

    private ConnectionOptions connectionOptions() throws Exception {
        String servers = options.getServerURIs() == null ? options.getBrokerUrl() : options.getServerURIs();
        return new ConnectionOptions(
                Arrays.stream(servers.split(","))
                        .map(server -> ServerAddress.parse(server).toString())
                        .toList(),
                options.getClientId(),
                options.isCleanSession(),
                Duration.ofSeconds(options.getKeepAliveInterval()),
                options.getConnectionTimeout() == 0
                        ? LONGEST_CONNECT
                        : Duration.ofSeconds(options.getConnectionTimeout()),
                options.getMaxInflight(),
                getComponent().publishTimeout(),
                options.getMqttVersion(),
                getComponent().socketFactory(options, servers),
                options.isHttpsHostnameVerificationEnabled(),
                options.getSslHostnameVerifier(),
                options.getCustomWebSocketHeaders(),
                options.isService() ? ServiceRules.MAX_SUBSCRIPTIONS : Integer.MAX_VALUE,
                options.will());
    }
}
