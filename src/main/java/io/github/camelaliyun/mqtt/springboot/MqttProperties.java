package io.github.camelaliyun.mqtt.springboot;

import org.springframework.boot.convert.DurationUnit;

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
}
