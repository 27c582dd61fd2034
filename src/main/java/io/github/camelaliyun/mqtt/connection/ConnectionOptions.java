package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.credential.Credentials;
import io.github.camelaliyun.mqtt.service.Printable;
import io.github.camelaliyun.mqtt.wire.LineOptions;
import io.github.camelaliyun.mqtt.wire.Packet;
import io.github.camelaliyun.mqtt.wire.TransportOptions;

import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * Everything that two users of one connection must agree on. Holds no credentials: those are asked for at every connect.
 *
 * @param serverUris tried in turn, {@code tcp://}, {@code ssl://}, {@code ws://} or {@code wss://}; for messages there is
 *     {@link #servers}
 * @param clientId the client identifier; one connection per (server, clientId)
 * @param cleanSession as in CONNECT
 * @param keepAlive as in CONNECT, whole seconds; zero switches keep alive off
 * @param connectTimeout for the name lookup, for the network connect, for the handshakes, and from there to CONNACK: each
 *     at each address
 * @param maxInflight publishes that may wait for their PUBACK or PUBCOMP at once, 1 to 65535
 * @param publishTimeout how long a publish may wait until it is sent, and again until its acknowledgement
 * @param mqttVersion protocol level of CONNECT: 4 is MQTT 3.1.1, 3 is MQTT 3.1; 0 tries both
 * @param transport what carries the packets
 * @param maxSubscriptions topic filters that the server takes from one client
 * @param will what the server publishes when the connection breaks; null for nothing
 * @param service whether the server is ApsaraMQ for MQTT: it delivers P2P messages without a subscription, and has no
 *     retained messages
 * @param maxReconnectDelay the longest wait between two attempts to connect; at least
 *     {@link #MIN_RECONNECT_DELAY}, at most {@link #MAX_RECONNECT_DELAY}
 * @param inbound what is done with messages that come in faster than they are taken, or that nobody takes
 */
public record ConnectionOptions(
        List<String> serverUris,
        String clientId,
        boolean cleanSession,
        Duration keepAlive,
        Duration connectTimeout,
        int maxInflight,
        Duration publishTimeout,
        int mqttVersion,
        TransportOptions transport,
        int maxSubscriptions,
        Will will,
        boolean service,
        Duration maxReconnectDelay,
        InboundOptions inbound) {

    /** The service closes a connection after one and a half times this without a packet. */
    public static final Duration DEFAULT_KEEP_ALIVE = Duration.ofSeconds(90);
    /** For each step at each address. */
    public static final Duration DEFAULT_CONNECT_TIMEOUT = Duration.ofSeconds(3);
    /** Until the sending, and again until the acknowledgement. */
    public static final Duration DEFAULT_PUBLISH_TIMEOUT = Duration.ofSeconds(30);
    /** Ten, as in Paho, would cap a link of 20 ms round trip at 500 a second. */
    public static final int DEFAULT_MAX_INFLIGHT = 1_000;
    /** The first wait. */
    public static final Duration MIN_RECONNECT_DELAY = Backoff.FIRST;
    /** The default too: who waits longer is away longer, and spares a server little. */
    public static final Duration MAX_RECONNECT_DELAY = Backoff.LONGEST;
    /** MQTT 3.1.1; the service does not speak 3.1. */
    public static final int DEFAULT_MQTT_VERSION = 4;

    /**
     * Begins with the defaults: a clean session without a will, on a server that is not the service.
     *
     * @param serverUris at least one
     * @param clientId not null
     * @return what takes the rest by name
     */
    public static Builder of(List<String> serverUris, String clientId) {
        return new Builder(serverUris, clientId);
    }

    /**
     * The first packet of a link.
     *
     * @param level protocol level
     * @param credentials null for none
     */
    Packet.Connect connect(int level, Credentials credentials) {
        return new Packet.Connect(
                level,
                clientId,
                cleanSession,
                (int) keepAlive.toSeconds(),
                credentials == null ? null : credentials.username(),
                credentials == null ? null : credentials.password(),
                will == null ? null : will.packet());
    }

    /** What waits between two attempts to connect. */
    Backoff backoff(RandomGenerator random) {
        return new Backoff(maxReconnectDelay, random);
    }

    LineOptions line() {
        return new LineOptions(clientId, connectTimeout, transport, inbound.maxPacketSize());
    }

    /** {@return for messages: the servers, without queries, with commas between them} */
    public String servers() {
        return serverUris.stream().map(ConnectionOptions::shown).collect(Collectors.joining(","));
    }

    /** Without the query, which may have a token. */
    static String shown(String serverUri) {
        int query = serverUri.indexOf('?');
        return query < 0 ? serverUri : serverUri.substring(0, query) + "?...";
    }

    /** For messages: the server and the client. */
    @Override
    public String toString() {
        return Printable.of(clientId) + " at " + servers();
    }

    /** Takes by name what a connection need not have otherwise than usual. For one thread. */
    public static final class Builder {

        private final List<String> serverUris;
        private final String clientId;
        private boolean cleanSession = true;
        private Duration keepAlive = DEFAULT_KEEP_ALIVE;
        private Duration connectTimeout = DEFAULT_CONNECT_TIMEOUT;
        private int maxInflight = DEFAULT_MAX_INFLIGHT;
        private Duration publishTimeout = DEFAULT_PUBLISH_TIMEOUT;
        private int mqttVersion = DEFAULT_MQTT_VERSION;
        private TransportOptions transport = TransportOptions.DEFAULTS;
        private int maxSubscriptions = Integer.MAX_VALUE;
        private Will will;
        private boolean service;
        private Duration maxReconnectDelay = MAX_RECONNECT_DELAY;
        private InboundOptions inbound;

        private Builder(List<String> serverUris, String clientId) {
            this.serverUris = List.copyOf(serverUris);
            this.clientId = clientId;
        }

        /**
         * Sets the flag of CONNECT.
         *
         * @param cleanSession true unless set
         * @return this
         */
        public Builder cleanSession(boolean cleanSession) {
            this.cleanSession = cleanSession;
            return this;
        }

        /**
         * Sets the longest time without a packet.
         *
         * @param keepAlive 90 s unless set; zero for none
         * @return this
         */
        public Builder keepAlive(Duration keepAlive) {
            this.keepAlive = keepAlive;
            return this;
        }

        /**
         * Sets the limit of each step of a connect.
         *
         * @param connectTimeout 3 s unless set
         * @return this
         */
        public Builder connectTimeout(Duration connectTimeout) {
            this.connectTimeout = connectTimeout;
            return this;
        }

        /**
         * Sets how many publishes wait for their acknowledgement at once.
         *
         * @param maxInflight 1,000 unless set
         * @return this
         */
        public Builder maxInflight(int maxInflight) {
            this.maxInflight = maxInflight;
            return this;
        }

        /**
         * Sets the limits of a publish.
         *
         * @param publishTimeout 30 s unless set
         * @return this
         */
        public Builder publishTimeout(Duration publishTimeout) {
            this.publishTimeout = publishTimeout;
            return this;
        }

        /**
         * Sets the protocol level.
         *
         * @param mqttVersion 4 unless set
         * @return this
         */
        public Builder mqttVersion(int mqttVersion) {
            this.mqttVersion = mqttVersion;
            return this;
        }

        /**
         * Sets TLS, proxies and headers.
         *
         * @param transport {@link TransportOptions#DEFAULTS} unless set
         * @return this
         */
        public Builder transport(TransportOptions transport) {
            this.transport = transport;
            return this;
        }

        /**
         * Sets how many topic filters the server takes.
         *
         * @param maxSubscriptions without a limit unless set
         * @return this
         */
        public Builder maxSubscriptions(int maxSubscriptions) {
            this.maxSubscriptions = maxSubscriptions;
            return this;
        }

        /**
         * Sets what the server publishes when the connection breaks.
         *
         * @param will null, as at first, for nothing
         * @return this
         */
        public Builder will(Will will) {
            this.will = will;
            return this;
        }

        /**
         * Sets whether the server is the service.
         *
         * @param service false unless set
         * @return this
         */
        public Builder service(boolean service) {
            this.service = service;
            return this;
        }

        /**
         * Sets the longest wait between two attempts.
         *
         * @param maxReconnectDelay 30 s unless set
         * @return this
         */
        public Builder maxReconnectDelay(Duration maxReconnectDelay) {
            this.maxReconnectDelay = maxReconnectDelay;
            return this;
        }

        /**
         * Sets what is done with messages that nobody takes.
         *
         * @param inbound null, as at first, for the defaults
         * @return this
         */
        public Builder inbound(InboundOptions inbound) {
            this.inbound = inbound;
            return this;
        }

        /** {@return what has been set, with the defaults for the rest} */
        public ConnectionOptions build() {
            return new ConnectionOptions(
                    serverUris,
                    clientId,
                    cleanSession,
                    keepAlive,
                    connectTimeout,
                    maxInflight,
                    publishTimeout,
                    mqttVersion,
                    transport,
                    maxSubscriptions,
                    will,
                    service,
                    maxReconnectDelay,
                    inbound == null ? InboundOptions.defaults(service) : inbound);
        }
    }
}
