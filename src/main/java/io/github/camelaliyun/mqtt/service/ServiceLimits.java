package io.github.camelaliyun.mqtt.service;

import java.time.Duration;

/**
 * What the service allows one client.
 *
 * @see <a href="https://help.aliyun.com/document_detail/63620.html">Limits</a>
 */
public final class ServiceLimits {

    /** Subscriptions of one clientId; the service drops what is over. */
    public static final int MAX_SUBSCRIPTIONS = 30;
    /** Characters of a topic, parent topic included. */
    public static final int MAX_TOPIC_LENGTH = 64;
    /** Characters of a clientId; the service drops a connection with a longer one. */
    public static final int MAX_CLIENT_ID_LENGTH = 64;

    /** Characters of a custom identity's username. */
    public static final int MAX_USERNAME_LENGTH = 64;

    /** Bytes of a message, without its topic. */
    public static final int MAX_PAYLOAD_BYTES = 64 * 1024;

    /** Bytes of a packet. The page of MQTT 5 says so; its clients learn it from CONNACK. */
    public static final int MAX_PACKET_BYTES = 128 * 1024;

    /** The longest keep alive of MQTT 5; the service takes a longer one for this. */
    public static final Duration MAX_KEEP_ALIVE = Duration.ofMinutes(8);

    /** A token lives at least this long. */
    public static final Duration MIN_TOKEN_LIFE = Duration.ofSeconds(60);
    /** The service shortens a longer life to this one. */
    public static final Duration MAX_TOKEN_LIFE = Duration.ofDays(30);

    private ServiceLimits() {}
}
