package io.github.camelaliyun.mqtt;

import io.github.camelaliyun.mqtt.connection.ConnectionOptions;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriParams;

/**
 * camel-paho's options with the service's defaults, and with a user name and password that are computed for the
 * clientId at hand. Camel copies the configuration for each endpoint, so every endpoint is signed for its own clientId.
 */
@UriParams
public class AliyunMqttConfiguration extends LoginConfiguration {

    /** QoS 2 costs five times a QoS 0 message and has no persistent session; QoS 1 is what the service is made for. */
    static final int DEFAULT_QOS = 1;

    /** Values of {@code whenStopped} that are no endpoint. */
    static final String KEEP = "keep";

    static final String DISCARD = "discard";

    /** As camel-paho's client library has its own. */
    static final String DEFAULT_CLIENT_ID_PREFIX = "camel-";

    /** What a publish does while its connection is not up. */
    public enum WhenDisconnected {
        /** It waits for it, as long as {@code publishTimeout}. */
        wait,
        /** It fails at once. */
        fail
    }

    @UriParam(label = "advanced", defaultValue = DEFAULT_CLIENT_ID_PREFIX)
    private String clientIdPrefix = DEFAULT_CLIENT_ID_PREFIX;

    @UriParam(label = "consumer,advanced", defaultValue = "1")
    private int concurrentConsumers = 1;

    @UriParam(label = "consumer,advanced", defaultValue = "10000", javaType = "java.time.Duration")
    private long unclaimedGrace = 10_000;

    @UriParam(label = "consumer,advanced")
    private String unclaimed;

    @UriParam(label = "consumer,advanced", defaultValue = KEEP)
    private String whenStopped = KEEP;

    @UriParam(label = "consumer", defaultValue = "0")
    private int maxDeliveryAttempts;

    @UriParam(label = "consumer")
    private String deadLetterUri;

    @UriParam(label = "consumer,advanced", defaultValue = "300000", javaType = "java.time.Duration")
    private long completionTimeout = 300_000;

    @UriParam(label = "consumer,advanced", defaultValue = "1000")
    private int maxInProgress = 1_000;

    @UriParam(label = "consumer,advanced", defaultValue = "0")
    private int maxPacketSize;

    @UriParam(label = "consumer,advanced", defaultValue = "0")
    private long maxHeldBytes;

    @UriParam(label = "producer", defaultValue = "wait", enums = "wait,fail")
    private WhenDisconnected whenDisconnected = WhenDisconnected.wait;

    /** With the defaults of the service. */
    public AliyunMqttConfiguration() {
        setQos(DEFAULT_QOS);
        setKeepAliveInterval((int) ConnectionOptions.DEFAULT_KEEP_ALIVE.toSeconds());
        setConnectionTimeout((int) ConnectionOptions.DEFAULT_CONNECT_TIMEOUT.toSeconds());
        setMqttVersion(ConnectionOptions.DEFAULT_MQTT_VERSION);
        setMaxInflight(ConnectionOptions.DEFAULT_MAX_INFLIGHT);
    }

    /** {@return what generated client identifiers begin with; {@code camel-} unless set} */
    public String getClientIdPrefix() {
        return clientIdPrefix;
    }

    /**
     * What the generated client identifier of an endpoint without a clientId begins with; at most 13 letters and digits
     * follow, other ones at each start of the program. With the service's keys a Group ID and @@@, as in GID_group@@@.
     *
     * @param clientIdPrefix null for nothing
     */
    public void setClientIdPrefix(String clientIdPrefix) {
        this.clientIdPrefix = clientIdPrefix;
    }

    /** {@return how many messages the consumer may have in process at once; 1 unless set} */
    public int getConcurrentConsumers() {
        return concurrentConsumers;
    }

    /**
     * How many messages the consumer may have in process at once. One keeps their order; more gives it up for speed.
     *
     * @param concurrentConsumers 1 or more
     */
    public void setConcurrentConsumers(int concurrentConsumers) {
        this.concurrentConsumers = concurrentConsumers;
    }

    /** {@return how long a message without a route waits for one, in milliseconds; 10,000 unless set} */
    public long getUnclaimedGrace() {
        return unclaimedGrace;
    }

    /**
     * How long a message that no route takes waits for one that does, and how long the topic filter of a removed route
     * stays subscribed, in milliseconds. The same for all endpoints of one clientId.
     *
     * @param unclaimedGrace 0 to 315,360,000,000 (ten years)
     */
    public void setUnclaimedGrace(long unclaimedGrace) {
        this.unclaimedGrace = unclaimedGrace;
    }

