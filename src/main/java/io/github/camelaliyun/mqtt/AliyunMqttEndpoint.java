package io.github.camelaliyun.mqtt;

import io.github.camelaliyun.mqtt.AliyunMqttConfiguration.WhenDisconnected;
import io.github.camelaliyun.mqtt.connection.Connections;
import io.github.camelaliyun.mqtt.connection.MqttConnection;
import io.github.camelaliyun.mqtt.connection.OutboundMessage;
import io.github.camelaliyun.mqtt.connection.Subscriber;
import io.github.camelaliyun.mqtt.connection.Subscription;
import io.github.camelaliyun.mqtt.credential.CredentialException;
import io.github.camelaliyun.mqtt.credential.CredentialProcessor;
import io.github.camelaliyun.mqtt.service.InvalidSettingException;
import org.apache.camel.Category;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.ResolveEndpointFailedException;
import org.apache.camel.component.paho.PahoConstants;
import org.apache.camel.component.paho.PahoEndpoint;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriParam;
import org.eclipse.paho.client.mqttv3.MqttClient;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static io.github.camelaliyun.mqtt.AliyunMqttConfiguration.DISCARD;
import static io.github.camelaliyun.mqtt.AliyunMqttConfiguration.KEEP;

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
public class AliyunMqttEndpoint extends PahoEndpoint {

    @UriParam
    private final AliyunMqttConfiguration configuration;

    /** Those that run, connected or not. */
    private final Set<AliyunMqttProducer> producers = ConcurrentHashMap.newKeySet();

    /** With a login of an address, if there is one. Not to be logged. */
    private final String uri;

    // Declared as an object: the generator would make an option of the URI of each setting of an account.
    @UriParam(label = "security", javaType = "io.github.camelaliyun.mqtt.AliyunMqttAccount")
    private Object account;

    AliyunMqttEndpoint(String uri, String topic, AliyunMqttComponent component, AliyunMqttConfiguration configuration) {
        super(ServerAddress.maskedIn(uri), topic, component, configuration);
        this.configuration = configuration;
        this.uri = uri;
        // The copy takes the completion along, so that whoever polls it acknowledges; else the queue of the poller
        // would.
        setPollingConsumerCopy(true);
    }

    /** Two that differ in a login alone have the same URI to be shown, and are not the same. */
    @Override
    public boolean equals(Object other) {
        return super.equals(other) && other instanceof AliyunMqttEndpoint endpoint && uri.equals(endpoint.uri);
    }

    @Override
    public int hashCode() {
        return super.hashCode();
    }

    @Override
    public AliyunMqttComponent getComponent() {
        return (AliyunMqttComponent) super.getComponent();
    }

    @Override
    public AliyunMqttConfiguration getConfiguration() {
        return configuration;
    }

    @Override
    public Producer createProducer() {
        return new AliyunMqttProducer(this);
    }

    Set<AliyunMqttProducer> producers() {
        return producers;
    }

    @Override
    public Consumer createConsumer(Processor processor) throws Exception {
        OptionRanges.checkConsumer(configuration, getComponent().getConfiguration());
        AliyunMqttConsumer consumer = new AliyunMqttConsumer(
                this, processor, subscriptions(), ConnectionOptionsFactory.subscriber(configuration));
        configureConsumer(consumer);
        return consumer;
    }

    /**
     * The topic filters of a consumer.
     *
     * @throws IllegalArgumentException if the server would not take them
     */
    List<Subscription> subscriptions() {
        List<Subscription> subscriptions = TopicFilters.parse(getTopic(), configuration.getQos());
        if (configuration.isService()) {
            ServiceRules.checkSubscriptions(subscriptions, configuration.isCleanSession());
        }
        return subscriptions;
    }

    /** The server, without a login and a query. */
    @Override
    public String getServiceUrl() {
        return ServerAddress.parseAll(configuration.serversOption(), configuration.servers()).stream()
                .map(ServerAddress::toString)
                .collect(Collectors.joining(","));
    }

    /** Without the user name that camel-paho puts here: it holds the AccessKey. */
    @Override
    public Map<String, String> getServiceMetadata() {
        return Map.of("clientId", configuration.getClientId());
    }

    /** {@return the account of this endpoint; null for that of the component} */
    public AliyunMqttAccount getAccount() {
        return (AliyunMqttAccount) account;
    }

    /**
     * Server and keys of this endpoint, in place of the component's: a bean, so that no secret is in the URI.
     *
     * @param account null, as at first, for that of the component
     */
    public void setAccount(AliyunMqttAccount account) {
        this.account = account;
    }

    /** Refused, as on the component: connections are the component's own. */
    @Override
    public void setClient(MqttClient client) {
        throw new IllegalArgumentException(EndpointSettings.OWN_CLIENT);
    }

    void check(OutboundMessage message) {
        if (configuration.isService()) {
            ServiceRules.checkMessage(message, configuration.isCleanSession());
        }
    }

    /** May take as long as a vault or a disk does: not to be called under a lock. */
    ConnectionInputs connectionInputs() throws Exception {
        return new ConnectionInputs(ConnectionOptionsFactory.connection(this), credentials());
    }

    /** As {@link #connectionInputs}, for a consumer. */
    ConnectionInputs consumerInputs() throws Exception {
        requireDiversions();
        return connectionInputs();
    }

    /** The connection of this endpoint's clientId, up, for a producer that will publish to these topics. */
    MqttConnection acquire(ConnectionInputs inputs, Collection<String> topics) {
        return connections().acquire(inputs.options(), inputs.credentials(), topics);
    }

    void release(MqttConnection connection, Collection<String> topics) {
        connections().release(connection, topics);
    }

    /** Whether messages wait for a consumer of this endpoint that has not started. */
    boolean isPersistent() {
        return !configuration.isCleanSession();
    }

    /** The connection of this endpoint's clientId, which keeps a consumer's messages from now on; empty if it cannot. */
    Optional<MqttConnection> announce(Subscriber consumer) throws Exception {
        ConnectionInputs inputs = connectionInputs();
        return connections().announce(inputs.options(), inputs.credentials(), consumer);
    }

    /** The connection of this endpoint's clientId, which knows of a consumer from now on. */
    MqttConnection declare(ConnectionInputs inputs, Subscriber consumer) {
        return connections().declare(inputs.options(), inputs.credentials(), consumer);
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

    /** Where messages of a stopped route go; null if they stay or are discarded. */
    String whenStoppedUri() {
        String whenStopped = configuration.getWhenStopped();
        return whenStopped.equals(KEEP) || whenStopped.equals(DISCARD) ? null : whenStopped;
    }

    /**
     * Looks up the other endpoints that messages may go to: one that cannot be is told at the start, and not by each message.
     *
     * @throws ResolveEndpointFailedException if there is no such endpoint
     */
    private void requireDiversions() {
        Stream.of(configuration.getUnclaimed(), configuration.getDeadLetterUri(), whenStoppedUri())
                .filter(Objects::nonNull)
                .forEach(getCamelContext()::getEndpoint);
    }

    boolean failsWhenDisconnected() {
        return configuration.getWhenDisconnected() == WhenDisconnected.fail;
    }

    /** @throws ResolveEndpointFailedException if a key is missing: that is not told before, as who only has the endpoint needs none */
    private CredentialProcessor credentials() {
        try {
            return ConnectionOptionsFactory.credentials(configuration);
        } catch (InvalidSettingException | CredentialException e) {
            throw new ResolveEndpointFailedException(getEndpointUri(), e);
        }
    }
}
