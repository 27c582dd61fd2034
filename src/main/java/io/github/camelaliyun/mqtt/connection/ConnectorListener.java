package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.credential.Credentials;
import io.github.camelaliyun.mqtt.wire.Packet;

/** Whoever works over the links of a {@link Connector}; all but {@link #credentials} must return at once. */
interface ConnectorListener {
    /** What to present at the next connect, or null; asked on a worker, may block and may throw. */
    Credentials credentials() throws Exception;

    /** The server did not accept the credentials (CONNACK 4 or 5). */
    void credentialsRefused();

    /**
     * CONNACK has been received.
     *
     * @param sessionPresent whether the broker has kept the session, or may have: see {@link Link#tellsSession}
     */
    void linkUp(Link link, boolean sessionPresent);

    /**
     * A link that was up has ended.
     *
     * @return whether it is known what the server closed it for
     */
    boolean linkDown(Link link, boolean closedByServer);

    /** Why the server closes the present link, if it has said so; else null. */
    String announcedReason();

    void arrived(Link link, Packet.Publish publish);

    void oversized(Link link, Packet.Oversized publish);

    void released(Link link, int packetId);

    /** Some publishes have been answered, and no further answer is at hand. */
    void answered();

    void tell(ConnectionEvent event);
}