    /** {@return URI of the endpoint for messages that no route has taken; null for none} */
    public String getUnclaimed() {
        return unclaimed;
    }

    /**
     * URI of an endpoint that gets the messages which no route has taken within unclaimedGrace. Without it they are
     * acknowledged, with a warning. The same for all endpoints of one clientId.
     *
     * @param unclaimed an endpoint URI; null for none
     */
    public void setUnclaimed(String unclaimed) {
        this.unclaimed = unclaimed;
    }

    /** {@return {@code keep} (unless set), {@code discard} or the URI of an endpoint} */
    public String getWhenStopped() {
        return whenStopped;
    }

    /**
     * With cleanSession=false, what becomes of messages while the route is stopped or suspended: keep (they wait for
     * its start), discard, or the URI of an endpoint that gets them.
     *
     * @param whenStopped not blank
     */
    public void setWhenStopped(String whenStopped) {
        this.whenStopped = whenStopped;
    }

    /** {@return how often a message is tried; 0, as at first, for without end} */
    public int getMaxDeliveryAttempts() {
        return maxDeliveryAttempts;
    }

    /**
     * How often a message whose exchange fails is tried before it goes to deadLetterUri; 0 is without end. Camel's own
     * maximumRedeliveries is within one such attempt.
     *
     * @param maxDeliveryAttempts 0 or more
     */
    public void setMaxDeliveryAttempts(int maxDeliveryAttempts) {
        this.maxDeliveryAttempts = maxDeliveryAttempts;
    }

    /** {@return URI of the endpoint for messages after their last attempt; null for none} */
    public String getDeadLetterUri() {
        return deadLetterUri;
    }

    /**
     * URI of an endpoint that gets a message after the last of maxDeliveryAttempts. Without it the message is
     * acknowledged and logged as an error.
     *
     * @param deadLetterUri an endpoint URI; null for none
     */
    public void setDeadLetterUri(String deadLetterUri) {
        this.deadLetterUri = deadLetterUri;
    }

    /** {@return time after which an exchange is reported, in milliseconds; 300,000 unless set} */
    public long getCompletionTimeout() {
        return completionTimeout;
    }

    /**
     * Time after which the health check reports an exchange that has not completed, in milliseconds. The exchange goes on.
     *
     * @param completionTimeout 1 to 315,360,000,000 (ten years)
     */
    public void setCompletionTimeout(long completionTimeout) {
        this.completionTimeout = completionTimeout;
    }

    /** {@return how many exchanges may have begun and not completed; 1,000 unless set} */
    public int getMaxInProgress() {
        return maxInProgress;
    }

    /**
     * How many exchanges of the consumer may have begun and not completed, those included that went on elsewhere
     * (seda, threads).
     *
     * @param maxInProgress 1 or more
     */
    public void setMaxInProgress(int maxInProgress) {
        this.maxInProgress = maxInProgress;
    }

    /** {@return size of the largest packet that is received, in bytes; 0 for the default} */
    public int getMaxPacketSize() {
        return maxPacketSize;
    }

    /**
     * Size of the largest packet that is received, in bytes; a larger message is skipped, acknowledged and logged. 0
     * stands for 128 KiB with the service and for 16 MiB with other brokers. The same for all endpoints of one
     * clientId.
     *
     * @param maxPacketSize 0, or 1,024 or more
     */
    public void setMaxPacketSize(int maxPacketSize) {
        this.maxPacketSize = maxPacketSize;
    }

    /** {@return how many bytes received messages may take; 0 for the default} */
    public long getMaxHeldBytes() {
        return maxHeldBytes;
    }

    /**
     * How many bytes all received messages may take until they are completed. 0 stands for 64 MiB, or for an eighth of
     * the heap if that is less. The same for all endpoints of one clientId.
     *
     * @param maxHeldBytes 0, or 1,024 or more
     */
    public void setMaxHeldBytes(long maxHeldBytes) {
        this.maxHeldBytes = maxHeldBytes;
    }

    /** {@return what a publish does while the connection is not up; {@code wait} unless set} */
    public WhenDisconnected getWhenDisconnected() {
        return whenDisconnected;
    }

    /**
     * What a publish does while the connection is not up: wait for it, as long as publishTimeout, or fail at once.
     *
     * @param whenDisconnected not null
     */
    public void setWhenDisconnected(WhenDisconnected whenDisconnected) {
        this.whenDisconnected = whenDisconnected;
    }

    @Override
    public AliyunMqttConfiguration copy() {
        return (AliyunMqttConfiguration) super.copy();
    }
}
