package io.github.camelaliyun.mqtt.connection;

/** What tokens need of the connection that they are for. Nothing here blocks. */
interface TokenHost {

    /** The link that is up, or null. */
    Outlet connectedLink();

    /**
     * From here to {@link #release}, or the link's end, nothing is published or subscribed; false if this link is not up any
     * more.
     */
    boolean hold(Outlet link);

    void release();

    /** Ends a link that is of no more use; nothing happens if it has ended. {@link Tokens#linkDown} follows. */
    void drop(Outlet link, String reason);

    void tell(ConnectionEvent event);

    /** What {@link Tokens#mayPublish} or {@link Tokens#covers} says may have changed: what waits for it asks again. */
    void coverChanged();
}
