package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.credential.Credentials;
import io.github.camelaliyun.mqtt.wire.Packet;

/** Whoever works over the links of a {@link Connector}; all but {@link #credentials} must return at once. */
interface ConnectorListener {
    /** What to present at the next connect, or null; asked on a worker, may block and may throw. */
    Credentials credentials() throws Exception;

    /** The server did not accept the credentials (CONNACK 4 or 5). */
    void onCredentialsRefused();

    /**
     * CONNACK has been received.
     *
     * @param sessionPresent whether the broker has kept the session, or may have: see {@link Link#tellsSession}
     */
    void onLinkUp(Link link, boolean sessionPresent);

    /** A link that was up has ended; answers what is known of the reason. */
    LinkEnd onLinkDown(Link link, boolean closedByServer);

    /** Why the server closes the present link, if it has said so; else null. */
    String announcedReason();

    void onArrived(Link link, Packet.Publish publish);

    void onOversized(Link link, Packet.Oversized publish);

    void onReleased(Link link, int packetId);

    /** Some publishes have been answered, and no further answer is at hand. */
    void onAnswered();

    void tell(ConnectionEvent event);
}
