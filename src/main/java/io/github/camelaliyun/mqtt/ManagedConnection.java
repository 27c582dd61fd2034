package io.github.camelaliyun.mqtt;

import io.github.camelaliyun.mqtt.connection.ConnectionStatus;
import io.github.camelaliyun.mqtt.connection.InboundStatus;
import io.github.camelaliyun.mqtt.connection.MqttConnection;
import org.apache.camel.api.management.ManagedAttribute;
import org.apache.camel.api.management.ManagedResource;

/** What JMX shows of a connection: to be read only, and without secrets. Public because JMX calls it. */
@ManagedResource(description = "Connection to Alibaba Cloud's MQTT service")
public final class ManagedConnection {

    private final MqttConnection connection;

    ManagedConnection(MqttConnection connection) {
        this.connection = connection;
    }

    @ManagedAttribute(description = "The client identifier")
    public String getClientId() {
        return status().clientId();
    }

    @ManagedAttribute(description = "The server's address")
    public String getServer() {
        return status().server();
    }

    @ManagedAttribute(description = "DISCONNECTED, CONNECTING, CONNECTED, CLOSING or CLOSED")
    public String getState() {
        return status().state().name();
    }

    @ManagedAttribute(description = "When it came into that state")
    public String getSince() {
        return status().since().toString();
    }

    @ManagedAttribute(description = "How often it has come back")
    public long getReconnects() {
        return status().reconnects();
    }

    @ManagedAttribute(description = "Why the latest connect failed or the latest connection was lost")
    public String getLastError() {
        return status().lastError();
    }

    @ManagedAttribute(description = "When that was")
    public String getLastErrorAt() {
        return text(status().lastErrorAt());
    }

    @ManagedAttribute(description = "Messages to be published")
    public long getPublished() {
        return status().counts().published();
    }

    @ManagedAttribute(description = "Publishes that the broker has acknowledged")
    public long getAcknowledged() {
        return status().counts().acknowledged();
    }

    @ManagedAttribute(description = "Publishes that failed")
    public long getFailed() {
        return status().counts().failed();
    }

    @ManagedAttribute(description = "Publishes without an outcome yet")
    public int getInFlight() {
        return status().inFlight();
    }

    @ManagedAttribute(description = "Messages that have arrived")
    public long getReceived() {
        return status().counts().received();
    }

    @ManagedAttribute(description = "Exchanges begun with a message seen before")
    public long getRedelivered() {
        return status().counts().redelivered();
    }

    @ManagedAttribute(description = "Messages that no route takes")
    public long getUnclaimed() {
        return status().inbound().unclaimed();
    }

    @ManagedAttribute(description = "Messages that wait for a route that takes them")
    public int getUnclaimedHeld() {
        return status().inbound().held();
    }

    @ManagedAttribute(description = "QoS 0 messages dropped by a consumer that is too slow")
    public long getDroppedQos0() {
        return status().inbound().dropped();
    }

    @ManagedAttribute(description = "Messages whose last attempt failed")
    public long getGivenUp() {
        return status().counts().givenUp();
    }

    @ManagedAttribute(description = "Messages of stopped routes that were discarded")
    public long getDiscarded() {
        return status().inbound().discarded();
    }

    @ManagedAttribute(description = "Messages that were equal to one in progress")
    public long getDuplicates() {
        return status().inbound().duplicates();
    }

    @ManagedAttribute(description = "Messages that the broker waits for an acknowledgement of")
    public int getUnacknowledged() {
        return status().inbound().unacknowledged();
    }

    @ManagedAttribute(description = "Bytes that received messages take")
    public long getBytesHeld() {
        return status().inbound().bytes();
    }

    @ManagedAttribute(description = "Messages left with the broker until there is room")
    public int getLeftWithBroker() {
        return status().inbound().left();
    }

    @ManagedAttribute(description = "Age of the oldest message without an outcome; null if there is none")
    public Long getOldestSeconds() {
        InboundStatus inbound = status().inbound();
        return inbound.oldestAge() == null ? null : inbound.oldestAge().toSeconds();
    }

    @ManagedAttribute(description = "Its topic")
    public String getOldestTopic() {
        return status().inbound().oldestTopic();
    }

    @ManagedAttribute(description = "What the broker's window is full of; empty if of nothing")
    public String getHeldBy() {
        return status().inbound().holders();
    }

    @ManagedAttribute(description = "How long the tokens live on; null without tokens")
    public Long getTokenSecondsLeft() {
        return status().tokenLeft() == null ? null : status().tokenLeft().toSeconds();
    }

    @ManagedAttribute(description = "Why they cannot be renewed at present; null if they can")
    public String getTokenTrouble() {
        return status().tokenTrouble();
    }

    @ManagedAttribute(description = "Topic filters that the broker refused, or has not granted yet")
    public String getRefusedFilters() {
        return String.join(",", status().refused().keySet());
    }

    private ConnectionStatus status() {
        return connection.status();
    }

    private static String text(Object value) {
        return value == null ? null : value.toString();
    }
}
