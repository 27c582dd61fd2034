package io.github.camelaliyun.mqtt.springboot;

import io.github.camelaliyun.mqtt.AliyunPahoEndpoint.WhenDisconnected;
import org.springframework.boot.convert.DurationUnit;
import org.springframework.util.unit.DataSize;

import java.time.Duration;
import java.time.temporal.ChronoUnit;

/**
 * The MQTT options that an account may set; one that is not set is left as {@code camel.component.<name>.*} or the
 * component has it. Their defaults are in {@code additional-spring-configuration-metadata.json}.
 */
public abstract class MqttProperties {

    /** QoS of publishes, and of topic filters without a QoS of their own: 0, 1 or 2. */
    private Integer qos;

    /** Whether the server forgets this client when it goes; false keeps QoS 1 messages while it is away. */
    private Boolean cleanSession;

    /** Longest silence; the service closes a connection after 1.5 times this. A number is seconds. */
    @DurationUnit(ChronoUnit.SECONDS)
    private Duration keepAliveInterval;

    /** How long one attempt to connect may take. A number is seconds. */
    @DurationUnit(ChronoUnit.SECONDS)
    private Duration connectionTimeout;

    /** Publishes without an acknowledgement at one time; when there are as many, the caller waits. */
    private Integer maxInflight;

    /** How long a publish may wait for its place in the window and its acknowledgement together. A number is milliseconds. */
    @DurationUnit(ChronoUnit.MILLIS)
    private Duration publishTimeout;

    /** How long a message that no route takes waits for one. A number is milliseconds. */
    @DurationUnit(ChronoUnit.MILLIS)
    private Duration unclaimedGrace;

    /** URI of an endpoint that gets the messages which no route has taken within unclaimed-grace. */
    private String unclaimed;

    /** In a persistent session, what becomes of messages while a route is stopped: keep, discard, or the URI of an endpoint. */
    private String whenStopped;

    /** How often a message whose exchange fails is tried; 0 is without end. */
    private Integer maxDeliveryAttempts;

    /** URI of an endpoint that gets a message after the last of max-delivery-attempts. */
    private String deadLetterUri;

    /** Time after which the health check reports an exchange that has not completed. A number is milliseconds. */
    @DurationUnit(ChronoUnit.MILLIS)
    private Duration completionTimeout;

    /** How many exchanges of one consumer may have begun and not completed. */
    private Integer maxInProgress;

    /** Size of the largest packet that is received; 128KB with the service unless set. A number is bytes. */
    private DataSize maxPacketSize;

    /** How much memory received messages may take until they are completed; 64MB or an eighth of the heap unless set. */
    private DataSize maxHeldBytes;

    /** What a publish does while the connection is not up: wait for it, or fail at once. */
    private WhenDisconnected whenDisconnected;

    MqttProperties() {}

    public Integer getQos() {
        return qos;
    }

    public void setQos(Integer qos) {
        this.qos = qos;
    }

    public Boolean getCleanSession() {
        return cleanSession;
    }

    public void setCleanSession(Boolean cleanSession) {
        this.cleanSession = cleanSession;
    }

    public Duration getKeepAliveInterval() {
        return keepAliveInterval;
    }

    public void setKeepAliveInterval(Duration keepAliveInterval) {
        this.keepAliveInterval = keepAliveInterval;
    }

    public Duration getConnectionTimeout() {
        return connectionTimeout;
    }

    public void setConnectionTimeout(Duration connectionTimeout) {
        this.connectionTimeout = connectionTimeout;
    }

    public Integer getMaxInflight() {
        return maxInflight;
    }

    public void setMaxInflight(Integer maxInflight) {
        this.maxInflight = maxInflight;
    }

    public Duration getPublishTimeout() {
        return publishTimeout;
    }

    public void setPublishTimeout(Duration publishTimeout) {
        this.publishTimeout = publishTimeout;
    }

    public Duration getUnclaimedGrace() {
        return unclaimedGrace;
    }

    public void setUnclaimedGrace(Duration unclaimedGrace) {
        this.unclaimedGrace = unclaimedGrace;
    }

    public String getUnclaimed() {
        return unclaimed;
    }

    public void setUnclaimed(String unclaimed) {
        this.unclaimed = unclaimed;
    }

    public String getWhenStopped() {
        return whenStopped;
    }

    public void setWhenStopped(String whenStopped) {
        this.whenStopped = whenStopped;
    }

    public Integer getMaxDeliveryAttempts() {
        return maxDeliveryAttempts;
    }

    public void setMaxDeliveryAttempts(Integer maxDeliveryAttempts) {
        this.maxDeliveryAttempts = maxDeliveryAttempts;
    }

    public String getDeadLetterUri() {
        return deadLetterUri;
    }

    public void setDeadLetterUri(String deadLetterUri) {
        this.deadLetterUri = deadLetterUri;
    }

    public Duration getCompletionTimeout() {
        return completionTimeout;
    }

    public void setCompletionTimeout(Duration completionTimeout) {
        this.completionTimeout = completionTimeout;
    }

    public Integer getMaxInProgress() {
        return maxInProgress;
    }

    public void setMaxInProgress(Integer maxInProgress) {
        this.maxInProgress = maxInProgress;
    }

    public DataSize getMaxPacketSize() {
        return maxPacketSize;
    }

    public void setMaxPacketSize(DataSize maxPacketSize) {
        this.maxPacketSize = maxPacketSize;
    }

    public DataSize getMaxHeldBytes() {
        return maxHeldBytes;
    }

    public void setMaxHeldBytes(DataSize maxHeldBytes) {
        this.maxHeldBytes = maxHeldBytes;
    }

    public WhenDisconnected getWhenDisconnected() {
        return whenDisconnected;
    }

    public void setWhenDisconnected(WhenDisconnected whenDisconnected) {
        this.whenDisconnected = whenDisconnected;
    }
}
