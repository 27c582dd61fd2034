package io.github.camelaliyun.mqtt;

import io.github.camelaliyun.mqtt.connection.ConnectionOptions;
import io.github.camelaliyun.mqtt.connection.Connections;
import io.github.camelaliyun.mqtt.connection.InboundOptions;
import io.github.camelaliyun.mqtt.connection.MqttConnection;
import io.github.camelaliyun.mqtt.connection.OutboundMessage;
import io.github.camelaliyun.mqtt.connection.Subscriber;
import io.github.camelaliyun.mqtt.connection.SubscriberOptions;
import io.github.camelaliyun.mqtt.connection.SubscriberOptions.WhenStopped;
import io.github.camelaliyun.mqtt.connection.Subscription;
import io.github.camelaliyun.mqtt.wire.TransportOptions;
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
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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
    /** With a login of an address, if there is one. Not to be logged. */
    private final String uri;

    @UriParam(label = "security")
    private AliyunMqttAccount account;

    @UriParam(label = "consumer,advanced", defaultValue = "1")
    private int concurrentConsumers = 1;

    /** Values of {@code whenStopped} that are no endpoint. */
    static final String KEEP = "keep";

    static final String DISCARD = "discard";

    /** What a publish does while its connection is not up. */
    public enum WhenDisconnected {
        /** It waits for it, as long as {@code publishTimeout}. */
        wait,
        /** It fails at once. */
        fail
    }

    @UriParam(label = "consumer,advanced", defaultValue = "10000")
    private long unclaimedGrace;

    @UriParam(label = "consumer,advanced")
    private String unclaimed;

    @UriParam(label = "consumer,advanced", defaultValue = KEEP)
    private String whenStopped;

    @UriParam(label = "consumer", defaultValue = "0")
    private int maxDeliveryAttempts;

    @UriParam(label = "consumer")
    private String deadLetterUri;

    @UriParam(label = "consumer,advanced", defaultValue = "300000")
    private long completionTimeout;

    @UriParam(label = "consumer,advanced", defaultValue = "1000")
    private int maxInProgress;

    @UriParam(label = "consumer,advanced", defaultValue = "0")
    private int maxPacketSize;

    @UriParam(label = "consumer,advanced", defaultValue = "0")
    private long maxHeldBytes;

    @UriParam(label = "producer", defaultValue = "wait", enums = "wait,fail")
    private WhenDisconnected whenDisconnected;

    AliyunPahoEndpoint(String uri, String topic, AliyunPahoComponent component, AliyunPahoConfiguration options) {
        super(ServerAddress.maskedIn(uri), topic, component, options);
        this.options = options;
        this.uri = uri;
        this.unclaimedGrace = component.unclaimedGrace;
        this.unclaimed = component.unclaimed;
        this.whenStopped = component.whenStopped;
        this.maxDeliveryAttempts = component.maxDeliveryAttempts;
        this.deadLetterUri = component.deadLetterUri;
        this.completionTimeout = component.completionTimeout;
        this.maxInProgress = component.maxInProgress;
        this.maxPacketSize = component.maxPacketSize;
        this.maxHeldBytes = component.maxHeldBytes;
        this.whenDisconnected = component.whenDisconnected;
    }

    /** Two that differ in a login alone have the same URI to be shown, and are not the same. */
    @Override
    public boolean equals(Object other) {
        return super.equals(other) && other instanceof AliyunPahoEndpoint endpoint && uri.equals(endpoint.uri);
    }

    @Override
    public int hashCode() {
        return super.hashCode();
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
        OptionRanges.checkConsumer(this);
        AliyunPahoConsumer consumer = new AliyunPahoConsumer(this, processor, subscriptions(), subscriberOptions());
        configureConsumer(consumer);
        return consumer;
    }

    /**
     * The topic filters of a consumer.
     *
     * @throws IllegalArgumentException if the server would not take them
     */
    List<Subscription> subscriptions() {
        List<Subscription> subscriptions = TopicFilters.parse(getTopic(), options.getQos());
        if (options.isService()) {
            ServiceRules.checkSubscriptions(subscriptions, options.isCleanSession());
        }
        return subscriptions;
    }

    /** The server, without a login and a query. */
    @Override
    public String getServiceUrl() {
        return ServerAddress.parseAll(options.servers()).stream()
                .map(ServerAddress::toString)
                .collect(Collectors.joining(","));
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

    public long getUnclaimedGrace() {
        return unclaimedGrace;
    }

    /**
     * How long a message that no route takes waits for one that does, and how long the topic filter of a removed route
     * stays subscribed, in milliseconds. The same for all endpoints of one clientId.
     */
    public void setUnclaimedGrace(long unclaimedGrace) {
        this.unclaimedGrace = unclaimedGrace;
    }

    public String getUnclaimed() {
        return unclaimed;
    }

    /**
     * URI of an endpoint that gets the messages which no route has taken within unclaimedGrace. Without it they are
     * acknowledged, with a warning. The same for all endpoints of one clientId.
     */
    public void setUnclaimed(String unclaimed) {
        this.unclaimed = unclaimed;
    }

    public String getWhenStopped() {
        return whenStopped;
    }

    /**
     * With cleanSession=false, what becomes of messages while the route is stopped or suspended: keep (they wait for
     * its start), discard, or the URI of an endpoint that gets them.
     */
    public void setWhenStopped(String whenStopped) {
        this.whenStopped = whenStopped;
    }

    public int getMaxDeliveryAttempts() {
        return maxDeliveryAttempts;
    }

    /**
     * How often a message whose exchange fails is tried before it goes to deadLetterUri; 0 is without end. Camel's own
     * maximumRedeliveries is within one such attempt.
     */
    public void setMaxDeliveryAttempts(int maxDeliveryAttempts) {
        this.maxDeliveryAttempts = maxDeliveryAttempts;
    }

    public String getDeadLetterUri() {
        return deadLetterUri;
    }

    /**
     * URI of an endpoint that gets a message after the last of maxDeliveryAttempts. Without it the message is
     * acknowledged and logged as an error.
     */
    public void setDeadLetterUri(String deadLetterUri) {
        this.deadLetterUri = deadLetterUri;
    }

    public long getCompletionTimeout() {
        return completionTimeout;
    }

    /**
     * Time, in milliseconds, after which the health check reports an exchange that has not completed. The exchange
     * goes on.
     */
    public void setCompletionTimeout(long completionTimeout) {
        this.completionTimeout = completionTimeout;
    }

    public int getMaxInProgress() {
        return maxInProgress;
    }

    /**
     * How many exchanges of the consumer may have begun and not completed, those included that went on elsewhere
     * (seda, threads).
     */
    public void setMaxInProgress(int maxInProgress) {
        this.maxInProgress = maxInProgress;
    }

    public int getMaxPacketSize() {
        return maxPacketSize;
    }

    /**
     * Size of the largest packet that is received, in bytes; a larger message is skipped, acknowledged and logged. 0
     * stands for 128 KiB with the service and for 16 MiB with other brokers. The same for all endpoints of one
     * clientId.
     */
    public void setMaxPacketSize(int maxPacketSize) {
        this.maxPacketSize = maxPacketSize;
    }

    public long getMaxHeldBytes() {
        return maxHeldBytes;
    }

    /**
     * How many bytes all received messages may take until they are completed. 0 stands for 64 MiB, or for an eighth of
     * the heap if that is less. The same for all endpoints of one clientId.
     */
    public void setMaxHeldBytes(long maxHeldBytes) {
        this.maxHeldBytes = maxHeldBytes;
    }

    public WhenDisconnected getWhenDisconnected() {
        return whenDisconnected;
    }

    /** What a publish does while the connection is not up: wait for it, as long as publishTimeout, or fail at once. */
    public void setWhenDisconnected(WhenDisconnected whenDisconnected) {
        this.whenDisconnected = whenDisconnected;
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

    /** The connection of this endpoint's clientId, up, for a producer that will publish to these topics. */
    MqttConnection acquire(Collection<String> topics) throws Exception {
        return connections().acquire(connectionOptions(), options.credentials(), topics);
    }

    void release(MqttConnection connection, Collection<String> topics) {
        connections().release(connection, topics);
    }

    /** Whether messages wait for a consumer of this endpoint that has not started. */
    boolean isPersistent() {
        return !options.isCleanSession();
    }

    /** The connection of this endpoint's clientId, which keeps a consumer's messages from now on; empty if it cannot. */
    Optional<MqttConnection> announce(Subscriber consumer) throws Exception {
        return connections().announce(connectionOptions(), options.credentials(), consumer);
    }

    /** The connection of this endpoint's clientId, which knows of a consumer from now on. */
    MqttConnection declare(Subscriber consumer) throws Exception {
        return connections().declare(connectionOptions(), options.credentials(), consumer);
    }

    void activate(MqttConnection connection) {
        connections().activate(connection);
    }

    void deactivate(MqttConnection connection, Subscriber consumer) {
        connections().deactivate(connection, consumer);
    }

    void remove(MqttConnection connection, Subscriber consumer) {
        connections().remove(connection, consumer);
    }

    private Connections connections() {
        return getComponent().runtime().connections();
    }

    private int defaultMaxPacketSize() {
        return options.isService() ? InboundOptions.SERVICE_MAX_PACKET_SIZE : InboundOptions.DEFAULT_MAX_PACKET_SIZE;
    }

    SubscriberOptions subscriberOptions() {
        return new SubscriberOptions(
                concurrentConsumers,
                maxInProgress,
                maxDeliveryAttempts,
                Duration.ofMillis(completionTimeout),
                switch (whenStopped) {
                    case KEEP -> WhenStopped.KEEP;
                    case DISCARD -> WhenStopped.DISCARD;
                    default -> WhenStopped.DIVERT;
                });
    }

    /** Where messages of a stopped route go; null if they stay or are discarded. */
    String whenStoppedUri() {
        return whenStopped.equals(KEEP) || whenStopped.equals(DISCARD) ? null : whenStopped;
    }

    /**
     * Looks up the other endpoints that messages may go to: one that cannot be is told at the start, and not by each message.
     *
     * @throws org.apache.camel.ResolveEndpointFailedException if there is no such endpoint
     */
    void requireDiversions() {
        Stream.of(unclaimed, deadLetterUri, whenStoppedUri())
                .filter(Objects::nonNull)
                .forEach(getCamelContext()::getEndpoint);
    }

    boolean failsWhenDisconnected() {
        return whenDisconnected == WhenDisconnected.fail;
    }

    /** What endpoints must have in common to share a connection, besides the clientId. */
    List<Object> ofConnection() {
        return Arrays.asList(options.ofConnection(), unclaimedGrace, unclaimed, maxPacketSize, maxHeldBytes);
    }

    private ConnectionOptions connectionOptions() throws Exception {
        String servers = options.servers();
        return new ConnectionOptions(
                ServerAddress.parseAll(servers).stream().map(ServerAddress::uri).toList(),
                options.getClientId(),
                options.isCleanSession(),
                Duration.ofSeconds(options.getKeepAliveInterval()),
                options.getConnectionTimeout() == 0
                        ? LONGEST_CONNECT
                        : Duration.ofSeconds(options.getConnectionTimeout()),
                options.getMaxInflight(),
                getComponent().publishTimeout(),
                options.getMqttVersion(),
                new TransportOptions(
                        getComponent().tls(options, servers),
                        options.isHttpsHostnameVerificationEnabled(),
                        options.getSslHostnameVerifier(),
                        options.getCustomWebSocketHeaders(),
                        getComponent().proxies()),
                options.isService() ? ServiceRules.MAX_SUBSCRIPTIONS : Integer.MAX_VALUE,
                options.will(),
                options.isService(),
                new InboundOptions(
                        Duration.ofMillis(unclaimedGrace),
                        getComponent().runtime().diversions().sink(unclaimed),
                        maxPacketSize == 0 ? defaultMaxPacketSize() : maxPacketSize,
                        maxHeldBytes == 0 ? InboundOptions.defaultMaxHeldBytes() : maxHeldBytes));
    }
}
