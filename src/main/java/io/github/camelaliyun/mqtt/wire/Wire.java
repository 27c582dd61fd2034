package io.github.camelaliyun.mqtt.wire;

/** Opens network connections to MQTT servers. Any thread may call. */
public interface Wire {

    /**
     * Begins to open a line and returns at once. The listener is told {@link LineListener#opened} or
     * {@link LineListener#closed}; it may be told before this method returns.
     *
     * @param serverUri {@code tcp://}, {@code ssl://}, {@code ws://} or {@code wss://} with host and port
     */
    Line open(String serverUri, LineOptions options, LineListener listener);
}
